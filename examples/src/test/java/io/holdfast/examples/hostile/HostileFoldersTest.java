package io.holdfast.examples.hostile;

import io.holdfast.examples.Holdfast;
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
import java.io.IOException;
import java.io.InputStream;
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
    private static final int SHARE = Integer.getInteger("holdfast.hostile.share", 15);

    private static ReceivingServer server;

    @TempDir(factory = MemoryFolder.class)
    private static Path receiving;
    @TempDir(factory = MemoryFolder.class)
    private Path folder;
    private final List<String> faults = new ArrayList<>();
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
        try {
            final String fault = Manners.faults(template.get(0), CommandSeries.run(line));
            if (!fault.isEmpty()) {
                faults.add(hostility + ": " + String.join(" ", line) + " " + fault);
            }
        } catch (final Exception | Error thrown) {
            faults.add(hostility + ": " + String.join(" ", line) + " threw " + thrown);
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

    /** What is sent. */
    @BeforeEach
    void takeStandardInput() throws IOException {
        Files.createFile(folder.resolve(CommandLines.EMPTY_FILE));
        standardInput = System.in;
        System.setIn(new ByteArrayInputStream("a line\n".getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(standardInput);
    }

    @AfterEach
    void tellAllFaults() {
        assertEquals("", String.join("\n", faults));
    }
}
