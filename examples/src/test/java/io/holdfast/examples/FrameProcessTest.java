package io.holdfast.examples;

import io.holdfast.examples.command.Shell;
import io.holdfast.examples.command.Shell.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the commands over a store have in common, as a shell sees it. */
class FrameProcessTest {
    private static final String ESCAPE = "\u001b[";
    private static final List<String> NONE = List.of();

    @TempDir
    private Path folder;
    private Shell bash;

    @BeforeEach
    void fill() throws IOException {
        bash = Shell.bash(folder);
        CommandSamples.fill(folder.resolve("store"));
    }

    /** {@return the peers that ls lists} */
    private static List<String> peers(final Result result) {
        assertEquals("", result.err());
        return result.lines().stream().skip(1).map(line -> line.split(" +")[1]).toList();
    }

    @Test
    void theStoreIsThatOfTheVariableOrTheCurrentFolderButThatOfTheOptionGoesFirst() throws Exception {
        assertEquals(List.of("B", "C"), peers(bash.run(Map.of("HOLDFAST_STORE", "store"), "holdfast ls")));
        assertEquals(List.of("B"), peers(bash.run("cd store/A/B/send", "holdfast ls")));
        assertEquals(List.of("C"),
            peers(bash.run(Map.of("HOLDFAST_STORE", "/nowhere"), "holdfast ls --store store/A/C")));

        final Result none = bash.run("holdfast ls");
        assertEquals(2, none.exitCode());
        assertEquals(NONE, none.lines());
        assertEquals("holdfast ls: no store, connection or log of Holdfast is in " + folder.toRealPath()
            + "; name one with --store DIR or HOLDFAST_STORE\n", none.err());
    }

    @Test
    void aProgramWhoseReaderHasGoneEndsWith141AndWithoutAWord() throws Exception {
        final Result result = bash.run("exec 4> >(:)", "wait $!",
            "holdfast ls --store store >&4; echo $?", "holdfast dump --store store --remote B >&4; echo $?");

        assertEquals(List.of("141", "141"), result.lines());
        assertEquals("", result.err());
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");

        final Result result = bash.run("holdfast ls --store store > /dev/full");

        assertEquals(2, result.exitCode());
        assertTrue(result.err().startsWith("holdfast ls: cannot write to standard output: "), result::err);
        assertEquals(1, result.err().lines().count(), result::err);
    }

    @Test
    void aTextThatTheLocaleDoesNotKnowIsRefusedAndNotSearchedForInVain() throws Exception {
        final Map<String, String> ascii = Map.of("LC_ALL", "C");

        for (final String line : List.of("grep --store store --remote B \"$(printf '\\303\\274')\"",
            "dump --store store --remote B -f \"$(printf '%%s\\303\\274')\"",
            "ls --store \"$(printf '\\303\\274')\"")) {
            final Result result = bash.run(ascii, "holdfast " + line);

            assertEquals(2, result.exitCode(), result::err);
            assertTrue(result.err().contains("LC_ALL=C.UTF-8"), result::err);
            assertEquals(1, result.err().lines().count(), result::err);
        }
    }

    @Test
    void coloursAreForTerminalsOnly() throws Exception {
        assumeTrue(Shell.isInstalled("script"), "script is not installed");
        final String terminal = "script -qec 'holdfast ls --store store' /dev/null";

        assertTrue(bash.run(terminal).out().contains(ESCAPE + "1mNAME"), "no colours on a terminal");
        assertFalse(bash.run(Map.of("NO_COLOR", "1"), terminal).out().contains(ESCAPE), "colours despite NO_COLOR");
        assertFalse(bash.run("holdfast ls --store store").out().contains(ESCAPE), "colours in a file");
    }
}
