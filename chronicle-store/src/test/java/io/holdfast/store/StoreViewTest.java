package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.StoreException;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The connections of a store as others see them: beside the owner, after it, and when files are damaged. */
class StoreViewTest {
    private static final int ROUNDS = 300;

    @TempDir
    private Path folder;
    private StoreRoot root;
    private StoreView view;

    private ConnectionStore open(final StoreContext context) {
        root = StoreRoot.open(folder, "Client", context);
        view = StoreView.of(folder);
        return root.connection("Server");
    }

    private ConnectionStore open() {
        return open(Connections.context());
    }

    @AfterEach
    void close() {
        if (root != null) {
            root.close();
        }
    }

    private ConnectionSummary summary() {
        return view.summary(new ConnectionRef("Client", "Server", folder.resolve("Client/Server")));
    }

    /** Twelve messages, of which three are acked; closed. */
    private long[] filled() {
        final ConnectionStore store = open();
        final long[] indices = new long[12];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = Connections.offer(store.sendQueue(), 100);
        }
        store.sendQueue().acked(indices[2]);
        store.receiveState().adopt(7, 3, 0x1234);
        root.close();
        return indices;
    }

    @Test
    void aNewConnectionHasNothing() {
        open();

        final ConnectionSummary summary = summary();

        assertEquals("", summary.problem());
        assertEquals(0, summary.firstIndex());
        assertEquals(0, summary.lastIndex());
        assertEquals(0, summary.unackedMessages());
        assertEquals(0, summary.unackedBytes());
        assertEquals(0, summary.held().incarnation());
        assertEquals(Connections.CLOCK.epochNs(), summary.createdNs());
        assertNull(summary.principal());
        assertTrue(summary.diskBytes() > 2 * 4096, summary::toString);
    }

    @Test
    void tellsWhatTheOwnerKnowsBesideItAndAfterIt() {
        final ConnectionStore store = open();
        final long first = Connections.offer(store.sendQueue(), 100);
        final long second = Connections.offer(store.sendQueue(), 1000);
        final long last = Connections.offer(store.sendQueue(), 10);
        store.sendQueue().acked(first);
        store.receiveState().adopt(7, 3, 0x1234);
        store.session().principal("somebody");

        final ConnectionSummary beside = summary();
        root.close();
        final ConnectionSummary after = summary();

        for (final ConnectionSummary summary : List.of(beside, after)) {
            assertEquals("", summary.problem());
            assertEquals(first, summary.firstIndex());
            assertEquals(last, summary.lastIndex());
            assertEquals(first, summary.ackedIndex());
            assertEquals(2, summary.unackedMessages());
            assertEquals(excerpt(1000) + excerpt(10), summary.unackedBytes());
            assertEquals(Connections.CLOCK.epochNs(), summary.oldestUnackedNs());
            assertEquals(Connections.CLOCK.epochNs(), summary.lastAppendNs());
            assertEquals(new ConnectionFacts.Held(7, 3, 0x1234), summary.held());
            assertEquals("somebody", summary.principal());
            assertEquals(1, summary.cycles());
            assertEquals(second, first + 1);
        }
        assertTrue(beside.owner().isAlive());
        assertEquals(Owner.Liveness.NONE, after.owner().liveness());
    }

    private static long excerpt(final int payload) {
        return ChronicleFormat.WORD + ChronicleFormat.align(RecordDescriptor.HEADER_LENGTH + payload);
    }

    /** Over rolls, acks in any cycle, and what retention deletes: as many messages and bytes as were counted here. */
    @Test
    void countsAndMeasuresWhatIsUnackedHoweverManyCyclesAreBetween() {
        final long seed = Long.getLong("holdfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        final SendQueue queue = open(Connections.context().retainBytes(3 * Connections.CYCLE_SIZE)).sendQueue();
        final List<long[]> unacked = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            final int messages = random.nextInt(300);
            final int bound = random.nextBoolean() ? 100 : 10_000;
            for (int i = 0; i < messages && unacked.size() < 5_000; i++) {
                final int length = random.nextInt(bound);
                final long index = Connections.offer(queue, length);
                assertTrue(index > 0);
                unacked.add(new long[] {index, excerpt(length)});
            }
            final int acks = random.nextInt(3) == 0 ? unacked.size() : random.nextInt(unacked.size() + 1);
            if (acks > 0) {
                assertTrue(queue.acked(unacked.get(acks - 1)[0]));
                unacked.subList(0, acks).clear();
            }
            queue.doWork();

            final ConnectionSummary summary = summary();

            final String where = "seed=" + seed + " round=" + round + " " + summary;
            assertEquals("", summary.problem(), where);
            assertEquals(queue.lastIndex(), summary.lastIndex(), where);
            assertEquals(firstKept(queue), summary.firstIndex(), where);
            assertEquals(unacked.size(), summary.unackedMessages(), where);
            assertEquals(unacked.stream().mapToLong(one -> one[1]).sum(), summary.unackedBytes(), where);
            assertEquals(unacked.isEmpty() ? 0 : Connections.CLOCK.epochNs(), summary.oldestUnackedNs(), where);
        }
    }

    private static long firstKept(final SendQueue queue) {
        try (LogReader reader = queue.reader()) {
            reader.moveAfter(0);
            return reader.next() ? reader.index() : 0;
        }
    }

    @Test
    void aSyncedLogTellsHowFarItIsSynced() {
        final ConnectionStore store = open(Connections.context().durability(Durability.SYNC));
        final long first = Connections.offer(store.sendQueue(), 100);
        store.sync();
        final long second = Connections.offer(store.sendQueue(), 100);

        final ConnectionSummary summary = summary();

        assertTrue(summary.isSync());
        assertEquals(first, summary.syncedIndex());
        assertEquals(second, summary.lastIndex());
        assertEquals(2, summary.unackedMessages());
    }

    @Test
    void listsTheConnectionsOfAllPeersAndSessionDaysInTheirOrderButNoHiddenOrForeignFolder() throws IOException {
        filled();
        StoreRoot.open(folder, "Beta20261122", Connections.context()).connection("Z").close();
        StoreRoot.open(folder, "Alpha", Connections.context()).close();
        Files.createDirectories(folder.resolve("Client/.quarantine-Server-1/send"));
        Files.createFile(folder.resolve("Client/.quarantine-Server-1/state"));
        Files.createDirectories(folder.resolve("Client/photos"));
        Files.writeString(folder.resolve("Client/session"), "a file that bears the name of a connection's");

        final List<String> found = view.connections().stream().map(ConnectionRef::toString).toList();

        assertEquals(List.of("Beta20261122 to Z", "Client to Server"), found);
        assertEquals(List.of(), StoreView.of(folder.resolve("Alpha")).connections());
    }

    @Test
    void aFolderThatIsNotThereIsTold() {
        final StoreException none = assertThrows(StoreException.class,
            () -> StoreView.of(folder.resolve("none")).connections());

        assertTrue(none.getMessage().contains("no folder"), none.getMessage());
    }

    @Test
    void aDamagedStateIsToldAndTheCycleFilesTellWhatTheyHold() throws IOException {
        final long[] indices = filled();
        Folders.flipBit(folder.resolve("Client/Server/state"), 17);
        Folders.flipBit(folder.resolve("Client/Server/state"), 64 + 17);

        final ConnectionSummary summary = summary();

        assertTrue(summary.problem().contains("state is damaged"), summary.problem());
        assertEquals(indices[0], summary.firstIndex());
        assertEquals(indices[11], summary.lastIndex());
        assertEquals(-1, summary.unackedMessages());
        assertEquals(-1, summary.unackedBytes());
        assertEquals(new ConnectionFacts.Held(7, 3, 0x1234), summary.held());
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "ack", "session"})
    void aFileThatIsGoneIsToldAndTheOthersAreRead(final String name) throws IOException {
        final long[] indices = filled();
        Files.delete(folder.resolve("Client/Server").resolve(name));

        final ConnectionSummary summary = summary();

        assertTrue(summary.problem().contains("the file " + name + " is gone"), summary.problem());
        assertEquals(indices[11], summary.lastIndex());
        assertEquals(name.equals("state") ? -1 : 9, summary.unackedMessages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack", "session"})
    void aDamagedFileIsToldAndTheOthersAreRead(final String name) throws IOException {
        final long[] indices = filled();
        Folders.flipBit(folder.resolve("Client/Server").resolve(name), 10);

        final ConnectionSummary summary = summary();

        assertTrue(summary.problem().contains(name), summary.problem());
        assertEquals(indices[11], summary.lastIndex());
        assertEquals(9, summary.unackedMessages());
        assertEquals(name.equals("ack") ? 0 : 7, summary.held().incarnation());
        assertEquals(name.equals("session") ? 0 : Connections.CLOCK.epochNs(), summary.createdNs());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4000, 33_300, 33_400})
    void aCycleFileThatWasCutIsTold(final int length) throws IOException {
        filled();
        cut(cycleFiles().get(0), length);

        final ConnectionSummary summary = summary();

        assertTrue(summary.problem().contains(".cq4"), summary.problem());
        assertEquals(7, summary.held().incarnation());
    }

    private List<Path> cycleFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("Client/Server/send"))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    private static void cut(final Path file, final int length) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, length));
    }

    @Test
    void aLogWhoseFilesAreGoneIsTold() throws IOException {
        final long[] indices = filled();
        Files.delete(cycleFiles().get(0));

        final ConnectionSummary summary = summary();

        assertTrue(summary.problem().contains("is gone"), summary.problem());
        assertEquals(indices[11], summary.lastIndex());
        assertEquals(-1, summary.unackedMessages());
        assertEquals(0, summary.cycles());
    }

    @Test
    void aConnectionThatIsGoneIsToldAsSuch() throws IOException {
        filled();
        final List<ConnectionRef> listed = view.connections();
        Folders.delete(folder.resolve("Client/Server"));

        final ConnectionSummary summary = view.summary(listed.get(0));

        assertTrue(summary.problem().contains("the connection is gone"), summary.problem());
        assertEquals(-1, summary.unackedMessages());
    }

    @Test
    void anyBitOfAnyFileMayBeAnotherWithoutMoreThanAnOddAnswer() throws IOException {
        final long seed = Long.getLong("holdfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        filled();
        final Path connection = folder.resolve("Client/Server");
        for (int round = 0; round < ROUNDS; round++) {
            final Path file = switch (random.nextInt(4)) {
                case 0 -> connection.resolve("state");
                case 1 -> connection.resolve("ack");
                case 2 -> connection.resolve("session");
                default -> cycleFiles().get(0);
            };
            final byte[] before = Files.readAllBytes(file);
            final byte[] damaged = before.clone();
            final int from = random.nextInt(Math.min(before.length, 40_000));
            for (int i = from; i < Math.min(before.length, from + 1 + random.nextInt(16)); i++) {
                damaged[i] = (byte) random.nextInt();
            }
            Files.write(file, damaged);

            final ConnectionSummary summary = summary();

            assertTrue(summary.unackedMessages() >= -1, () -> "seed=" + seed + " " + summary);
            Files.write(file, before);
        }
    }

    /** Listing and measuring again and again while the owner appends, acks, rolls and deletes. */
    @Test
    void neverFailsWhileTheOwnerWritesAndPurges() {
        final ConnectionStore store = open();
        final AtomicBoolean isDone = new AtomicBoolean();
        final var owner = Connections.onAThread(() -> {
            for (int i = 0; !isDone.get(); i++) {
                final long last = Connections.offer(store.sendQueue(), 20_000);
                if (i % 10 == 0) {
                    store.sendQueue().acked(last);
                    store.sendQueue().doWork();
                }
            }
        });
        long before = 0;
        for (int i = 0; i < 2_000; i++) {
            final ConnectionSummary summary = summary();

            assertEquals("", summary.problem());
            assertTrue(summary.lastIndex() >= before, summary::toString);
            assertTrue(summary.unackedMessages() >= 0 && summary.unackedMessages() < 100, summary::toString);
            before = summary.lastIndex();
        }
        isDone.set(true);
        owner.join();
    }

    @Test
    void readsWithoutWriting() throws IOException {
        filled();
        final Map<String, String> before = fingerprint();

        summary();
        view.connections();
        view.owner("Client");

        assertEquals(before, fingerprint());
        assertFalse(before.isEmpty());
    }

    private Map<String, String> fingerprint() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.collect(Collectors.toMap(Path::toString, file -> file.toFile().lastModified() + " "
                + file.toFile().length()));
        }
    }
}
