package io.holdfast.examples.journal;

import io.holdfast.examples.command.PseudoTerminal;
import io.holdfast.examples.command.Shell;
import io.holdfast.examples.command.Shell.Result;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code top} as a person sees it: on a terminal of its own, and into a pipe. */
class TopTerminalTest {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String STEERING = "\u001b\\[[?0-9;]*[A-Za-z]";
    private static final Map<String, String> NO_COLOUR = Map.of("NO_COLOR", "1");
    private static final int PEERS = 6;

    @TempDir
    private Path folder;
    private Shell bash;

    @BeforeEach
    void fill() throws IOException {
        bash = Shell.bash(folder);
        try (StoreRoot root = StoreRoot.open(folder.resolve("store"), "A", new StoreContext())) {
            for (int i = 1; i <= PEERS; i++) {
                root.connection("peer" + i);
            }
        }
    }

    private static Predicate<String> looks(final int count) {
        return shown -> shown.split("\u001b\\[H", -1).length > count;
    }

    /** {@return the lines of the last look, without what steers the terminal} */
    private static List<String> lastLook(final String shown) {
        final String look = shown.substring(shown.lastIndexOf(HOME), shown.indexOf(LEAVE));
        return look.replaceAll(STEERING, "").replace("\r", "").lines().toList();
    }

    /** {@return what the shell showed before and after, line by line} */
    private static List<String> around(final String shown) {
        return (shown.substring(0, shown.indexOf(ENTER)) + shown.substring(shown.indexOf(LEAVE) + LEAVE.length()))
            .lines().toList();
    }

    @ParameterizedTest
    @CsvSource({"q, 0", "xyq, 0", "'\u0003', 130"})
    void drawsInPlaceAndLeavesTheTerminalAsItWas(final String keys, final String exitCode) throws Exception {
        assumeTrue(Shell.isInstalled("stty"), "stty is not installed");
        try (PseudoTerminal terminal = bash.onTerminal(Map.of(), "trap : INT", "stty rows 24 cols 200 intr ^C",
            "stty -g", "holdfast top --store store --interval 50ms", "echo exit $?", "stty -g")) {

            final String shown = terminal.await("a third look", looks(3)).press(keys).awaitEnd();

            final List<String> around = around(shown);
            assertEquals(3, around.size(), shown);
            assertEquals("exit " + exitCode, around.get(1));
            assertEquals(around.get(0), around.get(2), "the settings have changed");
            assertEquals(shown.indexOf(ENTER), shown.lastIndexOf(ENTER), "the screen was taken twice");
            final List<String> look = lastLook(shown);
            assertEquals(PEERS + 2, look.size(), shown);
            assertTrue(look.get(0).contains("  6 connections, 0 with a live owner; looked for "), look.get(0));
            assertTrue(look.get(1).startsWith("NAME  PEER   MESSAGES/S"), look.get(1));
            assertTrue(look.get(2).startsWith("A     peer1  "), look.get(2));
            assertFalse(shown.substring(shown.indexOf(HOME), shown.indexOf(LEAVE)).endsWith("\n"), "it scrolls");
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 34, 5, and 4 more", "4, 200, 4, and 5 more", "2, 20, 2, and 6 more", "1, 7, 1, 2"})
    void whatDoesNotFitTheWindowIsCutOffAndCounted(final int height, final int width, final int lines,
                                                   final String last) throws Exception {
        assumeTrue(Shell.isInstalled("stty"), "stty is not installed");
        try (PseudoTerminal terminal = bash.onTerminal(NO_COLOUR, "stty rows " + height + " cols " + width,
            "holdfast top --store store --interval 50ms")) {

            final List<String> look = lastLook(terminal.await("a second look", looks(2)).press("q").awaitEnd());

            assertEquals(lines, look.size(), look::toString);
            assertTrue(look.stream().allMatch(line -> line.length() <= width), look::toString);
            assertTrue(look.get(lines - 1).startsWith(last), look::toString);
        }
    }

    @Test
    void aWindowThatGrowsShowsMore() throws Exception {
        assumeTrue(Shell.isInstalled("stty"), "stty is not installed");
        try (PseudoTerminal terminal = bash.onTerminal(NO_COLOUR, "stty rows 4 cols 100", "tty > terminal",
            "holdfast top --store store --interval 50ms")) {
            terminal.await("what has no room", shown -> shown.contains("5 more, for which there is no room"));

            bash.run("stty rows 30 cols 120 < $(cat terminal)");

            terminal.await("the last connection", shown -> shown.contains("A     peer6")).press("q");
            assertEquals(PEERS + 2, lastLook(terminal.awaitEnd()).size());
        }
    }

    @Test
    void aSttyThatHangsIsGivenUp() throws Exception {
        final Path stty = Files.writeString(folder.resolve("bin/stty"),
            "#!/bin/sh\necho $$ $* >> started\nexec sleep 100000\n");
        assertTrue(stty.toFile().setExecutable(true));
        try (PseudoTerminal terminal = bash.onTerminal(NO_COLOUR, "holdfast top --store store --interval 1ms --count 5",
            "echo exit $?")) {

            final String shown = terminal.awaitEnd();

            assertEquals(List.of("exit 0"), around(shown));
            assertEquals(PEERS + 2, lastLook(shown).size());
            final List<String> started = Files.readAllLines(folder.resolve("started")).stream()
                .filter(line -> !line.contains(" -a")).toList(); // with which the parser of the command line asks
            assertEquals(1, started.size(), started::toString);
            assertTrue(ProcessHandle.of(Long.parseLong(started.get(0).split(" ")[0])).isEmpty(), "it still runs");
        }
    }

    @Test
    void anErrorIsToldOnTheScreenThatWasThereBefore() throws Exception {
        try (PseudoTerminal terminal = bash.onTerminal(NO_COLOUR, "holdfast top --store store --interval 50ms",
            "echo exit $?")) {
            terminal.await("a look", looks(1));

            Files.move(folder.resolve("store"), folder.resolve("elsewhere"));

            final List<String> around = around(terminal.awaitEnd());
            assertTrue(around.get(0).startsWith("holdfast top: "), around::toString);
            assertTrue(around.get(0).contains(folder.resolve("store").toString()), around::toString);
            assertEquals(List.of("exit 2"), around.subList(1, around.size()));
        }
    }

    @Test
    void elsewhereItWritesBlockAfterBlock() throws Exception {
        final Result piped = bash.run("holdfast top --store store --interval 1ms --count 2 | cat");

        assertEquals("", piped.err());
        assertBlocks(piped.out());
        try (PseudoTerminal terminal = bash.onTerminal(Map.of("TERM", "dumb", "NO_COLOR", "1"),
            "holdfast top --store store --interval 1ms --count 2")) {
            assertBlocks(terminal.awaitEnd());
        }
    }

    private static void assertBlocks(final String shown) {
        final List<String> lines = shown.lines().toList();
        assertFalse(shown.contains("\u001b"), shown);
        assertEquals(2 * (PEERS + 2) + 1, lines.size(), shown);
        assertTrue(lines.get(0).contains("  6 connections, "), shown);
        assertFalse(lines.get(0).contains("q ends it"), shown);
        assertEquals("", lines.get(PEERS + 2));
        assertEquals(lines.get(1), lines.get(PEERS + 4), "the titles of the second block");
        assertTrue(lines.get(PEERS + 1).startsWith("A     peer6 "), shown);
        assertTrue(lines.get(2 * PEERS + 4).startsWith("A     peer6 "), shown);
    }
}
