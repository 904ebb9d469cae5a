package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.SendQueue;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code export} and {@code import} as programs: archives beside an owner and on another machine, lines in pipes. */
class ArchiveCommandsTest {
    private static final int MESSAGES = 30;

    @TempDir
    private Path folder;
    private Path store;
    private Path other;
    private Path archive;

    @BeforeEach
    void fill() {
        store = folder.resolve("store");
        other = folder.resolve("other");
        archive = folder.resolve("a-to-b.holdfast");
        try (StoreRoot root = open(store)) {
            send(root.connection("B").sendQueue(), MESSAGES);
        }
    }

    private static StoreRoot open(final Path store) {
        return StoreRoot.open(store, "A", new StoreContext().cycleSize(1 << 20).maxMessageLength(1000));
    }

    private static void send(final SendQueue queue, final int count) {
        for (int i = 0; i < count; i++) {
            final byte[] text = ("message " + i).getBytes(StandardCharsets.UTF_8);
            assertTrue(queue.offer(i, 0, text, Jvm.arrayByteBaseOffset(), text.length) > 0);
        }
    }

    private static Programs run(final int exitCode, final String... args) {
        final Programs programs = new Programs();
        assertEquals(exitCode, programs.run(args), () -> programs.out() + programs.err());
        return programs;
    }

    private List<String> process(final int exitCode, final String input, final String... args) throws IOException {
        final List<String> line = List.of(args);
        try (ChildProcess child = ChildProcess.start(folder, args[0], null, line)) {
            try (OutputStream in = child.input()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            assertTrue(child.awaitEnd(TimeUnit.MINUTES.toNanos(1)), child::errorText);
            assertEquals(exitCode, child.exitCode(), child::errorText);
            final List<String> lines = new ArrayList<>(child.outputLines());
            child.errorText().lines().filter(text -> text.startsWith("holdfast ")).forEach(lines::add);
            return lines;
        }
    }

    @Test
    void aConnectionIsPackedBesideItsOwnerAndMadeAgainElsewhere() throws IOException {
        final List<String> packed;
        try (StoreRoot root = open(store)) {
            final ConnectionStore live = root.connection("B");
            live.sendQueue().acked(live.sendQueue().log().firstIndex());
            packed = process(0, "", "export", "--store", store.toString(), "--archive", archive.toString());
        }
        assertEquals(1, packed.size(), packed::toString);
        assertTrue(packed.get(0).startsWith("archived A to B incarnation="), packed::toString);
        assertTrue(packed.get(0).contains(" generation=1 messages=" + MESSAGES + " first="), packed::toString);
        assertTrue(packed.get(0).endsWith(" file=" + archive + " bytes=" + Files.size(archive)), packed::toString);

        final List<String> restored = process(0, "B\n", "import", "--store", other.toString(), "--archive",
            archive.toString());

        assertTrue(restored.get(0).startsWith("restores A to B incarnation="), restored::toString);
        assertTrue(restored.get(1).contains("must not be used any more"), restored::toString);
        assertEquals("restored A to B in " + other, restored.get(2));
        assertEquals(run(0, "dump", "--store", store.toString(), "-o", "json").out(),
            run(0, "dump", "--store", other.toString(), "-o", "json").out());
        assertTrue(run(0, "verify", "--store", other.toString()).out().startsWith("A to B: "));
        try (StoreRoot root = open(other)) {
            final SendQueue queue = root.connection("B").sendQueue();
            assertEquals(2, queue.log().generation());
            assertEquals(MESSAGES - 1, queue.unackedMessages());
        }
    }

    @Test
    void linesGoFromOneProcessToAnother() throws IOException {
        try (StoreRoot root = open(other)) {
            root.connection("C");
        }
        final List<String> lines = process(0, "", "export", "--store", store.toString(), "--from", "+2", "--limit",
            "3");
        assertEquals(3, lines.size());

        final List<String> imported = process(0, String.join("\n", lines), "import", "--store", other.toString(),
            "--yes");

        assertTrue(imported.get(0).startsWith("A to C: appended messages=3 batches=0 payloadBytes=27 last="),
            imported::toString);
        final List<String> there = process(0, "", "export", "--store", other.toString());
        assertEquals(List.of("message 1", "message 2", "message 3"),
            Json.lines(String.join("\n", there)).stream().map(line -> line.get("payload")).toList());
    }

    @Test
    void anArchiveIsMadeOnceAndRestoredOnce() throws IOException {
        run(0, "export", "--store", store.toString(), "--archive", archive.toString());
        assertTrue(run(2, "export", "--store", store.toString(), "--archive", archive.toString()).err()
            .contains("already"));

        run(0, "import", "--store", other.toString(), "--archive", archive.toString(), "--yes");
        final Programs again = run(2, "import", "--store", other.toString(), "--archive", archive.toString(), "--yes");
        assertTrue(again.err().contains("already"), again.err());
        assertEquals(1, again.err().lines().count(), again.err());
    }

    @Test
    void aDryRunChecksAllAndMakesNothing() throws IOException {
        run(0, "export", "--store", store.toString(), "--archive", archive.toString());

        assertTrue(run(0, "import", "--store", other.toString(), "--archive", archive.toString(), "--dry-run").out()
            .startsWith("would restore A to B "));

        assertFalse(Files.exists(other));
        final byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        final Programs damaged = run(2, "import", "--store", other.toString(), "--archive", archive.toString(),
            "--dry-run");
        assertTrue(damaged.err().contains("another copy"), damaged.err());
        assertEquals(1, damaged.err().lines().count(), damaged.err());
    }

    @Test
    void whatCannotBeMeantIsToldInALine() throws IOException {
        run(0, "export", "--store", store.toString(), "--archive", archive.toString());
        final Path missing = folder.resolve("missing");
        final Path bare = Files.createDirectory(folder.resolve("bare"));
        try (Stream<Path> files = Files.list(store.resolve("A/B/send"))) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                Files.copy(file, bare.resolve(file.getFileName()));
            }
        }
        for (final String[] wrong : new String[][] {
            {"export", "--store", store.toString(), "--archive", missing.toString(), "--limit", "3"},
            {"export", "--store", store.resolve("A/B/send").toString(), "--remote", "X"},
            {"export", "--store", folder.resolve("nowhere").toString()},
            {"export", "--store", store.toString(), "--archive", folder.resolve("no/where").toString()},
            {"import", "--store", other.toString(), "--archive", missing.toString(), "--yes"},
            {"import", "--store", other.toString(), "--archive", archive.toString(), "--yes", "--remote", "X"},
            {"import", "--store", other.toString(), "--archive", archive.toString(), "--yes", "--skip", "3"},
            {"import", "--store", archive.toString(), "--archive", archive.toString(), "--yes"},
            {"import", "--store", store.toString(), "--archive", archive.toString(), "--dry-run"},
            {"import", "--store", bare.toString(), "--archive", archive.toString(), "--yes"},
        }) {
            final Programs programs = run(2, wrong);
            assertEquals(1, programs.err().lines().count(), programs.err());
            assertFalse(programs.err().contains("Exception:"), programs.err());
            assertEquals("", programs.out());
        }
        assertFalse(Files.exists(other));
        assertFalse(Files.exists(missing));
    }
}
