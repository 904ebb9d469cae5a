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
        assertEquals(List.of("A to B: healthy", "A to C: healthy"), run(0, "verify").out().lines().toList());
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
    @CsvSource({"B, 0", "C, 1", "'', 1"})
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
        "--remote B --outgoing --to 5|--to needs --incoming",
        "--remote B --incoming --to -1|is not an index",
    })
    void aResetThatIsNotClearIsNotDone(final String options, final String expected) {
        final Programs reset = run(2, "reset", options.split(" "));

        assertTrue(reset.err().contains(expected), reset.err());
        assertFalse(Files.exists(folder.resolve("A/.quarantine-B-1")));
    }

    @Test
    void foreignFoldersAreToldInALineAndLeftAsTheyAre() throws IOException {
        final Path foreign = Files.createDirectories(folder.resolve("A/photos"));
        Files.writeString(foreign.resolve("state of things.txt"), "fine");

        for (final String command : List.of("verify", "repair")) {
            final Programs programs = run(2, command, "--remote", "photos");
            assertEquals(1, programs.out().lines().count(), programs.out());
            assertTrue(programs.out().contains("no file of a connection"), programs.out());
            assertTrue(run(2, command, "--remote", "nobody").out().contains("there is no connection"));
        }
        try (Stream<Path> files = Files.list(foreign)) {
            assertEquals(1, files.count());
        }
        final Programs nowhere = new Programs();
        assertEquals(2, nowhere.run("verify", "--store", folder.resolve("none").toString(), "--name", "A"));
        assertTrue(nowhere.out().contains("there is no store of A here"), nowhere.out());
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void aForeignFolderKeepsNoConnectionFromBeingLookedAt() throws IOException {
        Files.createDirectories(folder.resolve("A/aaa"));
        damage("B", IN_THE_FIRST_MESSAGE);

        for (final String command : List.of("verify", "repair")) {
            final Programs programs = run(2, command);

            assertTrue(programs.out().contains("no file of a connection"), programs.out());
            assertTrue(programs.out().contains("A to B: repair"), programs.out());
            assertTrue(programs.out().contains("A to C: "), programs.out());
        }
    }

    @Test
    void aStoreWithoutConnectionsHasNothingWrongUnlessItsOwnerRuns() {
        final Path empty = folder.resolve("empty");
        for (final String command : List.of("verify", "repair")) {
            final String[] args = {command, "--store", empty.toString(), "--name", "A"};
            try (StoreRoot root = StoreRoot.open(empty, "A", new StoreContext())) {
                final Programs refused = new Programs();
                assertEquals(2, refused.run(args), root::toString);
                assertTrue(refused.out().contains("pid="), refused.out());
            }
            final Programs programs = new Programs();
            assertEquals(0, programs.run(args));
            assertTrue(programs.out().contains("no connection"), programs.out());
        }
    }

    @Test
    void theSessionDaysOfANameAreTold() throws IOException {
        Files.createDirectories(folder.resolve("Echo20261122"));
        final Programs programs = new Programs();

        assertEquals(2, programs.run("verify", "--store", folder.toString(), "--name", "Echo"));
        assertTrue(programs.out().contains("session days Echo20261122;"), programs.out());
    }

    @Test
    void aResetTakesAnIndexAsItIsPrinted() {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext().cycleSize(1 << 20)
            .maxMessageLength(1000))) {
            root.connection("B").receiveState().adopt(7, 1, 0x1234);
        }

        assertTrue(run(0, "reset", "--remote", "B", "--incoming", "--to", "0x1230", "--yes").out()
            .contains("consumed=1234"));
        final Programs again = run(0, "reset", "--remote", "B", "--incoming", "--to", "123a", "--yes");
        assertTrue(again.out().lines().anyMatch(line -> line.startsWith("before") && line.endsWith("consumed=1230")),
            again.out());
        assertTrue(again.out().lines().anyMatch(line -> line.startsWith("after") && line.endsWith("consumed=123a")),
            again.out());
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
    void aStoreInUseIsLeftAloneAndItsOwnerNamed() {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext())) {
            final String owner = "pid=" + ProcessHandle.current().pid();

            assertTrue(run(2, "verify").out().contains(owner));
            assertTrue(run(2, "repair").out().contains(owner));
            assertTrue(run(1, "reset", "--remote", "B", "--incoming", "--yes").err().contains(owner));
            send(root.connection("B"));
        }
    }
}
