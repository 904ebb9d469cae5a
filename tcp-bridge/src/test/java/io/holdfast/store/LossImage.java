package io.holdfast.store;

import java.util.Arrays;
import java.util.Random;

/** What chance leaves at one loss of power: which changes of entries, and which pages, reached the device in time. */
final class LossImage {
    private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 1};

    private final Random random;
    private final double share;
    private final boolean[] reached;
    private final boolean isOrdered;

    /**
     * Decides about the entries.
     *
     * @param changes how many there were since they were forced
     */
    LossImage(final Random random, final int changes) {
        this.random = random;
        share = share(random);
        reached = new boolean[changes];
        isOrdered = random.nextBoolean();
        if (isOrdered) {
            // as a file system with a journal has it
            Arrays.fill(reached, 0, random.nextInt(changes + 1), true);
        } else {
            final double changesShare = share(random);
            for (int i = 0; i < changes; i++) {
                reached[i] = random.nextDouble() < changesShare;
            }
        }
    }

    /** {@return a probability: none, few, half, most or all} */
    static double share(final Random random) {
        return SHARES[random.nextInt(SHARES.length)];
    }

    boolean isOrdered() {
        return isOrdered;
    }

    boolean hasReached(final int change) {
        return reached[change];
    }

    /**
     * {@return what is left of a file}
     *
     * @param forced what was forced last, null if nothing ever was
     * @param now    what was there at the instant of the loss
     */
    byte[] content(final byte[] forced, final byte[] now) {
        return mixed(forced, now, random.nextInt(4) == 0 ? share(random) : share, random);
    }

    /** Each page is the forced one or the one of now, and so is the length; what neither has is zeros. */
    static byte[] mixed(final byte[] forced, final byte[] now, final double share, final Random random) {
        final int before = forced == null ? 0 : forced.length;
        final byte[] mixed = new byte[length(before, now.length, share, random)];
        if (forced != null) {
            System.arraycopy(forced, 0, mixed, 0, Math.min(before, mixed.length));
        }
        for (int page = 0; page < mixed.length; page += DiskHistory.PAGE) {
            if (page < now.length && random.nextDouble() < share) {
                System.arraycopy(now, page, mixed, page,
                    Math.min(DiskHistory.PAGE, Math.min(now.length, mixed.length) - page));
            }
        }
        return mixed;
    }

    private static int length(final int before, final int now, final double share, final Random random) {
        if (random.nextInt(8) == 0) {
            return Math.min(before, now) + random.nextInt(Math.abs(now - before) + 1);
        }
        return random.nextDouble() < share ? now : before;
    }
}
