package io.holdfast.examples.command;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShellWordTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"/a/b-c_d.e|/a/b-c_d.e", "/a/b c|'/a/b c'",
        "/it's $HOME|'/it'\\''s $HOME'", "``|''", "/größe|'/größe'", "/a*|'/a*'"})
    void isTakenByAShellAsItWasMeant(final String text, final String word) throws IOException, InterruptedException {
        assertEquals(word, ShellWord.of(text));

        final Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(text)).start();
        assertEquals(text, new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(shell.waitFor(1, TimeUnit.MINUTES));
    }
}
