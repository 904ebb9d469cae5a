package io.holdfast.store;

import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A live log for journals to read. */
abstract class JournalFixture {
    @TempDir
    Path top;
    Path folder;
    LogFixture fixture;
    Log log;
    long number;

    @BeforeEach
    final void openLog() throws IOException {
        folder = Files.createDirectories(top.resolve("a/b"));
        fixture = new LogFixture(folder);
        log = fixture.open();
    }

    @AfterEach
    final void closeLog() {
        log.close();
    }

    final void append(final int count) {
        for (int i = 0; i < count; i++) {
            number++;
            assertTrue(fixture.append(log, number, LogFixture.lengthOf(number) * 3) > 0);
        }
    }

    final void roll() {
        final int before = log.live().number();
        while (log.live().number() == before) {
            append(1);
        }
    }

    static List<Long> readAll(final JournalReader reader) {
        final List<Long> numbers = new ArrayList<>();
        while (reader.next()) {
            numbers.add(reader.message().payload().readLong());
        }
        return numbers;
    }
}
