package io.holdfast.examples;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HelpTest {
    @TestFactory
    Stream<DynamicTest> helpOfEachProgramNamesEachOption() {
        return all(Holdfast.commandLine()).stream().map(command -> DynamicTest.dynamicTest(
            command.getCommandSpec().qualifiedName(), () -> assertHelpNamesEachOption(command)));
    }

    private static void assertHelpNamesEachOption(final CommandLine command) {
        final Programs programs = new Programs();
        final List<String> args = new ArrayList<>(Arrays.asList(command.getCommandSpec().qualifiedName().split(" ")));
        args.remove(0);
        args.add("--help");

        final int exitCode = programs.run(args.toArray(new String[0]));

        assertEquals(0, exitCode);
        for (final OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                assertTrue(programs.out().contains(option.longestName()), option.longestName());
                assertTrue(option.description().length > 0, option.longestName());
            }
        }
    }

    private static List<CommandLine> all(final CommandLine command) {
        final List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
        return all;
    }

    @Test
    void versionSaysWhatItIs() {
        final Programs programs = new Programs();

        final int exitCode = programs.run("--version");

        assertEquals(0, exitCode);
        assertTrue(programs.out().startsWith("holdfast "), programs.out());
    }

    @Test
    void theProgramsOfTheReadmeAreThere() {
        final List<String> names = new ArrayList<>(Holdfast.commandLine().getSubcommands().keySet());

        assertEquals(List.of("demo", "echo-server", "echo-client", "send", "receive", "daily-session",
            "queue-server", "queue-client",
            "ls", "info", "dump", "tail", "get", "grep", "stats", "top",
            "replay", "export", "import",
            "verify", "repair", "reset", "ack", "purge",
            "doctor", "bench", "completion"), names);
    }
}
