package io.holdfast.examples.hostile;

import io.holdfast.examples.ReceivingServer;
import io.holdfast.examples.command.Shell.Result;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What one who owns nothing of a store, but is of its group, can see of it, and cannot change. */
class OtherUserTest {
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.OTHERS_READ,
        PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    /** Nothing found; a disk that is memory. */
    private static final Set<String> GREP_AND_DOCTOR = Set.of("grep", "doctor");
    private static final Pattern REASON = Pattern.compile("permission denied|this user may not look into| cannot read "
        + "|several connections fit");

    @TempDir(factory = MemoryFolder.class)
    private static Path home;
    private static Stranger stranger;
    private static int outputs;

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    @BeforeAll
    static void invite() throws Exception {
        stranger = Stranger.in(home);
        Files.createFile(stranger.open().resolve(CommandLines.EMPTY_FILE));
    }

    @BeforeEach
    void letIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path store(final String name) {
        final Path store = folder.resolve(name);
        Hostility.fill(store);
        StoreRoot.open(store, "A", new StoreContext().storeGroup(String.valueOf(Stranger.NOBODY))).close();
        return store;
    }

    private static List<String[]> lines(final List<List<String>> templates, final Path store, final String server) {
        return templates.stream().map(template -> CommandLines.of(template, store,
            stranger.open().resolve("output-" + outputs++), server)).toList();
    }

    @Test
    void seesWhatItsOwnerSeesAndLeavesNoTrace() throws Exception {
        final Path store = store("store");
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"));
             StoreRoot owner = StoreRoot.open(store, "A", new StoreContext())) {
            assertTrue(owner.connection("B").sendQueue().lastIndex() > 0);
            final Map<Path, String> before = FolderPrint.of(store);

            final List<Result> seen = stranger.run(lines(CommandLines.reading(), store, server.address()));

            assertEquals(Map.of(), FolderPrint.changes(before, FolderPrint.of(store)));
            int i = 0;
            for (final String[] line : lines(CommandLines.reading(), store, server.address())) {
                final Result own = CommandSeries.run(line);
                assertEquals(own.exitCode(), seen.get(i).exitCode(), () -> String.join(" ", line));
                assertEquals(lasting(own.out()), lasting(seen.get(i).out()), () -> String.join(" ", line));
                assertEquals(lasting(own.err()), lasting(seen.get(i++).err()), () -> String.join(" ", line));
            }
        }
    }

    /** {@return a text without what is logged, and what differs each time: numbers, widths, how a replay travels} */
    private static String lasting(final String text) {
        return text.lines().filter(line -> !line.startsWith("["))
            .map(line -> line.replaceAll("[0-9]+", "#").replaceAll("#[.#]*(ns|µs|ms|s)?", "#")
                .replaceAll("transport=\\w+", "transport").replaceAll(" +", " ")).collect(Collectors.joining("\n"));
    }

    @Test
    void changesNothing() throws Exception {
        final Path store = store("store");
        final Map<Path, String> before = FolderPrint.of(store);
        final List<String[]> lines = lines(CommandLines.writing(), store, "");

        final List<Result> results = stranger.run(lines);

        assertEquals(Map.of(), FolderPrint.changes(before, FolderPrint.of(store)));
        for (int i = 0; i < lines.size(); i++) {
            final String all = results.get(i).out() + results.get(i).err();
            assertTrue(all.contains("this user has no permission to write here") && results.get(i).exitCode() == 2
                || all.contains("nothing to purge") || all.contains("no session is over")
                || all.contains("not an archive"), String.join(" ", lines.get(i)) + ": " + all);
        }
    }

    @Test
    void isToldWhatMayNotBeRead() throws Exception {
        final List<String[]> lines = new ArrayList<>();
        for (final String hidden : List.of("", "A", "A/B", "A/B/send", "A/owner.lock", "A/B/session", "A/B/state",
            "A/B/ack", "A/B/send/metadata.cq4t", "<cycle>")) {
            final Path store = store("without " + hidden.replace('/', ' '));
            hide(hidden.equals("<cycle>") ? Hostility.lastCycle(store) : store.resolve(hidden));
            lines.addAll(lines(CommandLines.reading().stream().filter(OtherUserTest::isAboutOneLog).toList(),
                store, ""));
        }

        final List<Result> results = stranger.run(lines);

        for (int i = 0; i < lines.size(); i++) {
            final String command = lines.get(i)[0];
            final Result result = results.get(i);
            assertEquals("", Manners.faults(command, result), String.join(" ", lines.get(i)));
            assertTrue(result.exitCode() == 0 || result.exitCode() == 1 && GREP_AND_DOCTOR.contains(command)
                || REASON.matcher(result.out() + result.err()).find(), () -> command + ": " + result);
        }
    }

    /** Enough to see. */
    private static boolean isAboutOneLog(final List<String> template) {
        return template.size() == 1 && !template.contains("dump") && !template.contains("info")
            || template.contains("--name") && !template.contains("replay") && !template.contains("--dry-run");
    }

    @Test
    void seesWhatIsOpenBesideWhatIsHidden() throws Exception {
        final Path store = store("store");
        try (StoreRoot other = StoreRoot.open(store, "Z", new StoreContext())) {
            other.connection("Y");
        }
        hide(store.resolve("Z"));
        hide(store.resolve("A/C"));
        final String root = store.toString();

        final List<Result> results = stranger.run(List.of(
            new String[] {"ls", "--store", root, "--name", "A"},
            new String[] {"ls", "--store", root},
            new String[] {"verify", "--store", root, "--name", "A"},
            new String[] {"dump", "--store", root, "--name", "A", "--remote", "B", "--limit", "1"},
            new String[] {"doctor", "--store", root, "--no-probe"}));

        assertEquals(List.of("A B", "A C"), results.get(0).lines().stream().skip(1).map(line -> line.replaceAll(
            "^(\\S+) +(\\S+) .*", "$1 $2")).toList());
        assertEquals(1, results.get(0).exitCode());
        assertTrue(results.get(0).lines().get(2).contains("permission denied"), results.get(0)::out);
        assertEquals("holdfast ls: this folder of a store cannot be listed [path=" + store.resolve("Z")
            + " cause=permission denied] (StoreException)\n", results.get(1).err());
        assertEquals(2, results.get(1).exitCode());
        assertEquals("A to B: healthy", results.get(2).lines().get(0));
        assertTrue(results.get(2).lines().get(1).startsWith("A to C: broken;"), results.get(2)::out);
        assertEquals(0, results.get(3).exitCode(), results.get(3)::err);
        for (final String hidden : List.of("A/C", "Z")) {
            assertTrue(results.get(4).lines().stream().anyMatch(line -> line.contains(" cannot read ")
                && line.contains("(" + store.resolve(hidden) + ")")), results.get(4)::out);
        }
    }

    private static void hide(final Path path) throws IOException {
        final Set<PosixFilePermission> rights = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        rights.removeAll(OF_OTHERS);
        Files.setPosixFilePermissions(path, rights);
    }
}
