package io.holdfast.examples.journal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EscapedTextTest {
    private static String escaped(final byte[] bytes) {
        return Written.text(out -> EscapedText.write(bytes, 0, bytes.length, out));
    }

    private static String escaped(final String text) {
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textOfAllLanguagesStaysAsItIs() {
        final String text = "price=12.50 € 値段 🚀 C:\\temp \"quoted\"";

        assertEquals(text, escaped(text));
        assertEquals("", escaped(""));
    }

    @Test
    void controlCharactersAreEscapedSoThatNoneSteersATerminal() {
        assertEquals("\\x1b[31mred\\x1b[0m", escaped("\u001b[31mred\u001b[0m"));
        assertEquals("a\\nb\\r\\tc\\x00\\x07\\x7f", escaped("a\nb\r\tc\0\u0007\u007f"));
        assertEquals("\\xc2\\x9b31m", escaped("\u009b31m"));
        assertEquals("\\xe2\\x80\\xaegpj.exe", escaped("\u202egpj.exe"));
    }

    @ParameterizedTest
    @CsvSource({"ff, \\xff", "c3, \\xc3", "c328, \\xc3(", "c0af, \\xc0\\xaf", "e08080, \\xe0\\x80\\x80",
        "eda080, \\xed\\xa0\\x80", "f4908080, \\xf4\\x90\\x80\\x80", "f09f9a, \\xf0\\x9f\\x9a", "41e282, A\\xe2\\x82",
        "80, \\x80", "f8888080, \\xf8\\x88\\x80\\x80"})
    void bytesThatAreNoUtf8AreEscapedOneByOne(final String hex, final String expected) {
        assertEquals(expected, escaped(HexFormat.of().parseHex(hex)));
    }

    @Test
    void randomBytesNeverLeaveAControlCharacter() {
        final long seed = System.identityHashCode(this);
        final Random random = new Random(seed);

        for (int i = 0; i < 2000; i++) {
            final byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            final String text = escaped(bytes);
            assertTrue(text.codePoints().noneMatch(Character::isISOControl), "seed=" + seed + " " + text);
            assertFalse(text.contains("\ufffd"), "seed=" + seed + " " + text);
            assertEquals(new String(bytes, StandardCharsets.UTF_8).contains("\ufffd"),
                !Utf8.isText(bytes, bytes.length) || contains(bytes, "\ufffd"), "seed=" + seed);
        }
    }

    private static boolean contains(final byte[] bytes, final String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
            .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
}
