package io.holdfast.bridge.login;

import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.login.GuardedFile.Guard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReloadedFileTest {
    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private Path path;
    private int parsed;

    @BeforeEach
    void writeFile() throws IOException {
        path = folder.resolve("file");
        Files.writeString(path, "first");
        permissions("rw-------");
    }

    private void permissions(final String value) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(value));
    }

    private ReloadedFile<String> open(final Guard guard) {
        return ReloadedFile.open(path, guard, clock, text -> {
            parsed++;
            if (text.startsWith("bad")) {
                throw new IllegalArgumentException("line 1 is bad");
            }
            return text;
        });
    }

    private void passASecond() {
        clock.advance(TimeUnit.SECONDS.toNanos(1));
    }

    private String faultOfOpening(final Guard guard) {
        return assertThrows(IllegalArgumentException.class, () -> open(guard)).getMessage();
    }

    @Test
    void isReadAgainOnceASecondAtMostAndParsedOnlyIfItHasChanged() throws IOException {
        final ReloadedFile<String> file = open(Guard.SECRET);
        Files.writeString(path, "other");
        assertEquals("first", file.current());
        passASecond();

        assertEquals("other", file.current());
        passASecond();
        assertEquals("other", file.current());

        assertEquals(2, parsed);
    }

    @Test
    void aChangeOfTheSameLengthWithinTheSameInstantIsSeen() throws IOException {
        final ReloadedFile<String> file = open(Guard.SECRET);
        final var time = Files.getLastModifiedTime(path);
        Files.writeString(path, "other");
        Files.setLastModifiedTime(path, time);
        passASecond();

        assertEquals("other", file.current());
    }

    @Test
    void aFileThatIsBadGoneOrOpenToOthersIsReportedOnceAndWhatItSaidBeforeCounts() throws IOException {
        final ReloadedFile<String> file = open(Guard.SECRET);
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Files.writeString(path, "bad");
            askFor("first", file);
            Files.delete(path);
            askFor("first", file);
            Files.writeString(path, "good");
            permissions("rw-r--r--");
            askFor("first", file);
            permissions("rw-------");
            askFor("good", file);
        } finally {
            System.setErr(before);
        }

        final String text = log.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.lines().filter(line -> line.contains("line 1 is bad")).count(), text);
        assertEquals(1, text.lines().filter(line -> line.contains("cannot be read")).count(), text);
        assertEquals(1, text.lines().filter(line -> line.contains("chmod go-rwx " + path)).count(), text);
    }

    private void askFor(final String expected, final ReloadedFile<String> file) {
        for (int i = 0; i < 3; i++) {
            passASecond();
            assertEquals(expected, file.current());
        }
    }

    @ParameterizedTest
    @CsvSource({"SECRET, rw-r-----", "SECRET, rw-----w-", "SECRET, rw----r--", "SECRET, rw--w----",
        "OTHERS_MAY_READ, rw-rw-r--", "OTHERS_MAY_READ, rw-r--rw-"})
    void aFileThatOthersHaveAccessToIsRefusedWithTheCommandThatHelps(final Guard guard, final String value)
        throws IOException {
        permissions(value);

        final String text = faultOfOpening(guard);

        assertTrue(text.contains("chmod go-") && text.contains(path.toString()), text);
        assertEquals(0, parsed);
    }

    @ParameterizedTest
    @CsvSource({"SECRET, rw-------", "SECRET, r--------", "OTHERS_MAY_READ, rw-r--r--"})
    void aFileThatOthersHaveNoAccessToIsTaken(final Guard guard, final String value) throws IOException {
        permissions(value);

        assertEquals("first", open(guard).current());
    }

    @Test
    void whatIsNoSmallTextFileIsRefusedWithItsPath() throws IOException {
        Files.write(path, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertTrue(faultOfOpening(Guard.SECRET).contains(path + " cannot be used: it is not UTF-8"));
        Files.write(path, new byte[GuardedFile.MAX_LENGTH + 1]);
        assertTrue(faultOfOpening(Guard.SECRET).contains("more than"));
        Files.delete(path);
        assertTrue(faultOfOpening(Guard.SECRET).contains(path + " cannot be read"));
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertTrue(faultOfOpening(Guard.SECRET).contains("not a regular file"));
        assertFalse(Files.isRegularFile(path));
    }
}
