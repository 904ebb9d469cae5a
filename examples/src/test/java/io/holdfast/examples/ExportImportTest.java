package io.holdfast.examples;

import io.holdfast.store.BatchBuffer;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.SendQueue;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages out of a log and into another as lines of JSON. */
class ExportImportTest {
    private static final int MAX = 200_000;

    @TempDir
    private Path folder;
    private Path store;
    private Path lines;

    @BeforeEach
    void setUp() {
        store = folder.resolve("store");
        lines = folder.resolve("lines.json");
        try (StoreRoot root = open()) {
            final SendQueue queue = root.connection("B").sendQueue();
            send(queue, 1, "plain".getBytes(StandardCharsets.UTF_8));
            send(queue, -7, "Größe \"数据\" \u0000\n\\ 🚀".getBytes(StandardCharsets.UTF_8));
            batch(queue, "one", "two", "");
            batch(queue, "a", "b");
            send(queue, Integer.MAX_VALUE, new byte[] {(byte) 0xff, 0, (byte) 0xc3, 0x28});
            send(queue, Integer.MIN_VALUE, new byte[0]);
            final byte[] random = new byte[MAX];
            new Random(1).nextBytes(random);
            send(queue, 2, random);
            root.connection("C");
        }
    }

    private StoreRoot open() {
        return StoreRoot.open(store, "A", new StoreContext().cycleSize(1 << 20).maxMessageLength(MAX));
    }

    private static void send(final SendQueue queue, final int type, final byte[] payload) {
        assertTrue(queue.offer(type, 0, payload, Jvm.arrayByteBaseOffset(), payload.length) > 0);
    }

    private static void batch(final SendQueue queue, final String... texts) {
        try (BatchBuffer batch = new BatchBuffer(MAX)) {
            for (final String text : texts) {
                final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                batch.add(10 + batch.size(), bytes, Jvm.arrayByteBaseOffset(), bytes.length);
            }
            assertTrue(queue.offer(batch, 0) > 0);
        }
    }

    private Programs run(final int exitCode, final String... args) {
        final Programs programs = new Programs();
        final List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--store", store.toString()));
        assertEquals(exitCode, programs.run(line.toArray(new String[0])), () -> programs.out() + programs.err());
        return programs;
    }

