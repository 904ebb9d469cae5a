package io.holdfast.examples.hostile;

import io.holdfast.examples.Holdfast;
import io.holdfast.examples.Programs;
import io.holdfast.examples.ReceivingServer;
import io.holdfast.examples.command.StoreFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Every command, given a folder that is not what it hopes for: it ends, with an exit code that is documented and a line
 * that says why; without a stack trace, and without changing a byte of what is not its own.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFoldersTest {
    /** Every so manieth is tried; 1 tries them all, which takes two or three minutes. */
    private static final int SHARE = Integer.getInteger("holdfast.hostile.share", 10);
    private static final int MOST_EXIT_CODE = 2;
    private static final int SHORTEST_REASON = 20;
    private static final Pattern TRACE = Pattern.compile("\\n\\s+at |--verbose shows where|NullPointer|OutOfBounds"
        + "|IllegalState|IllegalArgument|UncheckedIO|BufferUnderflow|NumberFormat|ClassCast|OutOfMemory|StackOverflow"
        + "|InternalError|FileSystemLoop|MalformedInput|DateTime|NoSuchElement|\\bnull\\b");

    private static ReceivingServer server;

    @TempDir(factory = MemoryFolder.class)
    private static Path receiving;
    @TempDir(factory = MemoryFolder.class)
    private Path folder;
    private final List<String> faults = new ArrayList<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private PrintStream standardError;
    private InputStream standardInput;
    private int runs;

    static Stream<Hostility> hostilities() {
        final List<Hostility> all = Hostility.all();
        return IntStream.range(0, all.size()).filter(i -> i % SHARE == 0).mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("hostilities")
    void readingCommandsEndInALineAndChangeNothing(final Hostility hostility) throws Exception {
        final Path store = folder.resolve("a störe");
        hostility.maker().make(store);
        final Map<Path, String> before = FolderPrint.of(store);

        for (final Path place : places(store)) {
            CommandLines.reading().stream().filter(template -> place.equals(store) || template.size() == 1)
                .forEach(template -> run(hostility, template, place));
            assertUnchanged(hostility, "a reading command", before, store);
        }
    }

    @ParameterizedTest
    @MethodSource("hostilities")
    void writingCommandsEndInALineAndChangeNothingThatIsNotOurs(final Hostility hostility) throws Exception {
        int number = 0;
        for (final List<String> template : CommandLines.writing()) {
            final Path store = folder.resolve(++number + " störe");
            hostility.maker().make(store);
            final Map<Path, String> before = FolderPrint.of(store);

            run(hostility, template, store);

            if (!hostility.isStore()) {
                assertUnchanged(hostility, String.join(" ", template), before, store);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hostilities")
    void anOwnerTakesTheStoreOrSaysWhyNot(final Hostility hostility) throws Exception {
        final Path store = folder.resolve("a störe");
        hostility.maker().make(store);

        run(hostility, CommandLines.owning(), store);
    }

    @Test
    void everyCommandOverAStoreIsTried() {
        final Set<String> tried = Stream.concat(CommandLines.reading().stream(), CommandLines.writing().stream())
            .map(template -> template.get(0)).collect(Collectors.toCollection(TreeSet::new));
        final Set<String> there = Holdfast.commandLine().getSubcommands().entrySet().stream()
            .filter(one -> isOverAStore(one.getValue().getCommandSpec())).map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(there, tried);
    }

    private static boolean isOverAStore(final CommandSpec command) {
        return command.mixins().values().stream()
            .anyMatch(mixin -> mixin.userObject() instanceof StoreFolder || isOverAStore(mixin));
    }

    private void assertUnchanged(final Hostility hostility, final String what, final Map<Path, String> before,
                                 final Path store) {
        final Map<Path, String> changes = FolderPrint.changes(before, FolderPrint.of(store));
        if (!changes.isEmpty()) {
            faults.add(hostility + ": " + what + " changed " + changes);
        }
    }

    /** The store, and every folder in which a person may stand. */
    private static List<Path> places(final Path store) {
        return Stream.of("", "A", Hostility.CONNECTION, Hostility.LOG).map(store::resolve)
            .filter(place -> place.equals(store) || Files.exists(place, LinkOption.NOFOLLOW_LINKS)).toList();
    }

    private void run(final Hostility hostility, final List<String> template, final Path place) {
        final String[] line = CommandLines.of(template, place, folder.resolve("fresh-" + ++runs), server.address());
        final Programs programs = new Programs();
        final String said = hostility + ": " + String.join(" ", line);
        logged.reset();
        final int exitCode = exitCode(programs, line, said);
        final String errors = programs.err() + logged.toString(StandardCharsets.UTF_8);
        if (exitCode < 0 || exitCode > MOST_EXIT_CODE) {
            faults.add(said + " ended with " + exitCode + ": " + programs.out() + errors);
        }
        if (TRACE.matcher(errors).find()) {
            faults.add(said + " said: " + errors);
        }
        final String all = programs.out() + programs.err();
        final boolean isSilent = exitCode == 1 && template.get(0).equals("grep"); // as grep is that found nothing
        if (!isSilent && all.isBlank() || exitCode == MOST_EXIT_CODE && all.strip().length() < SHORTEST_REASON) {
            faults.add(said + " ended with " + exitCode + " and does not say why: " + all);
        }
    }

    private int exitCode(final Programs programs, final String[] line, final String said) {
        try {
            return programs.run(line);
        } catch (final Exception | Error thrown) {
            faults.add(said + " threw " + thrown);
            return 1;
        }
    }

    @BeforeAll
    static void startServer() {
        server = ReceivingServer.start(receiving);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** JUnit would tell of each that leads out of its folder. */
    @AfterEach
    void deleteLinks() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    /** Where the programs log to, and what is sent. */
    @BeforeEach
    void takeStandardStreams() throws IOException {
        Files.createFile(folder.resolve(CommandLines.EMPTY_FILE));
        standardInput = System.in;
        System.setIn(new ByteArrayInputStream("a line\n".getBytes(StandardCharsets.UTF_8)));
        standardError = System.err;
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveStandardStreamsBack() {
        System.setIn(standardInput);
        System.setErr(standardError);
    }

    @AfterEach
    void tellAllFaults() {
        assertEquals("", String.join("\n", faults));
    }
}
