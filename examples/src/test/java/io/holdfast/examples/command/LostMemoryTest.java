package io.holdfast.examples.command;

import io.holdfast.examples.Holdfast;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LostMemoryTest {
    /** Meets what a cut file does, which a test cannot make happen at a certain instruction. */
    @Command(name = "look", exitCodeOnExecutionException = 2)
    private static final class Look implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new InternalError("a fault occurred");
        }
    }

    @Test
    void aFileThatIsCutWhileACommandReadsItIsToldInALine() {
        final StringWriter err = new StringWriter();
        final CommandLine commands = Holdfast.commandLine().addSubcommand(new Look()).setErr(new PrintWriter(err));

        final int exitCode = commands.execute("look");

        assertEquals("holdfast look: a file was cut, or its disk has failed or is full, while it was in use (a fault"
            + " occurred); look at the disk, then run 'holdfast verify'\n", err.toString());
        assertEquals(2, exitCode);
    }
}
