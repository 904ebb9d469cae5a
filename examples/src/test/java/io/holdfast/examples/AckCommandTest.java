package io.holdfast.examples;

import io.holdfast.store.AckFacts;
import io.holdfast.store.Log;
import io.holdfast.store.SendQueue;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code ack}: A has consumed four of the ten messages of B, whose log is in the same store. */
class AckCommandTest {
    private static final int MESSAGES = 10;
    private static final int CONSUMED = 4;

    @TempDir
    private Path folder;
    private final List<Long> indexes = new ArrayList<>();
    private final Programs programs = new Programs();

    @BeforeEach
    void fill() throws IOException {
        final Log log;
        try (StoreRoot root = open("B")) {
            final SendQueue queue = root.connection("A").sendQueue();
            for (int i = 0; i < MESSAGES; i++) {
                indexes.add(queue.offer(1, 0, new byte[100], Jvm.arrayByteBaseOffset(), 100));
            }
            queue.acked(index(2));
            log = queue.log();
        }
        try (StoreRoot root = open("A")) {
            root.connection("B").receiveState().adopt(log.incarnation(), log.generation(), index(CONSUMED));
        }
    }

    private StoreRoot open(final String name) {
        return StoreRoot.open(folder, name, new StoreContext().cycleSize(1 << 20).maxMessageLength(1000));
    }

    private long index(final int ordinal) {
        return indexes.get(ordinal - 1);
    }

    private String hex(final int ordinal) {
        return Long.toHexString(index(ordinal));
    }

    private long consumed() throws IOException {
        return AckFacts.of(folder.resolve("A/B")).consumed();
    }

    private int run(final String... args) {
        final List<String> line = new ArrayList<>(List.of("ack", "--store", folder.toString(), "--name", "A"));
        line.addAll(List.of(args));
        return programs.run(line.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource({"8, never come", "1, come again", "10, never come", "3, come again"})
    void setsTheAckFurtherOnOrBackAndSaysHowManyMessagesThatIs(final int to, final String what) throws IOException {
        assertEquals(0, run(hex(to), "--yes"), programs::err);

        final int low = Math.min(to, CONSUMED);
        final int high = Math.max(to, CONSUMED);
        final List<String> lines = programs.out().lines().toList();
        assertTrue(lines.get(0).startsWith("before: incoming ") && lines.get(0).endsWith("consumed=" + hex(CONSUMED)));
        assertEquals("sets consumed to " + hex(to) + ": " + (high - low) + " messages of B after " + hex(low)
            + " up to " + hex(high) + " will " + what, lines.get(1));
        assertTrue(lines.get(2).startsWith("after: ") && lines.get(2).endsWith("consumed=" + hex(to)));
        assertEquals("kept: " + folder.toRealPath().resolve("A/.quarantine-B-1"), lines.get(3));
        assertEquals(index(to), consumed());
    }

    @ParameterizedTest
    @CsvSource({"end, 10", "ack, 2", "+7, 7", "2200-01-01, 10"})
    void takesPositionsInThePeersLog(final String position, final int expected) throws IOException {
        assertEquals(0, run(position, "--yes"), programs::err);

        assertEquals(index(expected), consumed());
    }

    @Test
    void changesNothingOnADryRunEvenBesideTheOwner() throws IOException {
        try (StoreRoot root = open("A"); Typed nobody = new Typed("B")) {
            assertEquals(0, run("end", "--dry-run"), () -> nobody + " was asked beside " + root);
        }

        assertTrue(programs.out().contains("would set consumed to " + hex(MESSAGES) + ": 6 messages"), programs.out());
        assertEquals(index(CONSUMED), consumed());
        assertFalse(Files.exists(folder.resolve("A/.quarantine-B-1")));
    }

    @Test
    void refusesWhileTheOwnerRuns() throws IOException {
        try (StoreRoot root = open("A")) {
            assertEquals(2, run("end", "--yes"), root::toString);
        }

        assertTrue(programs.err().contains("pid=" + ProcessHandle.current().pid()), programs.err());
        assertEquals(index(CONSUMED), consumed());
    }

    @ParameterizedTest
    @CsvSource({"B, 0", "A, 2", "'', 2"})
    void asksForThePeersName(final String typed, final int exitCode) throws IOException {
        try (Typed person = new Typed(typed)) {
            assertEquals(exitCode, run("end"), person::toString);
        }

        assertEquals(index(exitCode == 0 ? MESSAGES : CONSUMED), consumed());
    }

    @ParameterizedTest
    @CsvSource({"0x57e4, 0", "+11, has no message with ordinal 11", "7fffffffffffffff, has no message with index",
        "start, still has its first message", "0x0, still has its first message", "2000-01-01, its first message",
        "yesterday, is no position"})
    void refusesWhatIsNoPlaceInThePeersLog(final String position, final String reason) throws IOException {
        final int exitCode = run(position, "--yes");

        if (reason.equals("0")) {
            assertEquals(0, exitCode, "an index before the log was one of a message that is purged");
            assertTrue(programs.out().contains("sets consumed to 57e4: 4 messages of B"), programs.out());
            return;
        }
        assertEquals(2, exitCode);
        assertTrue(programs.err().contains(reason), programs.err());
        assertEquals(1, programs.err().lines().count(), programs.err());
        assertEquals(index(CONSUMED), consumed());
    }

    @Test
    void anIndexIsTakenAsItIsIfThePeersLogIsElsewhere() throws IOException {
        delete(folder.resolve("B"));

        assertEquals(0, run("0x1230", "--yes"), programs::err);

        assertTrue(programs.out().contains("an unknown number of messages"), programs.out());
        assertEquals(0x1230, consumed());
        assertEquals(2, run("end", "--yes"));
        assertTrue(programs.err().contains("give the index of its last message"), programs.err());
    }

    @Test
    void doesNothingIfTheAckIsThereAlready() throws IOException {
        assertEquals(0, run(hex(CONSUMED)));

        assertTrue(programs.out().contains("nothing to do"), programs.out());
        assertFalse(Files.exists(folder.resolve("A/.quarantine-B-1")));
    }

    @Test
    void thereMustBeALogThatIsReceived() {
        open("C").connection("A").close();

        assertEquals(2, programs.run("ack", "--store", folder.resolve("C").toString(), "end", "--dry-run"));

        assertTrue(programs.err().contains("nothing of the log of A is held"), programs.err());
    }

    @ParameterizedTest
    @CsvSource({"end", "start", "ack", "2026-01-01"})
    void aLogWithoutAnyMessageHasNoneThatCouldCount(final String position) throws IOException {
        final Log log;
        try (StoreRoot root = open("Z")) {
            log = root.connection("A").sendQueue().log();
        }
        try (StoreRoot root = open("A")) {
            root.connection("Z").receiveState().adopt(log.incarnation(), log.generation(), 0);
        }

        assertEquals(2, run("--remote", "Z", position, "--yes"));

        assertEquals("holdfast ack: the log of Z has no message yet, so none can count as consumed\n", programs.err());
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
