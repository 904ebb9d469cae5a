package io.holdfast.store;

import io.holdfast.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A log is verified while its owner writes to it: what the owner does is no damage, and damage is found all the same.
 * {@code -Dholdfast.verifies=N} sets how many times.
 */
class LiveVerifyTest {
    private static final int VERIFIES = Integer.getInteger("holdfast.verifies", 300);
    private static final int LARGEST = 3000;
    private static final int BATCH = 12;

    @TempDir
    private Path folder;
    private final AtomicBoolean isOver = new AtomicBoolean();

    private VerifyReport verify() {
        return ConnectionVerify.run(folder, "Client", "Server", Connections.context(), VerifyListener.NONE);
    }

    /** Appends, one by one and in batches, rolls, receives, acks late, and so purges, until the test is over. */
    private void runOwner(final ConnectionStore store, final Random random) {
        final SendQueue queue = store.sendQueue();
        long appended = 0;
        for (long i = 1; !isOver.get(); i++) {
            if (i % 10 == 0) {
                try (BatchBuffer batch = Connections.batch(1 + random.nextInt(BATCH), random.nextInt(LARGEST))) {
                    appended = queue.offer(batch, 0);
                }
            } else {
                appended = Connections.offer(queue, random.nextInt(LARGEST));
            }
            assertTrue(appended > 0, () -> "not accepted: " + queue.lastIndex());
            store.receiveState().consumed(i);
            if (random.nextInt(200) == 0) {
                store.receiveState().adopt(Connections.PEER, 1, i);
            }
            if (random.nextInt(400) == 0) {
                queue.acked(appended);
            }
            store.sync();
            queue.doWork();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void aLogThatItsOwnerAppendsToRollsAndPurgesIsHealthy(final Durability durability) {
        final long seed = Long.getLong("holdfast.seed", System.identityHashCode(this));
        try (StoreRoot root = StoreRoot.open(folder, "Client", Connections.context().durability(durability))) {
            final ConnectionStore store = root.connection("Server");
            store.receiveState().adopt(Connections.PEER, 1, 0);
            final CompletableFuture<Void> owner = Connections.onAThread(() -> runOwner(store, new Random(seed)));

            final int firstCycle = firstCycleOf(store);
            long before = 0;
            for (int i = 0; (i < VERIFIES || firstCycleOf(store) == firstCycle) && !owner.isDone(); i++) {
                final VerifyReport report = verify();

                assertEquals(List.of(), report.findings(), () -> "failed with -Dholdfast.seed=" + seed);
                assertTrue(report.isOwned());
                assertTrue(report.lastIndex() >= before, () -> "older than before: " + report);
                assertEquals(report.messages(), report.intact());
                before = report.lastIndex();
            }
            isOver.set(true);
            owner.join();
            assertEquals(List.of(), verify().findings());
        }
        assertEquals(VerifyReport.Verdict.HEALTHY, verify().verdict());
    }

    private static int firstCycleOf(final ConnectionStore store) {
        return ChronicleFormat.cycleOf(store.sendQueue().log().beforeFirstIndex());
    }

    /** Verifies once, does something after the first file was looked at, and fails if it was looked at again. */
    private VerifyReport verifyWhile(final Runnable owner) {
        final long[] passed = {0};
        final VerifyReport report = ConnectionVerify.run(folder, "Client", "Server", Connections.context(),
            (messages, bytes, ofBytes) -> {
                assertTrue(bytes >= passed[0], "something seemed wrong, so all was looked at once more");
                if (passed[0] == 0) {
                    owner.run();
                }
                passed[0] = bytes;
            });
        assertTrue(passed[0] > 0);
        return report;
    }

    private void fill(final ConnectionStore store, final int files) throws IOException {
        while (cycles().size() < files) {
            assertTrue(Connections.offer(store.sendQueue(), 1000) > 0);
        }
    }

    @Test
    void whatThePeerAcksAndTheOwnerPurgesMeanwhileIsNotMissed() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            fill(store, 6);

            final VerifyReport report = verifyWhile(() -> {
                assertTrue(store.sendQueue().acked(store.sendQueue().lastIndex()));
                while (store.sendQueue().doWork() > 0) {
                    Thread.onSpinWait();
                }
            });

            assertEquals(List.of(), report.findings());
            assertEquals(1, cycles().size());
            assertEquals(2, report.cycles(), "the one that was looked at before, and the live one");
        }
    }

