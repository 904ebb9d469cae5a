package io.holdfast.store;

import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A journal reads stores that earlier versions wrote, as they are, without opening them. */
class GoldenJournalTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {GoldenStoresTest.UNGUARDED, GoldenStoresTest.GUARDED})
    void givesAllThatMayBeRead(final String name) throws IOException {
        GoldenStore.unpack(name, folder);

        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            try (Journal journal = Journal.open(folder, golden.localName(), golden.remoteName());
                 JournalReader reader = journal.reader()) {
                final GoldenConnection readable = golden.upTo(golden.hex("synced"));
                final List<String> lines = new ArrayList<>();
                while (reader.next()) {
                    lines.add(line(reader.message()));
                }

                readable.requireSame(lines);
                assertEquals(golden.hex("incarnation"), journal.incarnation());
                assertEquals(golden.hex("first"), journal.firstIndex());
                assertEquals(golden.hex(golden.hex("synced") == 0 ? "last" : "synced"), journal.lastIndex());
                assertEquals(golden.hex("acked"), journal.ackedIndex());
                final List<String> back = new ArrayList<>();
                while (reader.previous()) {
                    back.add(line(reader.message()));
                }
                Collections.reverse(back);
                readable.requireSame(back);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GoldenStoresTest.UNGUARDED, GoldenStoresTest.GUARDED})
    void givesAllThatIsInABareFolder(final String name) throws IOException {
        GoldenStore.unpack(name, folder);

        for (final GoldenConnection golden : GoldenStore.connections(name)) {
            try (Journal journal = Journal.open(folder.resolve(golden.toString()).resolve(Log.FOLDER));
                 JournalReader reader = journal.reader()) {
                final List<String> lines = new ArrayList<>();
                while (reader.next()) {
                    lines.add(line(reader.message()));
                }

                golden.requireSame(lines);
            }
        }
    }

    private static String line(final JournalMessage message) {
        final byte[] payload = new byte[message.length()];
        message.copyTo(payload, 0);
        final int flags = (message.isReplay() ? RecordDescriptor.FLAG_REPLAY : 0)
            | (message.isTombstone() ? RecordDescriptor.FLAG_TOMBSTONE : 0);
        return new GoldenMessage(message.index(), message.ordinal(), message.type(), flags, message.appendedAtNs(),
            message.ack(), message.adoption(), message.batchPosition(), message.batchSize(), payload).line();
    }
}
