package io.holdfast.examples.journal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FormatStringTest {
    private static final SampleMessage MESSAGE = SampleMessage.of("Hi\n");

    private static byte[] written(final String format, final boolean isTerminal) {
        final FormatString compiled = FormatString.compile(format, new FormatString.Setting("A", "B", isTerminal));
        return Written.bytes(out -> compiled.write(MESSAGE, out));
    }

    private static String text(final String format) {
        return new String(written(format, false), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {"%q,Hi\\n", "%x,48690a", "%S,3",
        "%i,4d56f00000003", "%o,1234", "%t,7", "%T,1795425535123", "%N,1795425535123456789",
        "%I,2026-11-23T09:18:55.123456789Z", "%a,4d56f00000001", "%b,2/3", "%F,-", "%l,A", "%r,B", "%%,%",
        "100%% %o: %q|,100% 1234: Hi\\n|", "€%t🚀,€7🚀", "plain,plain", "'',''"})
    void eachTokenIsWritten(final String format, final String expected) {
        assertEquals(expected, text(format));
    }

    @Test
    void escapesAreBytes() {
        assertArrayEquals("\n\r\t\\".getBytes(StandardCharsets.UTF_8), written("\\n\\r\\t\\\\", false));
        assertArrayEquals(new byte[] {(byte) 0xff, 0, 'A'}, written("\\xfF\\x00A", false));
    }

    @Test
    void thePayloadIsRawUnlessItWouldReachATerminal() {
        assertEquals("Hi\n", text("%s"));
        assertEquals("Hi\\n", new String(written("%s", true), StandardCharsets.UTF_8));
    }

    @Test
    void theSizeMayGoBeforeThePayloadAsFourBytes() {
        assertArrayEquals(new byte[] {0, 0, 0, 3, 'H', 'i', '\n'}, written("%R%s", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%z", "a%", "%", "\\q", "x\\", "\\x4", "\\xg0", "\\x0g", "%o%%%"})
    void whatIsNoTokenIsToldWithItsPlace(final String format) {
        final String message = assertThrows(IllegalArgumentException.class, () -> text(format)).getMessage();

        assertTrue(message.contains("at character " + (format.lastIndexOf(format.contains("\\") ? '\\' : '%') + 1)),
            message);
    }

    @Test
    void theHelpListsEveryToken() {
        final Set<String> letters = new TreeSet<>();
        for (final String line : String.format(FormatString.SYNTAX).lines().toList()) {
            if (line.startsWith("%")) {
                letters.add(line.substring(1, 2));
                assertTrue(written(line.substring(0, 2), false).length > 0, line);
            }
        }

        for (char letter = 'A'; letter <= 'z'; letter++) {
            final String token = "%" + letter;
            if (!letters.contains(String.valueOf(letter))) {
                assertThrows(IllegalArgumentException.class, () -> text(token), token);
            }
        }
    }
}
