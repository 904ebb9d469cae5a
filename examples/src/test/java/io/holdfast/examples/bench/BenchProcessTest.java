package io.holdfast.examples.bench;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class BenchProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final List<String> PERCENTILES = List.of("p50Ns", "p90Ns", "p99Ns", "p999Ns", "maxNs");
    private static final Set<String> MACHINE = Set.of("loadAverage", "cacheLineRoundTripNs", "cores", "freeMemoryMiB",
        "fileSystem", "disk", "freeDiskMiB", "kernel", "jdk");
    private static final Set<String> SPREAD = Set.of("min", "median", "max");

    @TempDir
    private Path folder;
    private Path stores;

    @BeforeEach
    void makeFolder() throws IOException {
        stores = Files.createDirectory(folder.resolve("stores"));
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertEquals(List.of(), namesIn(stores));
    }

    @ParameterizedTest
    @CsvSource({"rtt,shm,holdfast", "rtt,shm,stock-chronicle", "rtt,shm,aeron-ipc", "rtt,shm,aeron-ipc-threads",
        "rtt,tcp,holdfast", "rtt,tcp,nio-floor", "throughput,shm,holdfast", "throughput,tcp,holdfast",
        "throughput,tcp,nio-floor"})
    void measuresOneSystem(final String bench, final String transport, final String peer) {
        final Map<String, Object> result = run(bench, "--transport", transport, "--peer", peer, "--size", "40",
            "--count", "90");

        assertEquals(bench, result.get("bench"));
        assertSystem(result, transport, peer, 40, 90);
        assertSpread(result.get("messagesPerSecondOfRounds"));
        assertEquals(1.0, result.get("rounds"));
        assertEquals(MACHINE, map(result.get("machine")).keySet());
    }

    @ParameterizedTest
    @CsvSource({"shm,stock-chronicle aeron-ipc aeron-ipc-threads", "tcp,holdfast-tls nio-floor"})
    void comparesHoldfastWithItsPeers(final String transport, final String peers) {
        final Map<String, Object> result = run("compare", "--transport", transport, "--count", "90",
            "--messages", "110", "--rounds", "2");

        assertEquals("compare", result.get("bench"));
        assertEquals(110.0, result.get("messages"));
        assertEquals(2.0, result.get("rounds"));
        assertEquals(MACHINE, map(result.get("machine")).keySet());
        assertSystem(map(result.get("holdfast")), transport, "holdfast", 64, 90);
        final Set<String> others = Set.of(peers.split(" "));
        others.forEach(peer -> assertSystem(map(result.get(peer)), transport, peer, 64, 90));
        for (final String ratio : List.of("ratioP50", "ratioThroughput")) {
            assertEquals(others, map(result.get(ratio)).keySet());
            map(result.get(ratio)).values().forEach(BenchProcessTest::assertSpread);
        }
    }

    @Test
    void countsLatencyFromTheInstantAtWhichAMessageWasDue() {
        final Map<String, Object> result = run("rtt", "--transport", "tcp", "--peer", "nio-floor", "--count", "200",
            "--rate", "1000000000");

        assertSystem(result, "tcp", "nio-floor", 64, 200);
        final double lastWasBackNs = 200 / number(result, "messagesPerSecond") * 1e9;
        assertTrue(number(result, "maxNs") > lastWasBackNs * 0.9,
            "all were due at once, so the last one has waited for all others: " + result);
    }

    @ParameterizedTest
    @CsvSource({"holdfast,silent", "queue-server,a byte a second"})
    void measuresWhatSocketsCostThatDoNotLogIn(final String peer, final String kind) {
        final List<String> options = new ArrayList<>(List.of("--transport", "tcp", "--peer", peer, "--half-open",
            "50", "--count", "90", "--rounds", "2"));
        if (!kind.equals("silent")) {
            options.add("--drip");
        }

        final Map<String, Object> result = run("rtt", options.toArray(new String[0]));

        assertEquals(50.0, result.get("halfOpen"));
        assertEquals(kind, result.get("halfOpenKind"));
        assertTrue(number(map(result.get("without")), "p50Ns") > 0, result.toString());
        assertTrue(number(map(result.get("with")), "p50Ns") > 0, result.toString());
        assertSpread(result.get("ratioP50"));
        assertSpread(result.get("ratioMean"));
    }

    @Test
    void measuresBursts() {
        final Map<String, Object> result = run("throughput", "--burst", "--count", "600", "--rounds", "2",
            "--clock", "system");

        assertSystem(result, "shm", "holdfast", 64, 600);
        assertEquals("system", result.get("clock"));
        assertEquals(2.0, result.get("rounds"));
    }

    @Test
    void measuresOffersWithBothClocks() {
        final Map<String, Object> result = run("offer", "--count", "600", "--rounds", "2");

        assertSystem(result, "none", "holdfast", 64, 600);
        assertEquals("cached", result.get("clock"));
        final Map<String, Object> systemClock = map(result.get("systemClock"));
        assertSystem(systemClock, "none", "holdfast", 64, 600);
        assertEquals("system", systemClock.get("clock"));
        assertEquals(MACHINE, map(result.get("machine")).keySet());
    }

    @ParameterizedTest
    @CsvSource({"log,appendNs,replayNs", "checksum,checksumNs,chronicleHashNs"})
    void measuresPiecesInOneThread(final String bench, final String first, final String second) {
        final List<String> arguments = new ArrayList<>(List.of("--rounds", "1"));
        if (bench.equals("log")) {
            arguments.addAll(List.of("--count", "300"));
        }
        final Map<String, Object> result = run(bench, arguments.toArray(new String[0]));

        assertEquals(bench, result.get("bench"));
        assertTrue(number(map(result.get(first)), "p50") > 0, result.toString());
        assertTrue(number(map(result.get(second)), "p50") > 0, result.toString());
    }

    @Test
    void measuresAJournal() {
        final Map<String, Object> result = run("journal", "--rounds", "1", "--count", "3000", "--seeks", "50");

        assertEquals("journal", result.get("bench"));
        for (final String scan : List.of("forwardsNs", "forwardsWithoutChecksumNs", "backwardsNs",
            "backwardsWithoutChecksumNs", "forwardsPerSecond")) {
            assertSpread(result.get(scan));
        }
        for (final String seek : List.of("byIndexNs", "byOrdinalNs", "byTimeNs")) {
            assertTrue(number(map(result.get(seek)), "p50Ns") > 0, result.toString());
        }
        assertEquals(MACHINE, map(result.get("machine")).keySet());
    }

    @Test
    void measuresAQueueServerAgainstBareSockets() {
        final Map<String, Object> result = run(List.of("queue-client", "bench"), "--count", "90", "--messages", "3000",
            "--rounds", "2");

        assertEquals("queue", result.get("bench"));
        for (final String system : List.of("oneConsumer", "tenConsumers", "nio-floor")) {
            final Map<String, Object> fields = map(result.get(system));
            assertTrue(number(fields, "p50Ns") > 0 && number(fields, "messagesPerSecond") > 0, fields.toString());
        }
        assertEquals(10.0, map(result.get("tenConsumers")).get("consumers"));
        assertTrue(number(map(result.get("tenConsumers")), "deliveriesPerSecond") > 0, result.toString());
        assertSpread(map(result.get("oneConsumer")).get("messagesPerSecondOfRounds"));
        assertSpread(result.get("ratioP50"));
        assertEquals(MACHINE, map(result.get("machine")).keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void measuresWhatManyConnectionsTake(final boolean isBothEnds) {
        final List<String> options = new ArrayList<>(List.of("--connections", "20", "--round-trips", "100"));
        if (isBothEnds) {
            options.add("--both-ends");
        }

        final Map<String, Object> result = run("footprint", options.toArray(new String[0]));

        assertEquals("footprint", result.get("bench"));
        assertEquals(20.0, result.get("connections"));
        assertEquals(isBothEnds ? "both in this process" : "peers in another process", result.get("ends"));
        assertEquals("{TCP=20}", result.get("transports"));
        assertTrue(number(map(result.get("roundTripAmongIdle")), "p50Ns") > 0, result.toString());
        assertTrue(number(map(result.get("idle")), "dutyCycleCpuNs") > 0, result.toString());
        assertEquals(MACHINE, map(result.get("machine")).keySet());
    }

    @Test
    void refusesASystemThatDoesNotTravelTheWayThatIsAskedFor() {
        final ChildProcess process = start(List.of("bench", "rtt"), "--transport", "tcp", "--peer",
            "aeron-ipc");

        assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
        assertEquals(1, process.exitCode());
        assertTrue(process.errorText().contains("aeron-ipc does not travel by TCP"), process::errorText);
    }

    private Map<String, Object> run(final String bench, final String... options) {
        return run(List.of("bench", bench), options);
    }

    private Map<String, Object> run(final List<String> command, final String... options) {
        try (ChildProcess process = start(command, options)) {
            assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);

            assertEquals(0, process.exitCode(), process::errorText);
            assertEquals(1, process.outputLines().size(), () -> String.join("\n", process.outputLines()));
            return JsonRecord.parse(process.outputLines().get(0));
        }
    }

    private ChildProcess start(final List<String> command, final String... options) {
        final List<String> program = new ArrayList<>(command);
        program.addAll(List.of("--json", "--store", stores.toString()));
        program.addAll(List.of(options));
        return ChildProcess.start(folder, "bench", null, program);
    }

    private static void assertSystem(final Map<String, Object> fields, final String transport, final String peer,
                                     final int size, final int count) {
        final String text = fields.toString();
        assertEquals(transport, fields.get("transport"), text);
        assertEquals(peer, fields.get("peer"), text);
        assertEquals((double) size, fields.get("size"), text);
        assertEquals((double) count, fields.get("count"), text);
        double last = 0;
        for (final String percentile : PERCENTILES) {
            final double value = number(fields, percentile);
            assertTrue(value > 0 && value >= last, percentile + " in " + text);
            last = value;
        }
        assertTrue(number(fields, "messagesPerSecond") > 0, text);
    }

    private static void assertSpread(final Object spread) {
        final Map<String, Object> fields = map(spread);
        assertEquals(SPREAD, fields.keySet());
        assertTrue(0 < number(fields, "min") && number(fields, "min") <= number(fields, "median")
            && number(fields, "median") <= number(fields, "max"), fields.toString());
    }

    private static double number(final Map<String, Object> fields, final String name) {
        return assertInstanceOf(Double.class, fields.get(name), name + " in " + fields);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(final Object value) {
        return (Map<String, Object>) assertInstanceOf(Map.class, value);
    }

    private static List<String> namesIn(final Path place) throws IOException {
        try (Stream<Path> names = Files.list(place)) {
            return names.map(path -> path.getFileName().toString()).toList();
        }
    }
}
