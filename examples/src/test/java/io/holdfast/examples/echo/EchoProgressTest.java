package io.holdfast.examples.echo;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.echo.EchoProgress.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EchoProgressTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasCountedForTheNextProcess() {
        final Path file = EchoProgress.file(folder, "C", "S");
        EchoProgress.open(file).add(Counter.RECEIVED, 5);

        final EchoProgress again = EchoProgress.open(file);

        assertEquals(5, again.count(Counter.RECEIVED));
        assertEquals(0, again.count(Counter.GAPS));
    }

    @Test
    void showsAnObserverWhatIsCountedMeanwhile() {
        final Path file = EchoProgress.file(folder, "C", "S");
        final EchoProgress progress = EchoProgress.open(file);
        final EchoProgress observer = EchoProgress.openToRead(file);

        progress.set(Counter.RECEIVED, 7);

        assertEquals(7, observer.count(Counter.RECEIVED));
    }

    @Test
    void anObserverThatComesTooEarlyGetsNothing() {
        assertNull(EchoProgress.openToRead(EchoProgress.file(folder, "C", "S")));
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        final Path file = Files.writeString(folder.resolve("file"), "x".repeat(5000));

        assertThrows(CommandFailure.class, () -> EchoProgress.open(file));
        assertThrows(CommandFailure.class, () -> EchoProgress.openToRead(file));
    }

    @Test
    void eachConnectionHasAFileThatNoPeerNameCanName() {
        assertEquals(".echo-a@b", EchoProgress.file(folder, "a", "b").getFileName().toString());
    }
}
