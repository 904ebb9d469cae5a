package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a store occupies: the library's own files, and no more of them than the work at hand needs. */
class StoreFootprintTest {
    private static final long CYCLE_SIZE = 256 * 1024;
    private static final long LOAD = 40 * CYCLE_SIZE;
    private static final Pattern OWN_FILES = Pattern.compile("[SC]/(owner|owner\\.lock"
        + "|[SC]/(state|ack|session)|[SC]/send/(\\d{8}-\\d{4}V\\.cq4|metadata\\.cq4t))");

    @TempDir
    Path folder;

    private static TreeMap<String, Long> files(final Path store) {
        final TreeMap<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (final Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(store.relativize(file).toString(), Files.size(file));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static void assertOnlyOwnFiles(final Path store) {
        files(store).keySet().forEach(file -> assertTrue(OWN_FILES.matcher(file).matches(), file));
    }

    /** The two parts of a connection between S and C, the sending one's queue first. */
    private static long diskBytes(final Connection connection) {
        return ((PeerConnection) connection).store().sendQueue().log().diskBytes();
    }

    @Test
    void sustainedLoadWithAcksStaysUnderThreeCycles() {
        try (TestPair pair = TestPair.connected(folder)) {
            pair.atServer.handler = (connection, message) -> {
                final long result = connection.reply(message.index(), 1, message.payload(), 0, message.length());
                return result > 0 ? Action.CONSUMED : Action.RETRY;
            };
            final byte[] payload = new byte[1000];
            long largest = 0;
            for (long sent = 0; sent < LOAD; ) {
                while (pair.atClient().unackedMessages() < 50 && pair.atClient().offer(1, payload, 0, 1000) > 0) {
                    sent += payload.length;
                }
                pair.poll();
                pair.clock.advance(TestPair.TICK_NS);
                largest = Math.max(largest, Math.max(diskBytes(pair.atClient()), diskBytes(pair.atServer())));
                assertTrue(largest < 3 * CYCLE_SIZE, "sent=" + sent + " diskBytes=" + largest);
                pair.atServer.received.clear();
                pair.atClient.received.clear();
            }
            pair.pollUntilAcked();

            assertTrue(largest > CYCLE_SIZE, "no cycle was ever purged: largest=" + largest);
            assertTrue(cycleFiles(pair.clientStore()) <= 3, files(pair.clientStore()).toString());
            assertTrue(cycleFiles(pair.serverStore()) <= 3, files(pair.serverStore()).toString());
            assertOnlyOwnFiles(pair.clientStore());
            assertOnlyOwnFiles(pair.serverStore());
        }
    }

    private static long cycleFiles(final Path store) {
        return files(store).keySet().stream().filter(file -> file.endsWith(".cq4")).count();
    }

    @Test
    void holdsNothingButTheLibrarysOwnFiles() {
        try (TestPair pair = TestPair.connected(folder)) {
            for (int i = 0; i < 1000; i++) {
                TestPair.send(pair.atClient(), "x".repeat(1000));
                TestPair.send(pair.atServer(), "x".repeat(1000));
            }
            pair.pollUntilAcked();
            assertOnlyOwnFiles(pair.clientStore());
            assertOnlyOwnFiles(pair.serverStore());

            pair.closeClient();
            pair.openClient();
            pair.pollUntilConnected();

            assertOnlyOwnFiles(pair.clientStore());
            assertOnlyOwnFiles(pair.serverStore());
        }
        assertOnlyOwnFiles(folder.resolve("client"));
        assertOnlyOwnFiles(folder.resolve("server"));
    }

    @Test
    void idlePollingGrowsNothing() {
        try (TestPair pair = TestPair.connected(folder)) {
            TestPair.send(pair.atClient(), "one");
            TestPair.send(pair.atServer(), "two");
            pair.pollUntilAcked();
            for (int i = 0; i < 1000; i++) {
                pair.poll();
            }
            final TreeMap<String, Long> clientBefore = files(pair.clientStore());
            final TreeMap<String, Long> serverBefore = files(pair.serverStore());
            final long diskBefore = diskBytes(pair.atClient()) + diskBytes(pair.atServer());
            final long directBefore = HostilePort.directBytes();

            for (int i = 0; i < 50_000; i++) {
                pair.poll();
                pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(500));
            }

            assertEquals(clientBefore, files(pair.clientStore()));
            assertEquals(serverBefore, files(pair.serverStore()));
            assertEquals(diskBefore, diskBytes(pair.atClient()) + diskBytes(pair.atServer()));
            assertTrue(HostilePort.directBytes() <= directBefore);
        }
    }
}
