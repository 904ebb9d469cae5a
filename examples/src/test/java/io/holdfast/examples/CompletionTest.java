package io.holdfast.examples;

import io.holdfast.examples.command.Shell;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the shell completes once it has read what {@code holdfast completion} prints. */
class CompletionTest {
    /** Prints what the TAB key would offer behind a line; outside of readline, compopt only complains. */
    private static final String TAB = """
        compopt() { :; }
        tab() {
          COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"
          if [[ "$1" == *' ' ]]; then COMP_WORDS+=(''); fi
          COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); COMPREPLY=()
          _complete_holdfast
          printf '%s\\n' "${COMPREPLY[@]}"
        }
        """;

    @TempDir
    private Path folder;

    private Set<String> offered(final String line) throws Exception {
        final Programs programs = new Programs();
        assertEquals(0, programs.run("completion", "bash"), programs::err);
        Files.writeString(folder.resolve("completion"), programs.out());

        final Shell.Result result = Shell.bash(folder).run("source ./completion", TAB, "tab " + Shell.quoted(line));

        assertEquals("", result.err());
        return result.lines().stream().filter(word -> !word.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesOfCommandsAreOfferedButNotHiddenOnes() throws Exception {
        final Set<String> all = new TreeSet<>(Holdfast.commandLine().getSubcommands().keySet());
        final Set<String> benchmarks = Holdfast.commandLine().getSubcommands().get("bench").getSubcommands().entrySet()
            .stream().filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));

        assertEquals(all, offered("holdfast "));
        assertEquals(Set.of("receive", "repair", "reset"), offered("holdfast re").stream()
            .filter(name -> !name.equals("replay")).collect(Collectors.toSet()));
        assertEquals(benchmarks, offered("holdfast bench "));
        assertTrue(benchmarks.contains("rtt") && !benchmarks.contains("peer"), benchmarks::toString);
    }

    @Test
    void optionsAreOfferedButNotHiddenOnes() throws Exception {
        final Set<String> options = offered("holdfast ls --");

        assertTrue(options.containsAll(List.of("--store", "--name", "--remote", "--output", "--sort", "--help",
            "--verbose")), options::toString);
        assertEquals(Set.of("--retain", "--retain-sessions"), offered("holdfast send --retain"));
        assertEquals(Set.of(), offered("holdfast receive --parent"));
    }

    @Test
    void valuesAreOfferedAsTheyAreTyped() throws Exception {
        assertEquals(Set.of("table", "json"), offered("holdfast ls -o "));
        assertEquals(Set.of("json"), offered("holdfast dump --output j"));
        assertEquals(Set.of("auto", "tcp", "shm"), offered("holdfast send --transport "));
        assertEquals(Set.of("page-cache", "sync"), offered("holdfast receive --durability "));
        assertEquals(Set.of("lag", "last"), offered("holdfast ls --sort la"));
        assertEquals(Set.of("bash", "zsh"), offered("holdfast completion "));
    }

    @Test
    void foldersAndFilesAreOffered() throws Exception {
        Files.createDirectories(folder.resolve("stores/first"));
        Files.createDirectories(folder.resolve("stores/second one"));

        assertEquals(Set.of("stores/first", "stores/second one"), offered("holdfast ls --store stores/"));
    }

    @Test
    void itIsSourcedFromAnAliasAndFromAScriptInThePath() throws Exception {
        final Shell bash = Shell.bash(folder);
        final String twice = "tab 'holdfast verif'; complete -p holdfast";
        final List<String> expected = List.of("verify", "complete -o default -F _complete_holdfast holdfast");

        final Shell.Result script = bash.run("source <(holdfast completion bash)", TAB, twice);
        Files.delete(folder.resolve("bin/holdfast"));
        final Shell.Result alias = bash.run("shopt -s expand_aliases",
            "alias holdfast=" + Shell.quoted(Shell.javaCommand()), "source <(holdfast completion bash)", TAB, twice);

        assertEquals("", script.err() + alias.err());
        assertEquals(expected, script.lines());
        assertEquals(expected, alias.lines());
    }

    @Test
    void zshKnowsOfItToo() throws Exception {
        final Shell zsh = Shell.named("zsh", folder);

        final Shell.Result result = zsh.run("autoload -Uz compinit && compinit -u -d ./dump",
            "source <(holdfast completion zsh)", "print -r -- ${_comps[holdfast]}", "whence -w _complete_holdfast");

        assertEquals("", result.err());
        assertTrue(result.out().contains("_complete_holdfast") && result.out().contains("function"), result::out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fish", "BASH", ""})
    void anotherShellIsRefused(final String shell) {
        final Programs programs = new Programs();

        assertEquals(2, programs.run("completion", shell));

        assertEquals("", programs.out());
        assertTrue(programs.err().contains("bash, zsh"), programs::err);
    }

    @TestFactory
    Stream<DynamicTest> eachValueThatIsOfferedIsTaken() {
        return options(Holdfast.commandLine()).filter(option -> option.completionCandidates() != null)
            .map(option -> DynamicTest.dynamicTest(option.command().qualifiedName() + " " + option.longestName(),
                () -> assertEachIsTaken(option)));
    }

    private static void assertEachIsTaken(final OptionSpec option) throws Exception {
        for (final String value : option.completionCandidates()) {
            for (final ITypeConverter<?> converter : option.converters()) {
                assertNotNull(converter.convert(value), value);
            }
            assertEquals(value.toLowerCase(Locale.ROOT), value);
        }
    }

    private static Stream<OptionSpec> options(final CommandLine command) {
        final List<OptionSpec> all = new ArrayList<>(command.getCommandSpec().options());
        command.getSubcommands().values().stream()
            .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
            .forEach(sub -> options(sub).forEach(all::add));
        return all.stream().filter(option -> !option.hidden());
    }
}
