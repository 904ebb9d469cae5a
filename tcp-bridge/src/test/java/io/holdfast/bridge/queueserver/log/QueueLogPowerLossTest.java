package io.holdfast.bridge.queueserver.log;

import io.holdfast.Durability;
import io.holdfast.store.LossyDisk;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The counters after losses of power. {@code -Dholdfast.losses=N} sets how many runs. */
class QueueLogPowerLossTest extends QueueLogFixture {
    private static final int RUNS = Integer.getInteger("holdfast.losses", 40);

    private void open(final Path store, final LossyDisk disk, final int boot, final Durability durability) {
        open(store, options().disk(disk).bootId(new UUID(1, boot)).durability(durability), QueueLimits.DEFAULT);
    }

    private List<Long> keptProducerSequences() {
        final List<Long> kept = new ArrayList<>();
        try (QueueReader reader = log.reader()) {
            while (reader.next()) {
                kept.add(reader.producerSequence());
            }
        }
        return kept;
    }

    @Test
    void whatAProducerLostIsTakenAgainAndWhatWasSyncedIsNot() throws IOException {
        final long seed = new Random().nextLong();
        for (int run = 0; run < RUNS; run++) {
            final Random random = new Random(seed + run);
            final Durability durability = random.nextBoolean() ? Durability.SYNC : Durability.PAGE_CACHE;
            final String where = "seed=" + (seed + run) + " " + durability;
            final Path before = Files.createDirectories(folder.resolve(run + "-before"));
            final Path after = folder.resolve(run + "-after");
            final LossyDisk disk = new LossyDisk(before, after, random);
            open(before, disk, 1, durability);
            long sent = 0;
            long safe = 0;
            for (int i = random.nextInt(120); i > 0; i--) {
                assertTrue(append("a", new byte[random.nextInt(9000)], 5, ++sent) > 0, where);
                if (random.nextInt(10) == 0) {
                    log.sync();
                    log.doWork(random.nextBoolean() ? log.readableIndex() : 0);
                    safe = durability == Durability.SYNC ? sent : 0;
                }
                if (random.nextInt(15) == 0) {
                    disk.writeSomeBack();
                }
            }
            disk.fail();
            log.close();

            open(after, new LossyDisk(after, folder.resolve(run + "-unused"), random), 2, durability);

            final long mark = log.producerSequence(5);
            final List<Long> kept = keptProducerSequences();
            assertTrue(mark >= safe, where + " mark=" + mark + " safe=" + safe);
            if (!kept.isEmpty()) {
                assertEquals(kept.get(kept.size() - 1), mark, where);
            }
            for (long again = mark + 1; again <= sent + 1; again++) {
                assertTrue(append("a", new byte[1], 5, again) > 0, where);
            }
            assertTrue(sequenceOf("a") >= sent + 1, where + ": a message is missing");
            log.close();
        }
    }
}
