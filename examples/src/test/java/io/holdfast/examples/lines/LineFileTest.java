package io.holdfast.examples.lines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LineFileTest {
    @TempDir
    private Path folder;

    private Path file(final String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content, StandardCharsets.ISO_8859_1);
    }

    private static String content(final Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void beginsAFileThatIsNotThere() throws IOException {
        final Path file = folder.resolve("new");

        try (LineFile lines = LineFile.append(file)) {
            assertEquals(0, lines.lines());
            assertFalse(lines.hasOpenLine());
            lines.write(TextMessage.line(1, "a"), true);
            lines.flush();
        }

        assertEquals("a\n", content(file));
    }

    @Test
    void goesOnAfterTheLinesThatAreThere() throws IOException {
        final Path file = file("a\n\nb\r\n");

        try (LineFile lines = LineFile.append(file)) {
            assertEquals(3, lines.lines());
            assertFalse(lines.hasOpenLine());
            lines.write(TextMessage.line(4, "c"), true);
            assertEquals(4, lines.lines());
            lines.flush();
        }

        assertEquals("a\n\nb\r\nc\n", content(file));
    }

    @Test
    void countsTheLinesOfAFileLargerThanItsBuffer() throws IOException {
        try (LineFile lines = LineFile.append(file("0123456\n".repeat(400_000) + "open"))) {
            assertEquals(400_000, lines.lines());
            assertTrue(lines.hasOpenLine());
        }
    }

    @Test
    void takesAHalfLineOutOfTheFile() throws IOException {
        final Path file = file("a\nhal");

        try (LineFile lines = LineFile.append(file)) {
            assertEquals(1, lines.lines());
            assertTrue(lines.hasOpenLine());
            lines.dropOpenLine();
            assertFalse(lines.hasOpenLine());
            lines.write(TextMessage.line(2, "half"), true);
            lines.flush();
        }

        assertEquals("a\nhalf\n", content(file));
    }

    @Test
    void takesOutAHalfLineThatIsAllThereIs() throws IOException {
        final Path file = file("hal");

        try (LineFile lines = LineFile.append(file)) {
            lines.dropOpenLine();
        }

        assertEquals("", content(file));
    }

    @Test
    void closesAnOpenLine() throws IOException {
        final Path file = file("a\nb");

        try (LineFile lines = LineFile.append(file)) {
            lines.closeOpenLine();
            assertEquals(2, lines.lines());
            assertFalse(lines.hasOpenLine());
            lines.flush();
        }

        assertEquals("a\nb\n", content(file));
    }

    @Test
    void aLineWithoutLineFeedLeavesTheEndOpen() throws IOException {
        final Path file = file("");

        try (LineFile lines = LineFile.append(file)) {
            lines.write(TextMessage.open(1, "a"), false);
            assertEquals(0, lines.lines());
            assertTrue(lines.hasOpenLine());
            lines.flush();
        }

        assertEquals("a", content(file));
    }

    @Test
    void writesLinesOfAnyLength() throws IOException {
        final Path file = file("");
        final StringBuilder expected = new StringBuilder();

        try (LineFile lines = LineFile.append(file)) {
            for (final int length : new int[] {0, 1, 1024 * 1024 - 1, 1024 * 1024, 3_000_000, 5}) {
                final String line = "x".repeat(length);
                lines.write(TextMessage.line(1, line), true);
                expected.append(line).append('\n');
            }
            lines.flush();
        }

        assertEquals(expected.toString(), content(file));
    }
}