    @Test
    void whatIsPurgedUpToAndIncludingTheLastFileThatThereWasIsNotMissed() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            fill(store, 3);
            final List<Path> before = cycles();

            final VerifyReport report = verifyWhile(() -> {
                while (cyclesOf(before).findAny().isPresent()) {
                    assertTrue(store.sendQueue().acked(Connections.offer(store.sendQueue(), 1000)));
                    store.sendQueue().doWork();
                }
            });

            assertEquals(List.of(), report.findings());
        }
    }

    private static Stream<Path> cyclesOf(final List<Path> before) {
        return before.stream().filter(Files::exists);
    }

    @Test
    void whatIsAppendedMeanwhileWithItsMarksAndFilesIsNotLookedAt() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            fill(store, 3);
            final long last = store.sendQueue().lastIndex();

            final VerifyReport report = verifyWhile(() -> {
                for (int i = 0; i < 8000; i++) {
                    assertTrue(Connections.offer(store.sendQueue(), 100) > 0);
                }
            });

            assertEquals(List.of(), report.findings());
            assertEquals(last, report.lastIndex());
            assertEquals(3, report.cycles());
            assertTrue(cycles().size() > 4);
        }
    }

    private List<Path> cycles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("Client/Server/send"))) {
            return files.filter(path -> path.toString().endsWith(ChronicleFormat.SUFFIX)).sorted().toList();
        }
    }

    @Test
    void damageInAFinishedCycleIsFoundWhileTheOwnerWrites() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            while (cycles().size() < 3) {
                assertTrue(Connections.offer(store.sendQueue(), 1000) > 0);
            }
            try (RandomAccessFile file = new RandomAccessFile(cycles().get(1).toFile(), "rw")) {
                file.seek(CyclePreamble.DATA_START + 500);
                file.writeLong(0x5555_5555_5555_5555L);
            }
            final CompletableFuture<Void> owner = Connections.onAThread(() -> appendOnly(store));

            for (int i = 0; i < VERIFIES / 10; i++) {
                final VerifyReport report = verify();

                assertEquals(VerifyReport.Verdict.REPAIRABLE, report.verdict(), report::toString);
                assertEquals(1, report.findings().size(), report::toString);
                assertEquals(cycles().get(1), report.findings().get(0).path());
                assertEquals(1, report.findings().get(0).lostMessages());
                assertEquals(report.messages() - 1, report.intact());
            }
            isOver.set(true);
            owner.join();
        }
    }

    private void appendOnly(final ConnectionStore store) {
        for (int i = 0; i < 100_000 && !isOver.get(); i++) {
            assertTrue(Connections.offer(store.sendQueue(), 10) > 0);
            store.sendQueue().doWork();
        }
    }

    @Test
    void damageInTheLiveCycleIsFoundUpToTheLastMessage() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            for (int i = 0; i < 3; i++) {
                assertTrue(Connections.offer(store.sendQueue(), 1000) > 0);
            }
            final long damaged = store.sendQueue().lastIndex();
            try (RandomAccessFile file = new RandomAccessFile(cycles().get(0).toFile(), "rw")) {
                file.seek(CyclePreamble.DATA_START + 2 * (4 + 36 + 1000) + 500);
                file.writeLong(0x5555_5555_5555_5555L);
            }

            final VerifyReport report = verify();

            assertEquals(VerifyReport.Verdict.REPAIRABLE, report.verdict(), report::toString);
            assertEquals(damaged, report.findings().get(0).fromIndex());
            assertEquals(damaged, report.findings().get(0).toIndex());
        }
    }

    @Test
    void changesNothingAndCreatesNothing() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            assertTrue(Connections.offer(root.connection("Server").sendQueue(), 100) > 0);
        }
        final List<String> before = listing();

        assertEquals(VerifyReport.Verdict.HEALTHY, verify().verdict());

        assertEquals(before, listing());
        Files.delete(folder.resolve("Client/owner.lock"));
        assertEquals(VerifyReport.Verdict.HEALTHY, verify().verdict());
        assertTrue(Files.notExists(folder.resolve("Client/owner.lock")));
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(path -> path + " " + path.toFile().lastModified() + " " + path.toFile().length()).sorted()
                .toList();
        }
    }
}
