package io.holdfast.store;

import io.holdfast.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Stores that earlier versions wrote are opened by this one, with all they hold. */
class GoldenStoresTest {
    static final String UNGUARDED = "format-1-unguarded";
    static final String GUARDED = "format-1";

    private static final UUID NEXT_BOOT = new UUID(1, 4);
    private static final byte[] PAYLOAD = "one more".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    @EnabledIfSystemProperty(named = "holdfast.golden", matches = ".+")
    void anotherGoldenStoreIsMadeOnDemand() throws Exception {
        final Path resources = Path.of("src/test/resources/golden").toAbsolutePath();

        GoldenStore.main(new String[] {resources.toString(), System.getProperty("holdfast.golden")});

        assertTrue(Files.size(resources.resolve(System.getProperty("holdfast.golden") + ".zip")) < 200 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {UNGUARDED, GUARDED})
    void nothingIsFoundWrong(final String name) throws IOException {
        GoldenStore.unpack(name, folder);

        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            assertEquals(List.of(), verify(golden), golden::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNGUARDED, GUARDED})
    void isOpenedAfterTheOwnerEndedOrWasKilled(final String name) throws IOException {
        GoldenStore.unpack(name, folder);

        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            open(golden, GoldenStore.LAST_BOOT, golden.generation());
            assertEquals(List.of(), verify(golden), golden::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {UNGUARDED, GUARDED})
    void isOpenedAsACopyInANewGeneration(final String name) throws IOException {
        GoldenStore.unpack(name, folder);

        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            open(golden, NEXT_BOOT, golden.generation() + (golden.messages().isEmpty() ? 0 : 1));
            assertEquals(List.of(), verify(golden), golden::toString);
        }
    }

    @Test
    void aSessionDayIsKnownAsOneThatWasTold() throws IOException {
        GoldenStore.unpack(GUARDED, folder);

        final SessionDays days = new SessionDays(folder, "Daily", GoldenStore.context(NEXT_BOOT));

        assertEquals(1, days.days().size());
        assertTrue(days.isMarked(days.days().get(0)));
        assertTrue(days.isReported(days.days().get(0)));
        final SessionRecord session = SessionRecord.open(folder.resolve("Daily20260103/Server"), Disk.REAL);
        assertEquals("CN=Server, O=Größe", session.principal());
        assertTrue(session.endedNs() > 0);
    }

    private List<Finding> verify(final GoldenConnection golden) {
        return ConnectionVerify.run(folder, golden.localName(), golden.remoteName(),
            GoldenStore.context(GoldenStore.LAST_BOOT), VerifyListener.NONE).findings().stream()
            .filter(one -> one.remedy() != Finding.Remedy.OPENING).toList();
    }

    /** Opens a connection, compares all it holds with the text, and goes on with it. */
    private void open(final GoldenConnection golden, final UUID boot, final int generation) {
        final StoreContext options = GoldenStore.context(boot)
            .durability(golden.hex("synced") == 0 ? Durability.PAGE_CACHE : Durability.SYNC);
        try (StoreRoot root = StoreRoot.open(folder, golden.localName(), options)) {
            assertTrue(root.remoteNames().contains(golden.remoteName()), golden::toString);
            final ConnectionStore store = root.connection(golden.remoteName());
            final SendQueue queue = store.sendQueue();
            assertEquals(golden.hex("incarnation"), queue.log().incarnation(), golden::toString);
            assertEquals(generation, queue.log().generation(), golden::toString);
            assertEquals(golden.hex("first"), queue.log().firstIndex(), golden::toString);
            assertEquals(golden.hex("last"), queue.lastIndex(), golden::toString);
            assertEquals(golden.hex("acked"), queue.ackedIndex(), golden::toString);
            assertEquals(golden.hex("consumed"), store.receiveState().consumed(), golden::toString);
            assertEquals(golden.hex("adoption"), store.receiveState().adoption(), golden::toString);
            golden.requireSame(lines(queue.log()));

            final long ordinal = queue.lastOrdinal();
            final long index = queue.offer(1, 0, PAYLOAD, LogFixture.BYTE_BASE, PAYLOAD.length);

            assertTrue(index > golden.hex("last"), golden::toString);
            assertEquals(ordinal + 1, queue.lastOrdinal(), golden::toString);
            assertFalse(queue.acked(index + 1));
            assertTrue(queue.acked(index), golden::toString);
        }
    }

    static List<String> lines(final Log log) {
        final List<String> lines = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            while (reader.next()) {
                final byte[] payload = new byte[reader.payloadLength()];
                for (int i = 0; i < payload.length; i++) {
                    payload[i] = (byte) OffHeap.getByte(reader.payloadAddress() + i);
                }
                lines.add(new GoldenMessage(reader.index(), reader.ordinal(), reader.type(), reader.flags(),
                    reader.epochNs(), reader.ack(), reader.adoption(), reader.batchPosition(), reader.batchSize(),
                    payload).line());
            }
        }
        return lines;
    }
}
