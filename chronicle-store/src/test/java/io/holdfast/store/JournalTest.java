package io.holdfast.store;

import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A journal beside the live writer of the log. */
class JournalTest {
    @TempDir
    private Path folder;
    private LogFixture fixture;
    private Log log;
    private Journal journal;

    @BeforeEach
    void open() {
        fixture = new LogFixture(folder);
        log = fixture.open();
        journal = Journal.open(folder);
    }

    @AfterEach
    void close() {
        journal.close();
        log.close();
    }

    private static List<Long> readAll(final JournalReader reader) {
        final List<Long> numbers = new ArrayList<>();
        while (reader.next()) {
            numbers.add(reader.message().payload().readLong());
        }
        return numbers;
    }

    @Test
    void givesAllMessagesInOrderAndFollowsOverRolls() {
        try (JournalReader reader = journal.reader()) {
            assertFalse(reader.next());
            fixture.appendAll(log, 1, 20_000);

            assertEquals(LogFixture.numbers(1, 20_000), readAll(reader));

            fixture.appendAll(log, 20_001, 20_010);
            assertEquals(LogFixture.numbers(20_001, 20_010), readAll(reader));
            assertEquals(log.lastIndex(), journal.lastIndex());
        }
    }

    @Test
    void standsBeforeTheMessageOfAnIndex() {
        fixture.appendAll(log, 1, 20_000);
        final List<Long> indices = new ArrayList<>();
        try (JournalReader reader = journal.reader()) {
            while (reader.next()) {
                indices.add(reader.message().index());
            }
            for (int i = 0; i < indices.size(); i += 997) {
                reader.moveTo(indices.get(i));

                assertTrue(reader.next());
                assertEquals(indices.get(i), reader.message().index());
                assertEquals(i + 1, reader.message().ordinal());
                assertEquals(i + 1, reader.message().payload().readLong());
            }
            reader.toEnd();
            assertFalse(reader.next());
        }
    }

    @Test
    void givesWhatTheFilterAccepts() {
        fixture.appendAll(log, 1, 1000);

        try (JournalReader reader = journal.reader(JournalFilter.ANY.types(7, 9).toIndex(log.lastIndex()))) {
            assertEquals(List.of(7L, 9L), readAll(reader));
        }
    }
}
