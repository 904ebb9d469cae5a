package io.holdfast.store;

import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What is wrong in the index of a cycle file misleads nobody who looks at the store. */
class StoreViewDamageTest {
    private static final int MESSAGES = 9;

    @TempDir
    private Path folder;
    private StoreView view;
    private ConnectionRef connection;

    @BeforeEach
    void fill() {
        try (StoreRoot root = Connections.root(folder)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            for (int i = 0; i < MESSAGES; i++) {
                Connections.offer(queue, 100);
            }
        }
        view = StoreView.of(folder);
        connection = view.connections().get(0);
    }

    @Test
    void marksThatPointBeyondAnyFileAreNotFollowed() throws IOException {
        final Path cycle = CrashCopy.cycles(connection.folder()).get(0);
        final long mark = CycleIndex.arrayOf(ChronicleFormat.FIRST_INDEX_EXCERPT) + CycleIndex.VALUES_OFFSET;
        final long page = ChronicleFormat.INDEX2INDEX + CycleIndex.VALUES_OFFSET;
        for (final long position : new long[] {page, mark}) {
            final byte[] before = Files.readAllBytes(cycle);
            for (int low = 0; low < Long.SIZE; low += Integer.BYTES) {
                PeerLogFixture.writeInt(cycle, position, -low);
                PeerLogFixture.writeInt(cycle, position + Integer.BYTES, Integer.MAX_VALUE);

                final ConnectionSummary summary = view.summary(connection);

                assertEquals("", summary.problem());
                assertEquals(MESSAGES, summary.unackedMessages());
                assertEquals("", view.cycles(connection).get(0).problem());
            }
            Files.write(cycle, before);
        }
    }
}
