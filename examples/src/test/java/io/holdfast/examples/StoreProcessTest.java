package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The programs that check and mend a store as processes of their own, beside an owner that is this one. */
class StoreProcessTest {
    private static final int MESSAGES = 600;
    private static final int LENGTH = 1000;

    @TempDir
    private Path folder;
    private Path store;
    private long last;

    @BeforeEach
    void fill() throws IOException {
        store = Files.createDirectory(folder.resolve("store"));
        try (StoreRoot root = open()) {
            final ConnectionStore connection = root.connection("B");
            for (int i = 0; i < MESSAGES; i++) {
                last = connection.sendQueue().offer(1, 0, new byte[LENGTH], Jvm.arrayByteBaseOffset(), LENGTH);
            }
            connection.sendQueue().acked(last);
            connection.receiveState().adopt(0x77, 1, 0x100);
        }
    }

    private StoreRoot open() {
        return StoreRoot.open(store, "A", new StoreContext().cycleSize(256 << 10).maxMessageLength(LENGTH)
            .retainBytes(1L << 40));
    }

    private List<String> run(final int exitCode, final String typed, final String... args) throws IOException {
        final Said said = say(exitCode, typed, args);
        final List<String> lines = new ArrayList<>(said.out());
        said.err().stream().filter(text -> text.startsWith("holdfast ")).forEach(lines::add);
        return lines;
    }

    /** What a program has written. */
    private record Said(List<String> out, List<String> err) {
    }

    private Said say(final int exitCode, final String typed, final String... args) throws IOException {
        final List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--store", store.toString()));
        try (ChildProcess child = ChildProcess.start(folder, args[0], null, line)) {
            try (OutputStream input = child.input()) {
                input.write(typed.getBytes(StandardCharsets.UTF_8));
            } catch (final IOException hasEnded) {
                assertTrue(hasEnded.getMessage().contains("pipe") || hasEnded.getMessage().contains("closed"));
            }
            assertTrue(child.awaitEnd(TimeUnit.MINUTES.toNanos(1)), child::errorText);
            assertEquals(exitCode, child.exitCode(), child::errorText);
            return new Said(child.outputLines(), child.errorText().lines().toList());
        }
    }

    private int files() throws IOException {
        try (Stream<Path> all = Files.list(store.resolve("A/B/send"))) {
            return (int) all.filter(path -> path.toString().endsWith(".cq4")).count();
        }
    }

    @Test
    void verifyLooksBesideTheOwnerAndTheOthersRefuse() throws IOException {
        try (StoreRoot root = open()) {
            assertEquals(last, root.connection("B").sendQueue().lastIndex());
            final String owner = "pid=" + ProcessHandle.current().pid();

            final List<String> verified = run(0, "", "verify");
            assertEquals("A to B: healthy", verified.get(0));
            assertTrue(verified.get(1).startsWith("messages=600 cycles=3 bytes="), verified::toString);
            final Path lines = Files.writeString(folder.resolve("lines"), "{\"payload\":\"more\"}\n");
            for (final String[] refused : new String[][] {{"repair"}, {"reset", "--incoming", "--yes"},
                {"reset", "--outgoing", "--yes"}, {"ack", "0x200", "--yes"}, {"purge", "--yes"},
                {"import", "--file", lines.toString(), "--yes"}}) {
                final List<String> told = run(2, "", refused);
                assertTrue(told.get(told.size() - 1).contains(owner), told::toString);
            }
        }
        assertEquals(3, files());
        assertFalse(Files.exists(store.resolve("A/.quarantine-B-1")));
    }

    @Test
    void aSessionDayThatIsOverStaysWhileItsOwnerRuns() throws IOException {
        final SessionDays days = new SessionDays(store, "Day", new StoreContext());
        try (StoreRoot root = days.open(LocalDate.of(2018, 7, 13))) {
            root.connection("B");

            final List<String> told = run(2, "", "purge", "--sessions", "--yes");

            assertTrue(told.get(told.size() - 1).contains("pid=" + ProcessHandle.current().pid()), told::toString);
            assertTrue(Files.isDirectory(root.directory().resolve("B")));
        }
    }

    @Test
    void programsAreToldOfAnOwnerInAnObject() throws IOException {
        try (StoreRoot root = open()) {
            root.connection("C");

            final List<Map<String, Object>> objects = Json.lines(String.join("\n",
                say(2, "", "repair", "-o", "json").out()));

            assertEquals(List.of("B", "C"), objects.stream().map(object -> object.get("remote")).toList());
            objects.forEach(object -> {
                assertEquals("failed", object.get("outcome"));
                assertTrue(object.get("problem").toString().contains("pid=" + ProcessHandle.current().pid()));
            });
        }
    }

    @Test
    void aQuestionIsNoPartOfTheJson() throws IOException {
        final Said said = say(0, "B\n", "ack", "0x200", "-o", "json");

        assertEquals(List.of("before: incoming incarnation=77 generation=1 consumed=100",
            "sets consumed to 200: an unknown number of messages (the log is not in this store) of B after 100 up to"
                + " 200 will never come", "type the peer's name, B, to go on:"), said.err().subList(0, 3));
        final Path real = store.toRealPath();
        assertEquals(List.of("{\"local\":\"A\",\"remote\":\"B\",\"folder\":\"" + real.resolve("A/B")
            + "\",\"outcome\":\"done\",\"problem\":null,\"heldIncarnation\":\"77\",\"heldGeneration\":1,"
            + "\"consumedBefore\":\"100\",\"consumed\":\"200\",\"messages\":null,\"comeAgain\":false,"
            + "\"quarantine\":\"" + real.resolve("A/.quarantine-B-1") + "\"}"), said.out());
        assertEquals(List.of(), say(2, "C\n", "reset", "--outgoing", "-o", "json").out());
    }

    @Test
    void ackAndPurgeDoWhatIsTyped() throws IOException {
        assertEquals(List.of("before: incoming incarnation=77 generation=1 consumed=100",
            "sets consumed to 200: an unknown number of messages (the log is not in this store) of B after 100 up to"
                + " 200 will never come",
            "after: incoming incarnation=77 generation=1 consumed=200",
            "kept: " + store.toRealPath().resolve("A/.quarantine-B-1")), run(0, "B\n", "ack", "0x200"));
        assertEquals(3, files());

        final List<String> refused = run(2, "C\n", "purge");
        assertEquals("holdfast purge: nothing was changed: the peer's name was not typed", refused.get(1));
        assertEquals(3, files());

        final List<String> purged = run(0, "B\n", "purge");
        assertTrue(purged.get(0).startsWith("A to B: files=2 messages="), purged::toString);
        assertEquals("A to B: purged files=2", purged.get(1));
        assertEquals(1, files());
    }

    @Test
    void resetAndRepairDoTheirWork() throws IOException {
        assertEquals(List.of("A to B: nothing to repair"), run(0, "", "repair"));

        final List<String> reset = run(0, "B\n", "reset", "--outgoing");
        assertTrue(reset.get(0).startsWith("before: outgoing incarnation="), reset::toString);
        assertEquals("given up: unacked messages=0", reset.get(3));
        assertEquals("A to B: healthy", run(0, "", "verify").get(0));
    }
}
