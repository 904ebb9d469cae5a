package io.holdfast;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerNameTest {
    private static final String LONGEST = "n".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "-", "_", "a.", "a..b", "-.-", "Server20180714", "order-gateway_1.eu"})
    void acceptsWellFormedNames(final String name) {
        assertTrue(PeerName.isValid(name));
        assertSame(name, PeerName.require("name", name));
    }

    @Test
    void acceptsEveryAllowedCharacterAndNoOther() {
        final String allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

        for (int c = Character.MIN_VALUE; c <= Character.MAX_VALUE; c++) {
            final String name = "x" + (char) c;

            assertTrue(PeerName.isValid(name) == allowed.indexOf(c) >= 0, "character " + c);
        }
    }

    @Test
    void accepts64CharactersAndRefuses65() {
        assertTrue(PeerName.isValid(LONGEST));
        assertFalse(PeerName.isValid(LONGEST + "n"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", ".hidden", "../x", "a/b", "a\\b", "a b", " a", "a\n", "a:b", "a*", "~",
        "nul\0", "naïve", "名前", "\uD83D\uDE00", "а"})
    void refusesEverythingElse(final String name) {
        assertFalse(PeerName.isValid(name));
        assertThrows(IllegalArgumentException.class, () -> PeerName.require("remoteName", name));
    }

    @Test
    void saysWhichOptionIsWrongWithoutRepeatingControlCharacters() {
        final Exception error =
            assertThrows(IllegalArgumentException.class, () -> PeerName.require("remoteName", "a\nb\0c"));

        assertTrue(error.getMessage().startsWith("remoteName is not a peer name: 'a?b?c'"), error.getMessage());
    }

    @Test
    void cutsAnEndlessNameInTheErrorText() {
        final Exception error =
            assertThrows(IllegalArgumentException.class, () -> PeerName.require("name", "n".repeat(1_000_000)));

        assertTrue(error.getMessage().length() < 250, error.getMessage());
    }
}
