package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files of a connection that are gone, cut or left over: what is refused, what opens, what a repair makes of it. */
class BrokenFilesTest {
    private static final int MESSAGES = 50;

    @TempDir
    private Path folder;
    private Path connection;
    private long last;

    @BeforeEach
    void fill() {
        try (StoreRoot root = Connections.root(folder)) {
            root.connection("Server"); // so that both slots of its state are in use
        }
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            store.receiveState().adopt(Connections.PEER, 3, 0);
            store.receiveState().consumed(42);
            for (int i = 0; i < MESSAGES; i++) {
                last = Connections.offer(store.sendQueue(), 100);
            }
            Connections.offer(root.connection("Other").sendQueue(), 100);
        }
        connection = folder.resolve("Client/Server");
    }

    private CorruptStoreException refused() {
        try (StoreRoot root = Connections.root(folder)) {
            final CorruptStoreException refused =
                assertThrows(CorruptStoreException.class, () -> root.connection("Server"));
            assertTrue(refused.path().startsWith(connection), refused::getMessage);
            assertTrue(Connections.offer(root.connection("Other").sendQueue(), 100) > 0, "others go on");
            return refused;
        }
    }

    private RepairReport repair() {
        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Server", Connections.context())) {
            return offline.repair();
        }
    }

    private void assertOpensWith(final long messages, final long consumed) {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            assertEquals(messages, store.sendQueue().lastOrdinal());
            assertEquals(consumed, store.receiveState().consumed());
            int intact = 0;
            try (LogReader reader = store.sendQueue().reader()) {
                while (reader.next()) {
                    intact += (reader.flags() & RecordDescriptor.FLAG_TOMBSTONE) == 0 ? 1 : 0;
                }
            }
            assertTrue(intact >= messages - 1, "intact=" + intact);
        }
    }

    private static void deleteAll(final Path path) throws IOException {
        DamagedStore.delete(path);
    }

    @Test
    void aLogWhoseFolderWasDeletedIsRefusedUntilAPersonDecides() throws IOException {
        deleteAll(connection.resolve("send"));

        assertTrue(refused().getMessage().contains("holdfast reset"));
        assertTrue(repair().isRefused());
        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Server", Connections.context())) {
            offline.resetOutgoing();
        }
        assertOpensWith(0, 42);
    }

    @Test
    void aLogWhoseFolderAndStateWereDeletedIsRefusedToo() throws IOException {
        deleteAll(connection.resolve("send"));
        Files.delete(connection.resolve("state"));

        refused();
    }

    @Test
    void aSessionRecordThatWasDeletedIsMadeAnewByARepairAndNothingIsMovedAside() throws IOException {
        Files.delete(connection.resolve("session"));

        assertTrue(refused().getMessage().contains("holdfast repair"));
        assertFalse(repair().isRefused());
        assertOpensWith(MESSAGES, 42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "ack"})
    void aConnectionOfWhichOneFileTellsThatItWasInUseIsNotTakenForOneInTheMaking(final String left) throws IOException {
        for (final String file : List.of("session", "state", "ack")) {
            if (!file.equals(left)) {
                Files.delete(connection.resolve(file));
            }
        }
        deleteAll(connection.resolve("send"));

        refused();
        assertTrue(Files.exists(connection.resolve(left)));
    }

    @Test
    void anAckFileThatWasDeletedIsLeftToThePeersRecord() throws IOException {
        Files.delete(connection.resolve("ack"));

        assertOpensWith(MESSAGES, 0);
    }

    @Test
    void aDamagedBeginningOfTheAckFileCostsNothing() throws IOException {
        write(connection.resolve("ack"), 0, 0);

        assertTrue(refused().getMessage().contains("ack"));
        assertTrue(repair().isRepaired());
        assertOpensWith(MESSAGES, 42);
    }

    @Test
    void anOlderIdentityNeverTakesThePlaceOfADamagedNewerOne() throws IOException {
        for (final int slot : new int[] {0, 64}) {
            final Path copy = folder.resolve("copy" + slot);
            CrashCopy.copy(connection, copy);
            write(copy.resolve("state"), slot + 24, 0x77);

            try (Log log = Log.open(Connections.context().logContext(copy, "Client", "Server"))) {
                assertEquals(2, log.generation());
                assertEquals(last, log.lastIndexOfGeneration(1));
            }
        }
    }

    @Test
    void aCycleThatIsCutIsRefusedAndTheMessagesItLacksAreBuried() throws IOException {
        final Path cycle = CrashCopy.cycles(connection).get(0);
        try (RandomAccessFile file = new RandomAccessFile(cycle.toFile(), "rw")) {
            file.setLength(CyclePreamble.DATA_START + 1000);
        }

        refused();
        final RepairReport report = repair();

        assertFalse(report.isRefused());
        assertEquals(last, report.findings().stream().mapToLong(Finding::toIndex).max().orElseThrow());
        assertEquals(1, report.generationAfter(), "which messages are lost is known");
        try (StoreRoot root = Connections.root(folder)) {
            assertEquals(last, root.connection("Server").sendQueue().lastIndex());
        }
    }

    @Test
    void aPreambleIsMadeAnewFromWhatTheStateKnows() throws IOException {
        write(CrashCopy.cycles(connection).get(0), ChronicleFormat.HEAD_LENGTH + 40, 0x1234);

        refused();
        assertEquals(0, repair().lostMessages());
        assertOpensWith(MESSAGES, 42);
    }

    @Test
    void theStateOfAnotherLogIsRefusedAndMadeAnew() throws IOException {
        long messages = MESSAGES;
        try (StoreRoot root = Connections.root(folder)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            for (final int first = queue.log().live().number(); queue.log().live().number() == first; messages++) {
                Connections.offer(queue, Connections.MAX_MESSAGE_LENGTH);
            }
        }
        Files.copy(connection.resolveSibling("Other").resolve("state"), connection.resolve("state"),
            StandardCopyOption.REPLACE_EXISTING);

        refused();
        final RepairReport report = repair();

        assertTrue(report.isRepaired(), report::toString);
        assertEquals(0, report.lostMessages());
        assertOpensWith(messages, 42);
    }

    @Test
    void leftoversOfKillsAreOfNoConsequence() throws IOException {
        for (final String leftover : List.of("session.new", "ack.new", "send/next.tmp", "send/x.cq4.tmp",
            "send/20200101-0000V.cq4.lost", "send/20200101-0000V.cq4.33268.lost")) {
            Files.write(connection.resolve(leftover), new byte[] {1, 2, 3});
        }

        assertOpensWith(MESSAGES, 42);
        assertFalse(repair().isRepaired());
    }

    @Test
    void aFileThatIsNoCycleIsMovedIntoQuarantine() throws IOException {
        Files.write(connection.resolve("send/notes.cq4"), new byte[100]);

        refused();
        final RepairReport report = repair();

        assertTrue(Files.exists(report.quarantine().resolve("send/notes.cq4")));
        assertOpensWith(MESSAGES, 42);
    }

    @Test
    void aFolderThatWasRenamedNeedsItsNameBack() throws IOException {
        Files.move(connection, connection.resolveSibling("Renamed"));

        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Renamed", Connections.context())) {
            assertTrue(offline.repair().isRefused());
        }
        try (Stream<Path> files = Files.list(folder.resolve("Client"))) {
            assertTrue(files.noneMatch(path -> path.getFileName().toString().startsWith(".quarantine")));
        }
    }

    @Test
    void theAckIsSetAgainstNoLogOfThePeer() {
        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Other", Connections.context())) {
            assertTrue(assertThrows(StoreException.class, () -> offline.setIncoming(5)).getMessage()
                .contains("nothing of the peer's log"));
        }
    }

    private static void write(final Path file, final long position, final long value) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.writeLong(value);
        }
    }
}
