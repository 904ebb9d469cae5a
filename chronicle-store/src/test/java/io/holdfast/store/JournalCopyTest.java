package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Journals of what a killed owner leaves, of copies whole and in part, and of files that cannot be written. */
class JournalCopyTest extends JournalFixture {
    @Test
    void aBareFolderOfCycleFilesIsReadToItsEnd() throws IOException {
        roll();
        append(100);
        final Path copy = CrashCopy.copy(folder, top.resolve("copy")).resolve(Log.FOLDER);
        try (Journal journal = Journal.open(copy); JournalReader reader = journal.reader()) {
            assertEquals(LogFixture.numbers(1, number), readAll(reader));
            assertEquals(log.lastIndex(), journal.lastIndex());
            assertEquals("a", journal.localName());
            assertEquals("b", journal.remoteName());
            assertEquals(log.incarnation(), journal.incarnation());
            assertFalse(reader.next());
        }
    }

    @Test
    void allThatAKilledOwnerHadAppendedIsThere() throws IOException {
        roll();
        append(10);
        final Path copy = CrashCopy.copy(folder, top.resolve("copy"));

        try (Journal journal = Journal.open(copy); JournalReader reader = journal.reader()) {
            assertEquals(LogFixture.numbers(1, number), readAll(reader));
        }
    }

    @Test
    void aStateOfAnotherTimeLeavesNothingOut() throws IOException {
        append(10);
        final Path old = CrashCopy.copy(folder, top.resolve("old"));
        roll();
        append(10);
        final Path copy = CrashCopy.copy(folder, top.resolve("copy"));
        Files.copy(old.resolve("state"), copy.resolve("state"), StandardCopyOption.REPLACE_EXISTING);

        try (Journal journal = Journal.open(copy); JournalReader reader = journal.reader()) {
            assertEquals(LogFixture.numbers(1, number), readAll(reader));
        }
        Files.delete(copy.resolve("state"));
        try (Journal journal = Journal.open(copy); JournalReader reader = journal.reader()) {
            assertEquals(LogFixture.numbers(1, number), readAll(reader));
            assertEquals(log.lastIndex(), journal.lastIndex());
        }
    }

    @Test
    void filesOlderThanTheStateAreAFault() throws IOException {
        append(10);
        final Path copy = CrashCopy.copy(folder, top.resolve("copy"));
        append(10);
        Files.copy(folder.resolve("state"), copy.resolve("state"),
            StandardCopyOption.REPLACE_EXISTING);

        try (Journal journal = Journal.open(copy); JournalReader reader = journal.reader()) {
            final List<Long> numbers = new ArrayList<>();
            final CorruptStoreException e = assertThrows(CorruptStoreException.class, () -> {
                while (reader.next()) {
                    numbers.add(reader.message().payload().readLong());
                }
            });
            assertEquals(LogFixture.numbers(1, 10), numbers);
            assertEquals(CycleView.numberOf(log.lastIndex()), CycleView.numberOf(e.index()));
            assertEquals(10, ChronicleFormat.sequenceOf(e.index()));
        }
    }

    @Test
    void aLogIsReadFromAFileSystemThatCannotBeWritten() throws IOException, InterruptedException {
        append(1000);
        final Path view = Files.createDirectory(top.resolve("view"));
        assumeTrue(run("mount", "--bind", folder.toString(), view.toString()) == 0, "needs the right to mount");
        try {
            assertEquals(0, run("mount", "-o", "remount,bind,ro", view.toString()));
            try (Journal journal = Journal.open(view); JournalReader reader = journal.reader()) {
                assertEquals(1000, readAll(reader).size());
                reader.moveToOrdinal(500);
                assertTrue(reader.previous());
                reader.requireCurrent();
            }
        } finally {
            assertEquals(0, run("umount", view.toString()));
        }
    }

    private static int run(final String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start().waitFor();
    }

    @Test
    void readingLeavesNoTraceInTheFolder() throws IOException {
        append(1000);
        log.close();
        final List<String> before = traces();
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertEquals(1000, readAll(reader).size());
            reader.moveToTime(0);
        }
        assertEquals(before, traces());
        log = fixture.open();
    }

    private List<String> traces() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            final List<String> traces = new ArrayList<>();
            for (final Path path : all.sorted().toList()) {
                traces.add(path + " " + Files.getLastModifiedTime(path));
            }
            return traces;
        }
    }
}
