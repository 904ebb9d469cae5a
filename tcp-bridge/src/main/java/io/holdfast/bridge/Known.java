package io.holdfast.bridge;

import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Remembered;

/**
 * What a receiver knows of one log of the sender, be it the one it holds or one it remembers.
 *
 * @param isCurrent  whether it is the one it holds
 * @param generation as the receiver knows it
 * @param ack        what it consumed
 * @param had        the highest index it was given, as far as it knows: its ack, or what was last delivered in its
 *                   process if that is more
 */
record Known(boolean isCurrent, int generation, long ack, long had) {
    /** Null if the receiver knows no log of this incarnation. */
    static Known of(final HeldFacts held, final long incarnation) {
        if (incarnation != 0 && held.incarnation() == incarnation) {
            return new Known(true, held.generation(), held.consumed(), Math.max(held.consumed(), held.resumeAfter()));
        }
        for (int i = held.remembered().size() - 1; i >= 0; i--) {
            final Remembered one = held.remembered().get(i);
            if (incarnation != 0 && one.incarnation() == incarnation) {
                return new Known(false, one.generation(), one.ack(), one.ack());
            }
        }
        return null;
    }

    /** Whether the receiver holds the log but neither acked nor was given anything of it. */
    boolean isBlank() {
        return isCurrent && had == 0;
    }
}
