package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A connection packed into one file, and made again from it elsewhere. */
class ArchiveTest {
    private static final long NOW = 1_767_603_600_000_000_000L;

    @TempDir
    private Path folder;
    private Path store;
    private Path other;
    private Path archive;

    @BeforeEach
    void setUp() {
        store = folder.resolve("store");
        other = folder.resolve("other");
        archive = folder.resolve("archive.holdfast");
    }

    private ArchiveSummary write() {
        return ConnectionArchive.write(store.resolve("Client/Server"), archive, NOW, ArchiveProgress.NONE);
    }

    private ArchiveSummary restore() {
        return ArchiveRestore.restore(archive, other, Connections.context(), ArchiveProgress.NONE);
    }

    private void assertNothingRestored() throws IOException {
        final Path owner = other.resolve("Client");
        assertTrue(!Files.exists(owner) || Folders.names(owner).equals(List.of(OwnerLock.LOCK_NAME)),
            () -> "there is " + owner);
    }

    @ParameterizedTest
    @ValueSource(strings = {GoldenStoresTest.UNGUARDED, GoldenStoresTest.GUARDED})
    void aConnectionIsMadeAgainWithAllItHeldInANewGeneration(final String name) throws IOException {
        GoldenStore.unpack(name, store);
        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            final Path packed = folder.resolve(golden.localName() + golden.remoteName());

            final ArchiveSummary written = ConnectionArchive.write(
                store.resolve(golden.toString()), packed, NOW, ArchiveProgress.NONE);
            final ArchiveSummary restored = ArchiveRestore.restore(packed, other,
                GoldenStore.context(GoldenStore.LAST_BOOT), ArchiveProgress.NONE);

            assertEquals(written, restored);
            assertEquals(written, ArchiveRestore.check(packed, ArchiveProgress.NONE));
            assertEquals(golden.hex("last"), restored.lastIndex());
            assertEquals(golden.hex("acked"), restored.ackedIndex());
            assertEquals(golden.messages().size(), restored.messages());
            try (StoreRoot root = StoreRoot.open(other, golden.localName(),
                GoldenStore.context(GoldenStore.LAST_BOOT))) { // of the same boot and of whatever inode
                final ConnectionStore opened = root.connection(golden.remoteName());
                golden.requireSame(GoldenStoresTest.lines(opened.sendQueue().log()));
                assertEquals(golden.generation() + 1, opened.sendQueue().log().generation());
                assertEquals(golden.hex("acked"), opened.sendQueue().ackedIndex());
                assertEquals(golden.hex("consumed"), opened.receiveState().consumed());
            }
        }
    }

    @Test
    void reservedSpaceTakesNoneInTheArchiveAndIsThereAgain() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
            write();
        }
        restore();

        final Path cycle = CrashCopy.cycles(store.resolve("Client/Server")).get(0);
        final Path restored = CrashCopy.cycles(other.resolve("Client/Server")).get(0);
        assertTrue(Files.size(archive) < 4000, () -> "length " + archive.toFile().length());
        assertTrue(Files.size(restored) >= CyclePreamble.DATA_START + Cycle.SLACK);
        assertTrue(Files.size(restored) <= Files.size(cycle));
    }

    @Test
    void whatIsPackedBesideABusyOwnerIsTheLogUpToSomeMessage() throws Exception {
        final AtomicBoolean isEnough = new AtomicBoolean();
        try (StoreRoot root = Connections.root(store)) {
            final ConnectionStore live = root.connection("Server");
            live.receiveState().adopt(Connections.PEER, 1, 0);
            final CompletableFuture<Void> busy = Connections.onAThread(() -> sendAndPurge(live, isEnough));
            try {
                for (int i = 0; i < 8; i++) {
                    final long before = live.sendQueue().lastIndex();
                    final ArchiveSummary written = write();
                    assertTrue(written.lastIndex() >= before);
                    restore();
                    assertHasAllFrom(written);
                    Folders.delete(other);
                    Files.delete(archive);
                }
            } finally {
                isEnough.set(true);
                busy.join();
            }
        }
    }

    /** Answers the n-th message of the peer with the n-th of ours, and batches in between that answer too. */
    private static void sendAndPurge(final ConnectionStore live, final AtomicBoolean isEnough) {
        final SendQueue queue = live.sendQueue();
        try (BatchBuffer batch = Connections.batch(7, 300)) {
            while (!isEnough.get()) {
                final long ordinal = queue.lastOrdinal();
                if (ordinal % 5 == 0) {
                    queue.offer(batch, ordinal + batch.size());
                } else {
                    Connections.reply(queue, (int) (ordinal % 1000), ordinal + 1);
                }
                if (ordinal % 1500 == 0) {
                    queue.acked(queue.lastIndex());
                }
                queue.doWork();
            }
        }
    }

    private void assertHasAllFrom(final ArchiveSummary written) {
        try (StoreRoot root = Connections.root(other)) {
            final ConnectionStore restored = root.connection("Server");
            final SendQueue queue = restored.sendQueue();
            assertEquals(written.lastIndex(), queue.lastIndex());
            assertEquals(written.firstIndex(), queue.log().firstIndex());
            assertEquals(written.ackedIndex(), queue.ackedIndex());
            assertTrue(queue.ackedIndex() >= queue.log().beforeFirstIndex());
            long messages = 0;
            int left = 0;
            try (LogReader reader = queue.log().reader()) {
                while (reader.next()) {
                    messages++;
                    assertEquals(left == 0 ? 0 : 7 - left, reader.batchPosition());
                    left = reader.batchSize() - reader.batchPosition() - 1;
                }
            }
            assertEquals(0, left, "not within a batch");
            assertEquals(written.messages(), messages);
            assertEquals(queue.lastOrdinal(), restored.receiveState().consumed(), "answered and acked are one");
        }
    }

    @Test
    void whatIsPurgedWhileItIsPackedIsInTheArchive() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            while (CrashCopy.cycles(store.resolve("Client/Server")).size() < 4) {
                Connections.offer(queue, 10_000);
            }
            final AtomicBoolean isPurged = new AtomicBoolean();
            final ArchiveSummary written = ConnectionArchive.write(store.resolve("Client/Server"), archive, NOW,
                (done, total) -> {
                    if (!isPurged.getAndSet(true)) {
                        queue.acked(queue.lastIndex());
                        assertTrue(queue.doWork() > 0);
                    }
                });

            assertEquals(queue.lastOrdinal(), written.messages());
            assertTrue(CrashCopy.cycles(store.resolve("Client/Server")).size() < 4);
        }
        restore();
        try (StoreRoot root = Connections.root(other)) {
            assertEquals(1, root.connection("Server").sendQueue().log().firstOrdinal());
        }
    }

    @Test
    void aDamagedLogMakesNoArchive() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
        }
        Folders.flipBit(CrashCopy.cycles(store.resolve("Client/Server")).get(0), CyclePreamble.DATA_START + 60);

        final CorruptStoreException error = assertThrows(CorruptStoreException.class, this::write);

        assertTrue(error.getMessage().contains("repair"), error.getMessage());
        assertEquals(List.of("store"), Folders.names(folder));
    }

    @Test
    void aLogThatIsChangedMeanwhileMakesNoArchive() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
        }
        final Path cycle = CrashCopy.cycles(store.resolve("Client/Server")).get(0);

        assertThrows(StoreException.class, () -> ConnectionArchive.write(store.resolve("Client/Server"), archive, NOW,
            (done, total) -> {
                try {
                    Folders.flipBit(cycle, CyclePreamble.DATA_START + 60);
                } catch (final IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));

        assertEquals(List.of("store"), Folders.names(folder));
    }

    @Test
    void whatIsNoConnectionMakesNoArchiveAndAFileThatIsThereStays() throws IOException {
        Files.createDirectories(store.resolve("Client/Server/send"));
        assertThrows(StoreException.class, this::write);

        Folders.delete(store);
        try (StoreRoot root = Connections.root(store)) {
            root.connection("Server");
        }
        Files.writeString(archive, "mine");
        assertThrows(StoreException.class, this::write);

        assertEquals("mine", Files.readString(archive));
    }

    @Test
    void aFileThatIsInTheWayOfAnUnfinishedArchiveStays() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            root.connection("Server");
        }
        final Path unfinished = archive.resolveSibling(archive.getFileName() + ".part");
        Files.writeString(unfinished, "mine");

        assertTrue(assertThrows(StoreException.class, this::write).getMessage().contains("in the way"));
        assertEquals("mine", Files.readString(unfinished));
        assertFalse(Files.exists(archive));

        Files.delete(unfinished);
        write();
        assertFalse(Files.exists(unfinished));
    }

    @Test
    void anArchiveThatSomebodyElseMakesMeanwhileIsNotReplaced() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
        }

        assertThrows(StoreException.class, () -> ConnectionArchive.write(store.resolve("Client/Server"), archive, NOW,
            (done, total) -> writeText(archive)));

        assertEquals("mine", Files.readString(archive));
        assertEquals(List.of(archive.getFileName().toString(), "store"), Folders.names(folder));
    }

    private static void writeText(final Path file) {
        try {
            Files.writeString(file, "mine");
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A state file that was made anew does not tell of the ack up to which was purged before. */
    @Test
    void whatIsPackedAfterTheStateWasLostKnowsNoMessageThatItDoesNotHave() throws Exception {
        try (StoreRoot root = Connections.root(store)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            while (CrashCopy.cycles(store.resolve("Client/Server")).size() < 3) {
                Connections.offer(queue, 10_000);
            }
            queue.acked(queue.lastIndex());
            assertTrue(queue.doWork() > 0);
        }
        Files.delete(store.resolve("Client/Server/state"));
        final AtomicBoolean isEnough = new AtomicBoolean();
        try (StoreRoot root = Connections.root(store)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            final CompletableFuture<Void> busy = Connections.onAThread(() -> {
                while (!isEnough.get()) {
                    Connections.offer(queue, 100);
                }
            });
            try {
                write();
                restore();
            } finally {
                isEnough.set(true);
                busy.join();
            }
        }
    }

    @Test
    void aConnectionThatExistsOrWhoseOwnerRunsIsLeftAlone() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            root.connection("Server");
        }
        write();

        try (StoreRoot root = Connections.root(other)) {
            assertFalse(Files.exists(root.directory().resolve("Server")));
            assertThrows(StoreLockedException.class, this::restore);
        }
        try (StoreRoot root = Connections.root(other)) {
            root.connection("server");
        }
        assertThrows(IllegalArgumentException.class, this::restore);
        Folders.delete(other);
        Files.createDirectories(other.resolve("Client/Server"));
        assertThrows(StoreException.class, this::restore);
        assertEquals(List.of("Server"), Folders.names(other.resolve("Client")));
    }

    @Test
    void whatAKilledRestoreLeftIsReplaced() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
        }
        write();
        final Path left = Files.createDirectories(other.resolve("Client/.import-Server/send"));
        Files.writeString(left.resolve("20000101-0000V.cq4"), "half a cycle");

        restore();

        assertEquals(List.of("Server", OwnerLock.LOCK_NAME), Folders.names(other.resolve("Client")));
        try (StoreRoot root = StoreRoot.open(other, "Client", Connections.context().bootId(new UUID(5, 5)))) {
            assertEquals(1, root.connection("Server").sendQueue().lastOrdinal());
        }
    }

    @ParameterizedTest
    @EnumSource(value = FaultyDisk.Operation.class, names = "DELETE", mode = EnumSource.Mode.EXCLUDE)
    void aDiskThatFailsLeavesNothing(final FaultyDisk.Operation failing) throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 10_000);
        }
        write();
        final FaultyDisk disk = new FaultyDisk();
        final AtomicBoolean hasFailed = new AtomicBoolean();
        disk.rule = (operation, path) -> operation == failing && path.startsWith(other.resolve("Client"))
            && (path.toString().contains(".import-Server") || path.endsWith("Server")) && !hasFailed.getAndSet(true)
            ? FaultyDisk.NO_SPACE : null;

        assertThrows(StoreException.class, () -> ArchiveRestore.restore(archive, other,
            Connections.context().disk(disk), ArchiveProgress.NONE));

        assertTrue(hasFailed.get());
        assertNothingRestored();
    }

    @Test
    void aNameThatMayNotOutliveAPowerFailureIsTakenBack() throws IOException {
        try (StoreRoot root = Connections.root(store)) {
            Connections.offer(root.connection("Server").sendQueue(), 10_000);
        }
        write();
        final FaultyDisk disk = new FaultyDisk();
        disk.rule = (operation, path) -> operation == FaultyDisk.Operation.FORCE_FOLDER
            && Files.exists(other.resolve("Client/Server")) ? FaultyDisk.IO_ERROR : null;

        assertThrows(StoreException.class, () -> ArchiveRestore.restore(archive, other,
            Connections.context().disk(disk), ArchiveProgress.NONE));

        assertNothingRestored();
    }
}
