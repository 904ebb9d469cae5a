package io.holdfast.examples.command;

import io.holdfast.examples.command.StoreFolder.Kind;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.ConnectionRef;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What {@code --store}, {@code --name} and {@code --remote} choose, by the folder that is named. */
class StoreFolderTest {
    @TempDir
    private Path temporary;
    private Path folder;
    private Path store;

    @BeforeEach
    void fill() throws IOException {
        folder = temporary.toRealPath();
        store = folder.resolve("a store");
        fill("A", "B", "C");
        fill("D", "B");
    }

    private void fill(final String local, final String... remotes) {
        try (StoreRoot root = StoreRoot.open(store, local, new StoreContext().cycleSize(1 << 20)
            .maxMessageLength(1000))) {
            for (final String remote : remotes) {
                final byte[] payload = remote.getBytes(StandardCharsets.UTF_8);
                root.connection(remote).sendQueue().offer(1, 0, payload, Jvm.arrayByteBaseOffset(), payload.length);
            }
        }
    }

    private static LogChoice choice(final Path place, final String... more) {
        final List<String> args = new ArrayList<>(List.of("--store", place.toString()));
        args.addAll(Arrays.asList(more));
        return CommandLine.populateCommand(new LogChoice(), args.toArray(new String[0]));
    }

    private static String failureOf(final Path place, final String... more) {
        return assertThrows(CommandFailure.class, () -> choice(place, more).one()).getMessage();
    }

    private void assertIs(final Kind kind, final Path place, final String... connections) {
        final LogChoice choice = choice(place);

        assertEquals(kind, choice.store().kind());
        assertEquals(store, choice.store().root());
        assertEquals(List.of(connections), choice.store().connections(localName -> true).stream()
            .map(ConnectionRef::toString).toList());
        assertEquals(List.of(connections), choice.all().stream().map(ChosenLog::toString).toList());
        choice.all().forEach(log -> assertEquals(store, log.root()));
    }

    @Test
    void aFolderIsWhatItHolds() {
        assertIs(Kind.STORE, store, "A to B", "A to C", "D to B");
        assertIs(Kind.PEER, store.resolve("A"), "A to B", "A to C");
        assertIs(Kind.CONNECTION, store.resolve("A/C"), "A to C");
        assertIs(Kind.CONNECTION, store.resolve("A/C/send"), "A to C");
    }

    @Test
    void aDetourOrALinkLeadsToTheSame() throws IOException {
        final Path link = Files.createSymbolicLink(folder.resolve("link"), store.resolve("A/B"));

        assertIs(Kind.CONNECTION, link, "A to B");
        assertIs(Kind.CONNECTION, link.resolve("send"), "A to B");
        assertIs(Kind.PEER, store.resolve("D/../A/."), "A to B", "A to C");
    }

    @Test
    void cycleFilesAloneAreABareLog() throws IOException {
        for (final String name : List.of("copy", "send")) {
            final Path copy = Files.createDirectories(folder.resolve("my copies/" + name));
            try (DirectoryStream<Path> cycles = Files.newDirectoryStream(store.resolve("A/B/send"), "*.cq4")) {
                for (final Path cycle : cycles) {
                    Files.copy(cycle, copy.resolve(cycle.getFileName()));
                }
            }
        }
        final Path copy = folder.resolve("my copies/copy");

        final ChosenLog log = choice(copy).one();

        assertEquals(Kind.LOG, choice(copy).store().kind());
        assertEquals(copy, log.folder());
        assertTrue(log.isBare());
        assertNull(log.connection());
        assertTrue(assertThrows(CommandFailure.class, log::root).getMessage().contains("is a bare log"));
        assertTrue(failureOf(copy, "--name", "A").contains("--name and --remote choose nothing"));
    }

    @Test
    void namesChooseWhereSeveralFit() {
        assertEquals("A to C", choice(store, "--remote", "C").one().toString());
        assertEquals("D to B", choice(store, "--name", "D").one().toString());
        assertEquals("A to B", choice(store, "--name", "A", "--remote", "B").one().toString());
        assertEquals("A to B", choice(store.resolve("A"), "--remote", "B").one().toString());
        assertEquals(2, choice(store, "--remote", "B").all().size());
    }

