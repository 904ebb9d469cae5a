package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Which modes and which group the folders and files of a store have, whatever the umask of the process is. */
class StoreGroupTest {
    @TempDir
    private Path folder;
    private Path root;
    private String group;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "the file system has no modes");
        root = folder.toRealPath().resolve("store");
        final boolean isRoot = "root".equals(System.getProperty("user.name"));
        group = isRoot ? "65534" : String.valueOf(Files.getAttribute(folder, "unix:gid"));
    }

    /** Arguments: root, archive, group or nothing. Makes a store of two connections, uses it and all that mends it. */
    public static final class Program {
        private Program() {
        }

        public static void main(final String[] args) {
            final Path root = Path.of(args[0]);
            final StoreContext context = Connections.context().storeGroup(args.length > 2 ? args[2] : null);
            try (StoreRoot store = StoreRoot.open(root, "A", context)) {
                final ConnectionStore connection = store.connection("B");
                for (int i = 0; i < 200; i++) {
                    Connections.offer(connection.sendQueue(), Connections.MAX_MESSAGE_LENGTH); // over rolls
                    connection.sendQueue().doWork();
                }
                store.connection("C").session().transport("SHM");
            }
            final Path archive = Path.of(args[1]);
            ConnectionArchive.write(root.resolve("A/B"), archive, 1, ArchiveProgress.NONE);
            try (OfflineConnection mended = OfflineConnection.open(root, "A", "B", Connections.context())) {
                mended.resetOutgoing();
                mended.forgetIncoming();
            }
            root.resolve("A/B").toFile().renameTo(root.resolve("A/.aside").toFile());
            ArchiveRestore.restore(archive, root, Connections.context(), ArchiveProgress.NONE);
            try (StoreRoot store = StoreRoot.open(root, "A", Connections.context())) {
                store.connection("B").session().transport("TCP");
                store.connection("D").session().transport("TCP");
            }
        }
    }

    private void run(final String umask, final String... groups) throws Exception {
        final List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
            "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), root.toString(),
            folder.resolve("archive").toString()));
        command.addAll(List.of(groups));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** {@return how often each mode and group is there, of folders and of files} */
    private TreeMap<String, Integer> census() throws IOException {
        final TreeMap<String, Integer> census = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (final Path path : walk.toList()) {
                census.merge((Files.isDirectory(path) ? "folder " : "file ") + modeOf(path) + " "
                    + Files.getAttribute(path, "unix:gid"), 1, Integer::sum);
            }
        }
        return census;
    }

    private static String modeOf(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void allThatIsMadeMayBeReadByTheGroupAndNobodyElse() throws Exception {
        run("077", group);

        assertEquals(Set.of("folder rwxr-x--- " + group, "file rw-r----- " + group), census().keySet());
        assertTrue(Files.exists(root.resolve("A/B/send/metadata.cq4t")));
        assertTrue(Files.isDirectory(root.resolve("A/.quarantine-B-1")));
    }

    @Test
    void withoutAGroupNoFolderCanBeEnteredByOthers() throws Exception {
        run("000");

        final TreeMap<String, Integer> census = census();
        assertEquals(List.of(), census.keySet().stream()
            .filter(one -> one.startsWith("folder") && !one.startsWith("folder rwx------")).toList());
    }

    @Test
    void whatIsThereAlreadyIsGivenToTheGroup() throws IOException {
        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            store.connection("B").session().transport("TCP");
        }
        Files.setPosixFilePermissions(root.resolve("A/B/session"), Set.of(PosixFilePermission.OWNER_READ));

        StoreRoot.open(root, "A", new StoreContext().storeGroup(group)).close();

        assertEquals(Set.of("folder rwxr-x--- " + group, "file rw-r----- " + group), census().keySet());
    }

    @Test
    void aGroupThatIsNotThereIsToldWithAFix() {
        final String text = assertThrows(StoreException.class,
            () -> StoreRoot.open(root, "A", new StoreContext().storeGroup("no-such-group"))).getMessage();

        assertTrue(text.contains("there is no group 'no-such-group'") && text.contains("groupadd no-such-group"), text);
        assertTrue(Files.notExists(root));
    }
}
