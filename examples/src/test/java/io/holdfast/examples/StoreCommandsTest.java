package io.holdfast.examples;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The programs for a store that nobody uses: their lines, exit codes, and what they leave alone. */
class StoreCommandsTest {
    private static final int IN_THE_FIRST_MESSAGE = 33_268 + 50;
    private static final int MESSAGES = 5;

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext().cycleSize(1 << 20)
            .maxMessageLength(1000))) {
            send(root.connection("B"));
            send(root.connection("C"));
        }
    }

    private static void send(final ConnectionStore store) {
        for (int i = 0; i < MESSAGES; i++) {
            assertTrue(store.sendQueue().offer(1, 0, new byte[100], Jvm.arrayByteBaseOffset(), 100) > 0);
        }
    }

    private Programs run(final int exitCode, final String command, final String... more) {
        final Programs programs = new Programs();
        final List<String> args = Stream.concat(Stream.of(command, "--store", folder.toString(), "--name", "A"),
            Stream.of(more)).toList();
        assertEquals(exitCode, programs.run(args.toArray(new String[0])), () -> programs.out() + programs.err());
        return programs;
    }

    private void damage(final String remote, final long position) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("A").resolve(remote).resolve("send"));
             RandomAccessFile file = new RandomAccessFile(files.filter(path -> path.toString().endsWith(".cq4"))
                 .findFirst().orElseThrow().toFile(), "rw")) {
            file.seek(position);
            file.writeLong(0x5555_5555_5555_5555L);
        }
    }

    @Test
    void aHealthyStoreIsVerifiedAsSuchAndNeedsNoRepair() {
        final List<String> lines = run(0, "verify").out().lines().toList();

        assertEquals(List.of("A to B: healthy", "A to C: healthy"), lines.subList(0, 2));
        assertEquals(3, lines.size());
        assertTrue(lines.get(2).matches("messages=10 cycles=2 bytes=\\d+ seconds=\\S+ rate=\\d+ messages/s"),
            lines::toString);
        assertTrue(run(0, "repair").out().contains("nothing to repair"));
    }

    @Test
    void aDamagedMessageIsFoundRepairedAndFoundNoMore() throws IOException {
        damage("B", IN_THE_FIRST_MESSAGE);

        final Programs found = run(1, "verify");
        assertTrue(found.out().contains("repairable: "), found.out());
        assertTrue(found.out().contains("messages=1"), found.out());
        assertTrue(found.out().contains("A to C: healthy"), found.out());

        final Programs repaired = run(0, "repair", "--remote", "B");
        assertTrue(repaired.out().contains("A to B: repaired; lost messages=1"), repaired.out());
        assertTrue(Files.isDirectory(folder.resolve("A/.quarantine-B-1/send")));
        assertTrue(run(0, "verify").out().contains("A to B: healthy"));
    }

    @Test
    void aLogThatIsGoneNeedsADecisionWhichAResetIs() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("A/B/send"))) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertTrue(run(2, "verify", "--remote", "B").out().contains("holdfast reset"));
        assertTrue(run(2, "repair", "--remote", "B").out().contains("nothing was changed"));
        final Programs reset = run(0, "reset", "--remote", "B", "--outgoing", "--yes");

        assertTrue(reset.out().startsWith("before: outgoing incarnation="), reset.out());
        assertTrue(reset.out().contains("kept: " + folder.resolve("A/.quarantine-B-1")), reset.out());
        assertTrue(run(0, "verify").out().contains("A to B: healthy"));
    }

    @Test
    void aResetOfUnackedMessagesCountsThemAndPrintsTheirRange() {
        final Programs reset = run(0, "reset", "--remote", "B", "--outgoing", "--yes");

        assertTrue(reset.out().contains("unacked=" + MESSAGES + " ("), reset.out());
        assertTrue(reset.out().contains("given up: unacked messages=" + MESSAGES + " range="), reset.out());
    }

    @ParameterizedTest
    @CsvSource({"B, 0", "C, 2", "'', 2"})
    void aResetAsksForThePeersName(final String typed, final int exitCode) {
        final InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((typed + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            final Programs reset = run(exitCode, "reset", "--remote", "B", "--outgoing");

            assertEquals(exitCode == 0, reset.out().contains("after: "), reset.out());
            assertEquals(exitCode == 0, Files.exists(folder.resolve("A/.quarantine-B-1")));
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--remote B|--outgoing",
        "--remote B --outgoing --incoming|mutually exclusive",
        "--outgoing|several connections fit",
        "--remote D --outgoing|there are: A to B, A to C",
    })
    void aResetThatIsNotClearIsNotDone(final String options, final String expected) {
        final Programs reset = run(2, "reset", options.split(" "));

        assertTrue(reset.err().contains(expected), reset.err());
        assertFalse(Files.exists(folder.resolve("A/.quarantine-B-1")));
    }

    @Test
    void foreignFoldersAreLeftAsTheyAreAndWhatIsNotThereIsToldInALine() throws IOException {
        final Path foreign = Files.createDirectories(folder.resolve("A/photos"));
        Files.writeString(foreign.resolve("state of things.txt"), "fine");

        for (final String command : List.of("verify", "repair")) {
            assertEquals("holdfast " + command + ": no connection in " + folder + " fits --name A --remote photos;"
                + " there are: A to B, A to C\n", run(2, command, "--remote", "photos").err());
            assertTrue(run(0, command).out().contains("A to B: "));
        }
        try (Stream<Path> files = Files.list(foreign)) {
            assertEquals(1, files.count());
        }
        final Programs nowhere = new Programs();
        assertEquals(2, nowhere.run("verify", "--store", folder.resolve("none").toString(), "--name", "A"));
        assertEquals(1, nowhere.err().lines().count(), nowhere.err());
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void aStoreWithoutConnectionsHasNothingWrong() {
        final Path empty = folder.resolve("empty");
        StoreRoot.open(empty, "A", new StoreContext()).close();

        for (final String command : List.of("verify", "repair")) {
            final Programs programs = new Programs();

            assertEquals(0, programs.run(command, "--store", empty.toString()), programs::err);
            assertTrue(programs.out().contains("no connection"), programs.out());
        }
    }

    @Test
    void theStoreMayBeTheFolderOfAPeerOrOfAConnection() {
        for (final String place : List.of("A", "A/B", "A/B/send")) {
            final Programs programs = new Programs();

            assertEquals(0, programs.run("verify", "--store", folder.resolve(place).toString()), programs::err);
            assertTrue(programs.out().startsWith("A to B: healthy"), programs.out());
        }
    }

    @Test
    void cycleFilesWithoutAConnectionAreVerifiedToo() throws IOException {
        final Path bare = Files.createDirectories(folder.resolve("elsewhere/bare"));
        Files.delete(folder.resolve("A/B/send/metadata.cq4t"));
        damage("B", IN_THE_FIRST_MESSAGE);
        for (final String from : List.of("A/C/send", "A/B/send")) {
            try (Stream<Path> files = Files.list(folder.resolve(from))) {
                for (final Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                    Files.copy(file, bare.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            final Programs programs = new Programs();
            final boolean isDamaged = from.contains("B");

            assertEquals(isDamaged ? 1 : 0, programs.run("verify", "--store", bare.toString()), programs::err);
            assertTrue(programs.out().contains(bare + (isDamaged ? ": damaged; " : ": healthy")), programs.out());
            assertEquals(isDamaged, programs.out().contains("repairable: "), programs.out());
            assertTrue(programs.out().contains("messages=5 cycles=1 "), programs.out());
        }
        assertEquals(2, new Programs().run("repair", "--store", bare.toString()));
    }

    @Test
    void aLogThatIsGoneWithNothingUnackedIsNoDamage() throws IOException {
        final long last;
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext().cycleSize(1 << 20)
            .maxMessageLength(1000))) {
            final ConnectionStore store = root.connection("B");
            last = store.sendQueue().lastIndex();
            store.sendQueue().acked(last);
        }
        try (Stream<Path> files = Files.list(folder.resolve("A/B/send"))) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertTrue(run(0, "verify", "--remote", "B").out().contains("begins a new incarnation"));
    }

    @Test
    void aStoreInUseIsVerifiedButNotChangedAndItsOwnerNamed() {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext())) {
            final String owner = "pid=" + ProcessHandle.current().pid();

            assertTrue(run(0, "verify").out().startsWith("A to B: healthy"));
            final Programs repair = run(2, "repair");
            assertTrue(repair.out().contains(owner), repair.out());
            assertEquals(1, repair.out().lines().count(), repair.out());
            assertTrue(run(2, "reset", "--remote", "B", "--incoming", "--yes").err().contains(owner));
            send(root.connection("B"));
        }
    }

    @Test
    void aDamagedMessageOfARunningOwnerIsFound() throws IOException {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext())) {
            send(root.connection("B"));
            damage("B", IN_THE_FIRST_MESSAGE);

            final Programs found = run(1, "verify");

            assertTrue(found.out().contains("A to B: repairable; stop its owner and run holdfast repair --store "
                + folder + " --name A --remote B"), found.out());
        }
    }
}
