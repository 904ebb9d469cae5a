package io.holdfast.examples.lines;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class LineSplitterTest {
    private static List<String> split(final String text) throws IOException {
        final LineSplitter splitter =
            new LineSplitter(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), 4);
        final List<String> lines = new ArrayList<>();
        while (splitter.next()) {
            lines.add(new String(splitter.buffer(), splitter.offset(), splitter.length(), StandardCharsets.ISO_8859_1)
                + (splitter.isTerminated() ? "" : "<open"));
        }
        assertFalse(splitter.next(), "the end stays the end");
        return lines;
    }

    @Test
    void cutsAtLineFeedsOnly() throws IOException {
        assertEquals(List.of("a\r", "", "b\0c\u0085", "d"), split("a\r\n\nb\0c\u0085\nd\n"));
    }

    @Test
    void tellsThatTheLastLineLacksItsLineFeed() throws IOException {
        assertEquals(List.of("a", "b<open"), split("a\nb"));
    }

    @Test
    void anEmptyInputHasNoLine() throws IOException {
        assertEquals(List.of(), split(""));
    }

    @Test
    void aLineFeedAloneIsAnEmptyLine() throws IOException {
        assertEquals(List.of(""), split("\n"));
    }

    @Test
    void linesMayBeLongerThanTheBuffer() throws IOException {
        assertEquals(List.of("x".repeat(1000), "y".repeat(999) + "<open"), split("x".repeat(1000) + "\n"
            + "y".repeat(999)));
    }

    @Test
    void putTogetherAgainTheLinesAreTheInputHoweverItArrives() throws IOException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            final byte[] input = new byte[random.nextInt(300)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) (random.nextInt(4) == 0 ? '\n' : random.nextInt(256));
            }

            assertArrayEquals(input, joined(trickle(input, random)), "seed " + seed + " run " + run);
        }
    }

    private static byte[] joined(final InputStream in) throws IOException {
        final LineSplitter splitter = new LineSplitter(in, 8);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (splitter.next()) {
            out.write(splitter.buffer(), splitter.offset(), splitter.length());
            if (splitter.isTerminated()) {
                out.write('\n');
            }
        }
        return out.toByteArray();
    }

    private static InputStream trickle(final byte[] input, final Random random) {
        return new ByteArrayInputStream(input) {
            @Override
            public int read(final byte[] destination, final int offset, final int length) {
                return super.read(destination, offset, Math.min(length, 1 + random.nextInt(20)));
            }
        };
    }
}