    private Programs runWith(final String input, final int exitCode, final String... args) {
        final InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(exitCode, args);
        } finally {
            System.setIn(before);
        }
    }

    /** What of exported messages an import keeps. */
    private static List<List<Object>> kept(final String exported) {
        return Json.lines(exported).stream().map(line -> Stream.of("type", "batchPosition", "batchSize", "payload",
            "payloadBase64").map(name -> (Object) String.valueOf(line.get(name))).toList()).toList();
    }

    @Test
    void whatIsImportedIsExportedTheSame() throws IOException {
        final String exported = run(0, "export", "--remote", "B").out();
        assertEquals(10, exported.lines().count());
        run(0, "export", "--remote", "B", "--file", lines.toString());
        assertEquals(exported, Files.readString(lines));

        final Programs imported = run(0, "import", "--remote", "C", "--file", lines.toString(), "--yes");

        assertTrue(imported.out().contains("A to C: appended messages=10 batches=2 payloadBytes="), imported.out());
        final String again = run(0, "export", "--remote", "C").out();
        assertEquals(kept(exported), kept(again));
        assertTrue(Json.lines(again).stream().allMatch(line -> line.get("isReplay").equals(true)));
        assertTrue(run(0, "verify", "--remote", "C").out().contains("healthy"));
    }

    @Test
    void linesComeFromStandardInputToo() {
        final String exported = run(0, "export", "--remote", "B", "--limit", "2").out();
        runWith(exported + "{\"payload\":\"by hand\",\"unknown\":{\"a\":[1]}}", 0, "import", "--remote", "C", "--yes");

        final List<Map<String, Object>> there = Json.lines(run(0, "export", "--remote", "C").out());
        assertEquals(3, there.size());
        assertEquals("by hand", there.get(2).get("payload"));
        assertEquals(0L, there.get(2).get("type"));

        final Programs refused = runWith(exported, 2, "import", "--remote", "C");
        assertTrue(refused.err().contains("give --yes"), refused.err());
    }

    @Test
    void aPartIsExported() throws IOException {
        assertEquals(List.of("plain"), payloads(run(0, "export", "--remote", "B", "--until", "+2").out()));
        assertEquals(List.of("two", "b"), payloads(run(0, "export", "--remote", "B", "--type", "11").out()));

        Files.writeString(lines, run(0, "export", "--remote", "B", "--type", "11").out());
        final Programs imported = run(0, "import", "--remote", "C", "--file", lines.toString(), "--yes");

        assertTrue(imported.out().contains("messages=2 batches=0"), imported.out());
        assertTrue(imported.out().contains("messages are missing, sent as smaller ones: 2"), imported.out());
        assertEquals(List.of("two", "b"), payloads(run(0, "export", "--remote", "C").out()));
    }

    private static List<Object> payloads(final String exported) {
        return Json.lines(exported).stream().map(line -> line.get("payload")).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"payload\":\"x\"|end-of-input",
        "[1]|not an object",
        "{\"type\":1}|neither payload nor payloadBase64",
        "{\"payload\":\"x\",\"payloadBase64\":\"eA==\"}|both",
        "{\"payloadBase64\":\"#\"}|no Base64",
        "{\"payload\":5}|payload is not a string",
        "{\"payload\":\"x\",\"type\":1.5}|type is not a whole number",
        "{\"payload\":\"x\",\"type\":3000000000}|out of range",
        "{\"payload\":\"x\",\"batchSize\":2,\"batchPosition\":2}|no place in a batch",
        "{\"payload\":\"x\",\"isDamaged\":true}|damaged",
        "{\"payload\":\"x\",\"payload\":\"y\"}|Duplicate",
        "{\"payload\":\"\\ud800\"}|surrogate",
        "{\"payload\":\"x\",\"index\":\"z\"}|not hexadecimal",
        "nonsense|nrecognized token",
    })
    void aLineThatIsWrongIsNamedAndAFileThatHasOneChangesNothing(final String bad, final String expected)
        throws IOException {
        Files.writeString(lines, "{\"payload\":\"first\"}\n" + bad + "\n");

        final Programs refused = run(2, "import", "--remote", "C", "--file", lines.toString(), "--yes");

        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("line 2: ") || refused.err().contains("line 3: "), refused.err());
        assertTrue(refused.err().contains(expected), refused.err());
        assertTrue(refused.err().contains("nothing was appended"), refused.err());
        assertEquals("", run(0, "export", "--remote", "C").out());
    }

    @Test
    void sizesThatDoNotFitAreToldByTheNamesOfTheirOptions() throws IOException {
        Files.writeString(lines, "{\"payload\":\"x\"}\n");

        final Programs refused = run(2, "import", "--remote", "C", "--file", lines.toString(), "--yes",
            "--cycle-size", "1");

        assertTrue(refused.err().startsWith("holdfast import: --max-message and --cycle-size do not fit: "),
            refused.err());
        assertFalse(refused.err().contains("Exception"), refused.err());
    }

    @Test
    void whatCameBeforeAWrongLineOnStandardInputIsToldWithHowToGoOn() {
        final String start = "{\"payload\":\"1\"}\n{\"payload\":\"2\"}\n"
            + "{\"payload\":\"3\",\"batchSize\":2}\n";

        final Programs refused = runWith(start + "oops", 2, "import", "--remote", "C", "--yes");

        assertTrue(refused.err().contains("line 4: "), refused.err());
        assertTrue(refused.err().contains("2 messages were appended"), refused.err());
        assertTrue(refused.err().contains("--skip 2"), refused.err());
        runWith(start + "{\"payload\":\"4\",\"batchSize\":2,\"batchPosition\":1}", 0, "import", "--remote", "C",
            "--yes", "--skip", "2");
        final String there = run(0, "export", "--remote", "C").out();
        assertEquals(List.of("1", "2", "3", "4"), payloads(there));
        assertEquals(2L, Json.lines(there).get(3).get("batchSize"));
    }

    @Test
    void aDryRunAndARefusalChangeNothing() throws IOException {
        Files.writeString(lines, "{\"payload\":\"1\"}\n");
        try (StoreRoot root = open()) {
            final ConnectionStore owned = root.connection("C");
            final Programs dry = run(0, "import", "--remote", "C", "--file", lines.toString(), "--dry-run");
            assertTrue(dry.out().contains("A to C: would append messages=1"), dry.out());

            final Programs refused = run(2, "import", "--remote", "C", "--file", lines.toString(), "--yes");
            assertTrue(refused.err().contains("pid=" + ProcessHandle.current().pid()), refused.err());
            assertEquals(0, owned.sendQueue().lastOrdinal());
        }
        final Programs untyped = runWith("B\n", 2, "import", "--remote", "C", "--file", lines.toString());
        assertTrue(untyped.err().contains("nothing was changed"), untyped.err());
        runWith("C\n", 0, "import", "--remote", "C", "--file", lines.toString());
        assertEquals(List.of("1"), payloads(run(0, "export", "--remote", "C").out()));
    }

    @Test
    void aTombstoneIsPassedOverAndTold() {
        final Programs imported = runWith("{\"payload\":\"a\",\"batchSize\":3,\"index\":\"10\"}\n"
            + "{\"isTombstone\":true,\"index\":\"11\",\"payload\":\"\"}\n"
            + "{\"payload\":\"c\",\"batchSize\":3,\"batchPosition\":2,\"index\":\"12\"}\n", 0, "import", "--remote",
            "C", "--yes");

        assertTrue(imported.out().contains("of which nothing is sent: 1"), imported.out());
        assertTrue(imported.out().contains("sent as smaller ones: 1"), imported.out());
        final List<Map<String, Object>> there = Json.lines(run(0, "export", "--remote", "C").out());
        assertEquals(List.of(0L, 1L), there.stream().map(line -> line.get("batchPosition")).toList());
    }

    @Test
    void nothingThatIsAckedAndKeptIsDeletedByAnImport() {
        try (StoreRoot root = StoreRoot.open(store, "A", new StoreContext().cycleSize(1 << 20).maxMessageLength(MAX)
            .retainBytes(1L << 40))) {
            final SendQueue queue = root.connection("B").sendQueue();
            for (int i = 0; i < 12; i++) {
                send(queue, 1, new byte[MAX]);
            }
            queue.acked(queue.lastIndex());
        }
        final long before = run(0, "export", "--remote", "B").out().lines().count();

        runWith("{\"payload\":\"1\"}", 0, "import", "--remote", "B", "--yes");

        assertEquals(before + 1, run(0, "export", "--remote", "B").out().lines().count());
    }

    @Test
    void nothingIsAppendedToAConnectionThatHasEnded() {
        try (StoreRoot root = open()) {
            root.connection("C").session().ended(5);
        }

        final Programs refused = runWith("{\"payload\":\"1\"}", 2, "import", "--remote", "C", "--yes");

        assertTrue(refused.err().contains("has ended"), refused.err());
        assertEquals("", run(0, "export", "--remote", "C").out());
    }

    @Test
    void aDamagedMessageIsLeftOutAndTold() throws IOException {
        final Path send = store.resolve("A/B/send");
        try (Stream<Path> files = Files.list(send)) {
            final Path cycle = files.filter(path -> path.toString().endsWith(".cq4")).sorted().findFirst()
                .orElseThrow();
            final byte[] bytes = Files.readAllBytes(cycle);
            bytes[33_268 + 42] ^= 1;
            Files.write(cycle, bytes);
        }

        final Programs exported = run(1, "export", "--remote", "B", "--until", "+4");

        assertEquals(2, exported.out().lines().count(), exported.out());
        assertTrue(exported.err().contains("damaged"), exported.err());
        final Programs archive = run(2, "export", "--remote", "B", "--archive", folder.resolve("x").toString());
        assertTrue(archive.err().contains("holdfast repair"), archive.err());
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        Files.writeString(lines, "{\"payload\":\"12345678901\"}\n");

        final Programs refused = run(2, "import", "--remote", "C", "--file", lines.toString(), "--yes",
            "--max-message", "10");

        assertTrue(refused.err().contains("more than --max-message 10"), refused.err());
        Files.delete(lines);
        final Programs missing = run(2, "import", "--remote", "C", "--file", lines.toString(), "--yes");
        assertTrue(missing.err().contains("cannot read"), missing.err());
        assertFalse(Files.exists(lines));
    }

    @Test
    void aFileThatIsThereIsNotWrittenOver() throws IOException {
        Files.writeString(lines, "mine");

        assertTrue(run(2, "export", "--remote", "B", "--file", lines.toString()).err().contains("already"));

        assertEquals("mine", Files.readString(lines));
    }
}