    @Test
    void whereStillSeveralFitTheyAreListed() {
        assertEquals("several connections fit, choose with --name and --remote: A to B, A to C, D to B",
            failureOf(store));
        assertEquals("several connections fit, choose with --name and --remote: A to B, A to C",
            failureOf(store.resolve("A")));
        assertEquals("several connections fit, choose with --name and --remote: A to B, D to B",
            failureOf(store, "--remote", "B"));
    }

    @Test
    void whereNoneFitsThoseThatThereAreAreListed() {
        assertEquals("no connection in " + store + " fits --name B; there are: A to B, A to C, D to B",
            failureOf(store, "--name", "B"));
        assertEquals("no connection in " + store.resolve("A/B") + " fits --remote C; there are: A to B",
            failureOf(store.resolve("A/B"), "--remote", "C"));
    }

    @Test
    void ofVeryManyOnlySomeAreListed() {
        for (int i = 0; i < 25; i++) {
            fill("peer-" + i, "B");
        }

        final String failure = failureOf(store, "--remote", "B");

        assertTrue(failure.endsWith(" and 7 more, which 'holdfast ls' lists"), failure);
    }

    @Test
    void aPeerThatNeverHadAConnectionIsOne() throws IOException {
        final Path other = folder.resolve("other");
        StoreRoot.open(other, "A", new StoreContext()).close();

        assertEquals(Kind.STORE, choice(other).store().kind());
        assertEquals(Kind.PEER, choice(other.resolve("A")).store().kind());
        assertEquals(other.resolve("A") + " has no connection yet", failureOf(other.resolve("A")));
    }

    @Test
    void foldersOfOthersInAStoreAreNoConnections() throws IOException {
        Files.createDirectories(store.resolve("lost+found"));
        Files.createDirectories(store.resolve("A/.quarantine-B-1/send"));
        Files.createDirectories(store.resolve("backup/yesterday"));
        Files.writeString(store.resolve("A/notes"), "not a connection");

        assertIs(Kind.STORE, store, "A to B", "A to C", "D to B");
    }

    @Test
    void aDamagedConnectionIsStillOne() throws IOException {
        Files.delete(store.resolve("A/B/session"));
        Files.write(store.resolve("A/B/state"), new byte[0]);
        Files.delete(store.resolve("A/C/state"));

        assertIs(Kind.CONNECTION, store.resolve("A/B"), "A to B");
        assertIs(Kind.PEER, store.resolve("A"), "A to B", "A to C");
    }

    @Test
    void whatIsNothingOfHoldfastsIsRefused() throws IOException {
        final Path foreign = Files.createDirectories(folder.resolve("foreign"));
        final String expected = "no store, connection or log of Holdfast is in " + foreign
            + "; name one with --store DIR or HOLDFAST_STORE";
        assertEquals(expected, failureOf(foreign));

        Files.createDirectories(foreign.resolve("photos/2018"));
        Files.writeString(foreign.resolve("photos/2018/readme.txt"), "hello");
        Files.writeString(foreign.resolve("metadata.cq4t"), "of a queue that is not ours");
        Files.writeString(foreign.resolve("photos/2018/session"), "of the camera, which has a file of that name too");
        Files.write(foreign.resolve("photos/2018/state"), new byte[4096]);
        Files.createDirectories(foreign.resolve("photos/2018/send"));

        assertEquals(expected, failureOf(foreign));
    }

    @Test
    void whatIsNoFolderIsRefused() throws IOException {
        final Path file = Files.writeString(folder.resolve("file"), "text");

        assertEquals("--store " + file + " is a file, not the folder of a store, a connection or a log",
            failureOf(file));
        assertEquals("--store " + folder.resolve("none") + " is not there; name a store with --store DIR or"
            + " HOLDFAST_STORE", failureOf(folder.resolve("none")));
        assertEquals("--store, or HOLDFAST_STORE, is empty; name a store, or . for the current folder",
            failureOf(Path.of("")));
    }
}
