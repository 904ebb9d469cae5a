package io.holdfast.examples;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.SendQueue;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the commands that change a store tell programs: A has sent 600 messages to B, which has acked all but ten. */
class ChangeJsonTest {
    private static final int LENGTH = 1000;
    private static final int MESSAGES = 600;
    private static final int UNACKED = 10;
    private static final long IN_THE_FIRST_MESSAGE = 33_268 + 42;

    @TempDir
    private Path folder;
    private long last;
    private long acked;

    private static StoreContext options() {
        return new StoreContext().cycleSize(256 << 10).maxMessageLength(LENGTH).retainBytes(1L << 40);
    }

    @BeforeEach
    void fill() throws IOException {
        folder = folder.toRealPath();
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            final ConnectionStore connection = root.connection("B");
            for (int i = 0; i < MESSAGES; i++) {
                last = offer(connection.sendQueue());
                acked = i == MESSAGES - UNACKED - 1 ? last : acked;
            }
            connection.sendQueue().acked(acked);
            connection.receiveState().adopt(0x77, 3, 0x100);
        }
    }

    private static long offer(final SendQueue queue) {
        return queue.offer(1, 0, new byte[LENGTH], Jvm.arrayByteBaseOffset(), LENGTH);
    }

    private List<Map<String, Object>> run(final int exitCode, final String line) throws IOException {
        final Programs programs = new Programs();
        final List<String> args = Stream.concat(Arrays.stream(line.split(" ")),
            Stream.of("-o", "json", "--store", folder.toString())).toList();
        try (Typed nobody = new Typed()) {
            assertEquals(exitCode, programs.run(args.toArray(new String[0])), () -> nobody + programs.err());
        }
        return Json.lines(programs.out());
    }

    /** {@return the fields that have a value and are not those that are asserted elsewhere} */
    private static Map<String, Object> told(final Map<String, Object> object, final String... without) {
        return object.entrySet().stream()
            .filter(field -> field.getValue() != null && !Arrays.asList(without).contains(field.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void damage() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("A/B/send"));
             RandomAccessFile file = new RandomAccessFile(files.filter(path -> path.toString().endsWith(".cq4"))
                 .sorted().findFirst().orElseThrow().toFile(), "rw")) {
            file.seek(IN_THE_FIRST_MESSAGE);
            file.writeInt(-1);
        }
    }

    @Test
    void aRepairTellsWhatItFoundAndWhereItKeepsTheFiles() throws IOException {
        assertEquals("nothing", run(0, "repair").get(0).get("outcome"));
        damage();

        final Map<String, Object> repaired = run(0, "repair").get(0);

        assertEquals(Map.of("local", "A", "remote", "B", "folder", folder.resolve("A/B").toString(), "outcome", "done",
            "lost", 1L, "generationBefore", 1L, "generationAfter", 1L, "quarantine",
            folder.resolve("A/.quarantine-B-1").toString()), told(repaired, "findings"));
        final Map<?, ?> finding = (Map<?, ?>) ((List<?>) repaired.get("findings")).get(0);
        assertEquals("repairable", finding.get("kind"));
        assertEquals(1L, finding.get("lost"));
    }

    @Test
    void aResetTellsHowBothDirectionsStoodAndStand() throws IOException {
        final Map<String, Object> reset = run(0, "reset --outgoing --yes").get(0);

        final Map<?, ?> before = (Map<?, ?>) reset.get("before");
        assertEquals("outgoing", reset.get("direction"));
        assertEquals((long) UNACKED, before.get("unackedMessages"));
        assertEquals(Long.toHexString(last), before.get("lastIndex"));
        assertEquals(Long.toHexString(acked), before.get("ackedIndex"));
        assertEquals("100", before.get("heldConsumed"));
        final Map<?, ?> after = (Map<?, ?>) reset.get("after");
        assertEquals(0L, after.get("unackedMessages"));
        assertEquals(3L, after.get("heldGeneration"));
        assertTrue(Files.isDirectory(Path.of(reset.get("quarantine").toString())));
    }

    @Test
    void anAckTellsWhatItWouldDoAndWhatThereIsNotToDo() throws IOException {
        final Map<String, Object> planned = run(0, "ack 0x80 --dry-run").get(0);
        final Map<String, Object> nothing = run(0, "ack 0x100").get(0);

        assertEquals(Map.of("outcome", "planned", "heldIncarnation", "77", "heldGeneration", 3L, "consumedBefore",
            "100", "consumed", "80", "comeAgain", true), told(planned, "local", "remote", "folder"));
        assertEquals(Map.of("outcome", "nothing", "heldIncarnation", "77", "heldGeneration", 3L, "consumedBefore",
            "100", "consumed", "100", "messages", 0L), told(nothing, "local", "remote", "folder"));
    }

    @Test
    void aPurgeOfFilesTellsWhatWentAndThatNothingIsLeftToPurge() throws IOException {
        final Map<String, Object> planned = run(0, "purge --dry-run").get(0);
        final Map<String, Object> done = run(0, "purge --yes").get(0);
        final Map<String, Object> nothing = run(0, "purge --yes").get(0);

        assertEquals("planned", planned.get("outcome"));
        assertEquals(told(planned, "outcome"), told(done, "outcome"));
        assertEquals("done", done.get("outcome"));
        assertEquals("files", done.get("kind"));
        assertEquals(2L, done.get("files"));
        assertEquals(512L << 10, done.get("bytes"));
        assertEquals(Map.of("outcome", "nothing", "kind", "files", "files", 0L, "messages", 0L, "bytes", 0L),
            told(nothing, "local", "remote", "folder"));
    }

    @Test
    void aPurgeOfSessionsTellsOfEachWhetherItWent() throws IOException {
        final SessionDays days = new SessionDays(folder, "Day", options());
        days.open(LocalDate.of(2018, 7, 13)).close();
        try (StoreRoot root = days.open(LocalDate.of(2018, 7, 14))) {
            offer(root.connection("B").sendQueue());
        }

        final List<Map<String, Object>> objects = run(1, "purge --sessions --yes");

        assertEquals(Map.of("local", "Day20180713", "folder", folder.resolve("Day20180713").toString(), "outcome",
            "done", "kind", "day", "bytes", 0L, "connections", 0L, "unackedMessages", 0L, "ended",
            "2018-07-15T11:59:00.000000000Z"), told(objects.get(0)));
        assertEquals(Map.of("local", "Day20180714", "outcome", "kept", "kind", "day", "connections", 1L,
            "unackedMessages", 1L), told(objects.get(1), "folder", "bytes", "ended"));
    }

    @Test
    void anImportTellsWhatWasAppended() throws IOException {
        final Path lines = folder.resolveSibling("lines-" + folder.getFileName());
        Files.writeString(lines, "{\"payload\":\"some\"}{\"payload\":\"more\"}");
        try {
            final Map<String, Object> planned = run(0, "import --dry-run --file " + lines).get(0);
            final Map<String, Object> done = run(0, "import --yes --skip 1 --file " + lines).get(0);

            assertEquals(Map.of("outcome", "planned", "messages", 2L, "payloadBytes", 8L, "batches", 0L,
                "incompleteBatches", 0L, "tombstones", 0L, "skipped", 0L), told(planned, "local", "remote", "folder"));
            assertEquals(Map.of("outcome", "done", "messages", 1L, "payloadBytes", 4L, "batches", 0L,
                "incompleteBatches", 0L, "tombstones", 0L, "skipped", 1L, "lastIndex", Long.toHexString(last + 1)),
                told(done, "local", "remote", "folder"));
        } finally {
            Files.delete(lines);
        }
    }

    @Test
    void anArchiveTellsWhatIsMadeAgain() throws IOException {
        final Path archive = folder.resolve("A-to-B.archive");
        assertEquals(0, new Programs().run("export", "--store", folder.toString(), "--archive", archive.toString()));
        final Path other = folder.resolve("other");
        final Programs programs = new Programs();

        assertEquals(0, programs.run("import", "-o", "json", "--store", other.toString(), "--archive",
            archive.toString(), "--yes"), programs::err);

        final Map<String, Object> restored = Json.lines(programs.out()).get(0);
        assertEquals(Map.of("local", "A", "remote", "B", "folder", other.resolve("A/B").toString(), "outcome", "done",
            "messages", (long) MESSAGES, "lastIndex", Long.toHexString(last), "ackedIndex", Long.toHexString(acked),
            "generation", 1L), told(restored, "incarnation", "firstIndex", "archived"));
        assertTrue(programs.err().startsWith("restores A to B "), programs.err());
    }
}
