package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.Durability;
import io.holdfast.store.LossyDisk;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Subscribers after losses of power, two in a row. {@code -Dholdfast.losses=N} sets how many runs, times five. */
class SubscriberPowerLossTest extends SubscriberFixture {
    private static final int RUNS = Math.max(1, Integer.getInteger("holdfast.losses", 40) / 5);
    private static final String[] NAMES = {"one", "two", "three"};

    /** Acks that were told to clients or forced, and acks that were made. */
    private final long[] promised = new long[NAMES.length];
    private final long[] acked = new long[NAMES.length];
    private String where;

    @Test
    void nothingUnackedIsDeletedAndNoPromisedAckIsForgotten() throws IOException {
        final long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            final Random random = new Random(seed + run);
            final Durability durability = random.nextBoolean() ? Durability.SYNC : Durability.PAGE_CACHE;
            where = "seed=" + (seed + run) + " " + durability;
            durability(durability);
            Path at = Files.createDirectories(folder.resolve(run + "-0"));
            Arrays.fill(promised, 0);
            Arrays.fill(acked, Long.MAX_VALUE);
            for (int boot = 1; boot <= 3; boot++) {
                final Path next = folder.resolve(run + "-" + boot);
                final LossyDisk disk = new LossyDisk(at, next, random);
                open(at, disk, boot);
                check(durability, boot == 1);
                live(random, disk);
                disk.fail();
                close();
                at = next;
            }
        }
    }

    private void check(final Durability durability, final boolean isFirst) {
        final List<SubscriberStatus> all = subscribers.list();
        for (int i = 0; i < NAMES.length; i++) {
            final String name = NAMES[i];
            final boolean isThere = all.stream().anyMatch(one -> one.name().equals(name));
            assertTrue(isThere || isFirst, where + " " + name + " is gone");
            final Subscriber subscriber = connect(name);
            assertNull(subscriber.problem(), where);
            assertNull(subscriber.lost(), where + " " + name);
            assertTrue(subscriber.ack() <= log.lastIndex(), where + " " + name);
            assertTrue(subscriber.ack() <= acked[i], where + " " + name + " passes over what it did not ack");
            if (durability == Durability.SYNC && isThere) {
                assertTrue(subscriber.ack() >= promised[i], where + " " + name);
            }
            final int unread = after(subscriber.ack()).size();
            assertEquals(log.lastOrdinal() - (subscriber.ack() == 0 ? 0 : log.ordinalOf(subscriber.ack())), unread,
                where + " " + name);
            final long next = append(100);
            log.sync();
            assertEquals(unread + 1, after(subscriber.ack()).size(), where + " " + name + " misses " + next);
            promised[i] = 0;
            subscriber.close();
        }
    }

    private void live(final Random random, final LossyDisk disk) {
        final Subscriber[] connected = new Subscriber[NAMES.length];
        for (int i = 0; i < NAMES.length; i++) {
            connected[i] = connect(NAMES[i]);
        }
        final int lazy = random.nextInt(NAMES.length);
        for (int step = random.nextInt(150); step > 0; step--) {
            append(random.nextInt(MESSAGE_LENGTH));
            final int who = random.nextInt(NAMES.length);
            final Subscriber subscriber = connected[who];
            if (who != lazy && random.nextInt(3) == 0) {
                log.sync();
                final List<Long> unread = after(subscriber.ack());
                if (!unread.isEmpty()) {
                    assertTrue(subscriber.acked(unread.get(random.nextInt(unread.size()))), where);
                }
            }
            if (random.nextInt(20) == 0) {
                subscriber.subscribe(new byte[] {(byte) random.nextInt(10)}, subscriber.ack());
                subscriber.save();
            }
            if (random.nextInt(10) == 0) {
                keepHouse();
                note(promised, connected);
            }
            if (random.nextInt(15) == 0) {
                disk.writeSomeBack();
            }
        }
        note(acked, connected);
    }

    private static void note(final long[] acks, final Subscriber[] subscribers) {
        for (int i = 0; i < acks.length; i++) {
            acks[i] = subscribers[i].ack();
        }
    }
}
