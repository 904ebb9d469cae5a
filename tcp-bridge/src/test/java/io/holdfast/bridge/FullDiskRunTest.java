package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Transport;
import io.holdfast.store.SmallDisk;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two ends on one small disk which fills and empties at random while they exchange messages, some of them answered by
 * {@code reply}: everything accepted arrives once and in order.
 */
class FullDiskRunTest {
    private static final int SEEDS = Math.max(3, Integer.getInteger("holdfast.fullDisks", 20) / 4);
    private static final int STEPS = 200;
    private static final int MEGABYTES = 3;

    @TempDir
    private Path folder;

    private SplittableRandom random;
    private TestPair pair;
    private final List<String> toServer = new ArrayList<>();
    private final List<String> toClient = new ArrayList<>();
    private int refused;

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void everythingAcceptedArrivesOnceAndInOrder(final Transport transport) {
        int fullSeen = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            random = new SplittableRandom(seed);
            toServer.clear();
            toClient.clear();
            refused = 0;
            try (SmallDisk disk = SmallDisk.inMemory(folder.resolve(transport + "-" + seed), MEGABYTES)) {
                run(transport, disk, "seed=" + seed);
            }
            fullSeen += refused;
        }
        assertTrue(fullSeen > 0, "no send was ever refused");
    }

    private void run(final Transport transport, final SmallDisk disk, final String seed) {
        pair = new TestPair(disk.path());
        pair.transport = transport;
        pair.atServer.handler = (connection, message) -> message.type() == 1 ? Action.CONSUMED
            : answered(connection, message.index());
        try {
            pair.openServer();
            pair.openClient();
            pair.pollUntilConnected();
            for (int step = 0; step < STEPS; step++) {
                step(disk);
            }
            disk.free();
            pair.pollUntil("all is acked: " + seed,
                () -> pair.atClient().unackedMessages() == 0 && pair.atServer().unackedMessages() == 0);
            assertEquals(toServer, pair.atServer.received, seed);
            assertEquals(toClient, pair.atClient.received, seed);
            for (int i = 0; i < 10; i++) {
                assertTrue(offer(pair.atClient(), toServer, 10) && offer(pair.atServer(), toClient, 10), seed);
            }
        } finally {
            pair.close();
        }
    }

    private void step(final SmallDisk disk) {
        switch (random.nextInt(12)) {
            case 0 -> disk.leave(0);
            case 1 -> disk.leave(random.nextInt(600 << 10));
            case 2, 3 -> disk.free();
            case 4 -> pair.atClient().disconnect();
            default -> {
                for (int i = random.nextInt(40); i > 0; i--) {
                    offer(pair.atClient(), toServer, random.nextInt(4000));
                    offer(pair.atServer(), toClient, random.nextInt(4000));
                }
            }
        }
        pair.poll(random.nextInt(20));
    }

    private Action answered(final Connection connection, final long index) {
        final String text = "reply " + toClient.size();
        if (TestPair.reply(connection, index, text) > 0) {
            toClient.add(text);
            return Action.CONSUMED;
        }
        refused++;
        return Action.RETRY;
    }

    /** {@return whether it was accepted; a refusal is that of a full disk} */
    private boolean offer(final Connection connection, final List<String> accepted, final int filling) {
        final String text = "message " + accepted.size() + " " + "x".repeat(filling);
        final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        final boolean isRequest = connection == pair.atClient() && random.nextInt(4) == 0;
        final long result = connection.offer(isRequest ? 2 : 1, payload, 0, payload.length);
        if (result > 0) {
            accepted.add(text);
            return true;
        }
        assertEquals(Connection.STORE_FULL, result);
        refused++;
        return false;
    }
}
