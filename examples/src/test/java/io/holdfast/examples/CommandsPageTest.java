package io.holdfast.examples;

import io.holdfast.examples.CommandSamples.Sample;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.StoreFolder;
import io.holdfast.examples.journal.MessageForm;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code examples/COMMANDS.md} says of each command what is so. */
class CommandsPageTest {
    private static final int COULD_NOT_BE_DONE = 2;
    private static final Map<String, String> KINDS = Map.of("hex", "[0-9a-f]{1,16}", "text", "(?s).*",
        "time", "\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> theFieldsOfTheJsonAreThoseThatAreListed() {
        return CommandSamples.all().stream().map(sample -> DynamicTest.dynamicTest(sample.command(),
            () -> assertFieldsAreListed(sample)));
    }

    private void assertFieldsAreListed(final Sample sample) throws IOException {
        final Path store = folder.resolve(sample.command());
        final Programs programs = new Programs();
        final CommandsPage section = CommandsPage.sections().get(sample.command());

        final long index = CommandSamples.fill(store);
        sample.damage().accept(store);

        final int exitCode = run(programs, sample, store, index);

        assertTrue(exitCode < COULD_NOT_BE_DONE, programs::err);
        assertNotNull(section, "COMMANDS.md has no section of this command");
        final Map<String, String> printed = new TreeMap<>();
        Json.lines(programs.out()).forEach(object -> collect("", object, section.fields(), printed));
        assertEquals(new TreeMap<>(section.fields()), printed, programs::out);
    }

    private int run(final Programs programs, final Sample sample, final Path store, final long index) {
        if (!sample.needsServer()) {
            return programs.run(sample.line(store, index, ""));
        }
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            return programs.run(sample.line(store, index, server.address()));
        }
    }

    /** Notes each field with the kind that is listed, or with what is wrong with its value. */
    private static void collect(final String prefix, final Map<?, ?> object, final Map<String, String> listed,
                                final Map<String, String> printed) {
        object.forEach((key, value) -> {
            final String name = prefix + key;
            final String kind = listed.get(name);
            printed.merge(name, isOf(kind, value) ? kind : kind + ", but it is " + value,
                (one, other) -> one.equals(kind) ? other : one);
            if (value instanceof final Map<?, ?> nested) {
                collect(name + ".", nested, listed, printed);
            } else if (value instanceof final List<?> list) {
                list.stream().filter(Map.class::isInstance)
                    .forEach(element -> collect(name + "[].", (Map<?, ?>) element, listed, printed));
            }
        });
    }

    private static boolean isOf(final String kind, final Object value) {
        if (kind == null) {
            return false;
        }
        return value == null || switch (kind) {
            case "number" -> value instanceof Long || value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "object" -> value instanceof Map;
            case "objects", "texts" -> value instanceof List;
            default -> KINDS.containsKey(kind) && value instanceof final String text && text.matches(KINDS.get(kind));
        };
    }

    @Test
    void eachCommandThatWritesJsonHasASampleAndASectionThatNamesItsOptions() throws IOException {
        final Set<String> sampled = CommandSamples.all().stream().map(Sample::command)
            .collect(Collectors.toCollection(TreeSet::new));
        final Map<String, CommandsPage> sections = CommandsPage.sections();
        final Map<String, CommandLine> commands = commands(OutputOption.class);
        commands.putAll(commands(MessageForm.class));

        assertEquals(commands.keySet(), sampled);
        commands.forEach((name, command) -> {
            assertNotNull(sections.get(name), name);
            command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.inherited() && !isCommon(command, option.longestName()))
                .forEach(option -> assertTrue(sections.get(name).text().contains(option.longestName()),
                    () -> "COMMANDS.md, " + name + ", does not name " + option.longestName()));
        });
    }

    private static boolean isCommon(final CommandLine command, final String option) {
        return Set.of("--help", "--version", "--output", "--store", "--name", "--remote", "--yes").contains(option);
    }

    @Test
    void eachCommandOverAStoreExitsWith2WhenItCouldNotBeDone() {
        commands(StoreFolder.class).forEach((name, command) -> assertEquals(COULD_NOT_BE_DONE,
            command.getCommandSpec().exitCodeOnExecutionException(), name));
    }

    /** {@return the commands that have a mixin, be it one in another, by name} */
    private static Map<String, CommandLine> commands(final Class<?> mixin) {
        final Map<String, CommandLine> found = new TreeMap<>();
        Holdfast.commandLine().getSubcommands().forEach((name, command) -> {
            if (has(command.getCommandSpec(), mixin)) {
                found.put(name, command);
            }
        });
        return found;
    }

    private static boolean has(final CommandSpec spec, final Class<?> mixin) {
        return spec.mixins().values().stream()
            .anyMatch(one -> mixin.isInstance(one.userObject()) || has(one, mixin));
    }
}
