package io.holdfast.examples.journal;

import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.Terminal;
import io.holdfast.store.RecordDescriptor;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StatsCommandTest extends SmallStoreFixture {
    private void sendSome() {
        store.send(1, 0, new byte[100]);
        store.send(2, RecordDescriptor.FLAG_REPLAY, new byte[2048]);
        store.send(1, 0, new byte[300]);
        store.clock().pass(TimeUnit.SECONDS.toNanos(2));
        store.send(1, 0, new byte[0]);
    }

    private static List<String> lines(final String text) {
        return text.lines().map(line -> line.replaceAll("incarnation [0-9a-f]+", "incarnation X")).toList();
    }

    private List<String> expected() {
        final Bars bars = new Bars(Terminal.isUnicode());
        return List.of(
            "A to B, incarnation X",
            "index     " + store.hex(1) + " to " + store.hex(4),
            "time      2026-11-23 09:00:00.000 to 2026-11-23 09:00:05.000 (5s)",
            "messages  4, 0.8/s; 0 in batches, 1 replayed",
            "payload   2.4 KiB, 490 B/s",
            "size      least 0 B, mean 612 B, p50 100 B, p90 2.0 KiB, p99 2.0 KiB, p99.9 2.0 KiB, most 2.0 KiB",
            "",
            "type  messages  share    bytes    least     mean     most",
            "   1         3  75.0%    400 B      0 B    133 B    300 B",
            "   2         1  25.0%  2.0 KiB  2.0 KiB  2.0 KiB  2.0 KiB",
            "",
            "messages  |" + bars.sparkline(1, 1, 1, 0, 0, 1) + "|  in spans of 1s",
            "payload   |" + bars.sparkline(100, 2048, 300, 0, 0, 0) + "|",
            "",
            "from                     messages  messages/s    bytes  bytes/s",
            "2026-11-23 09:00:00.000         1         1.0    100 B    100 B  " + bars.bar(1, 1, 30),
            "2026-11-23 09:00:01.000         1         1.0  2.0 KiB  2.0 KiB  " + bars.bar(1, 1, 30),
            "2026-11-23 09:00:02.000         1         1.0    300 B    300 B  " + bars.bar(1, 1, 30),
            "2026-11-23 09:00:03.000         0         0.0      0 B      0 B",
            "2026-11-23 09:00:04.000         0         0.0      0 B      0 B",
            "2026-11-23 09:00:05.000         1         1.0      0 B      0 B  " + bars.bar(1, 1, 30));
    }

    @Test
    void tellsHowManyAndHowLargeByTypeAndOverTime() {
        sendSome();

        assertEquals(String.join("\n", expected()),
            String.join("\n", lines(store.run(0, "stats", "--buckets", "10").out())));
    }

    @Test
    void countsWhatIsAskedFor() {
        sendSome();

        final String json = store.run(0, "stats", "-o", "json", "--type", "1", "--until", "+4", "--buckets", "2").out();

        assertTrue(json.contains("\"spanNs\":2000000000,\"messages\":2,\"payloadBytes\":400,"
            + "\"messagesPerSecond\":1.000,\"bytesPerSecond\":200.000,\"replays\":0,\"batched\":0,\"tombstones\":0,"
            + "\"damaged\":0,\"size\":{\"minBytes\":100,\"meanBytes\":200.000,\"p50Bytes\":100,\"p90Bytes\":300,"
            + "\"p99Bytes\":300,\"p999Bytes\":300,\"maxBytes\":300},\"types\":[{\"type\":1,\"messages\":2,"
            + "\"payloadBytes\":400,\"minBytes\":100,\"maxBytes\":300}],\"bucketNs\":5000000000,"
            + "\"buckets\":[{\"begin\":\"2026-11-23T09:00:00.000000000Z\",\"messages\":2,\"payloadBytes\":400}]}"),
            json);
    }

    @Test
    void anEmptyLogHasNothingToCount() {
        assertEquals(List.of("A to B, incarnation X", "messages  0; 0 in batches, 0 replayed", "payload   0 B"),
            lines(store.run(0, "stats").out()));
        assertTrue(store.run(0, "stats", "-o", "json").out().contains("\"size\":null,\"types\":[],\"bucketNs\":null,"));
    }

    @Test
    void whatIsDamagedOrLostIsCountedAsNothingElse() {
        store.send("first", "second", "third", "fourth");
        store.damagePayload("second");
        store.repair();
        store.damagePayload("third");

        final Programs stats = store.run(1, "stats");

        assertTrue(stats.out().contains("\nmessages  2, "), stats.out());
        assertTrue(stats.out().contains("\nleft out  1 damaged, 1 tombstones\n"), stats.out());
        assertTrue(stats.err().contains("lost: the message with index " + store.hex(2)), stats.err());
        assertTrue(stats.err().contains("damaged: the message with index " + store.hex(3)), stats.err());
    }

    @Test
    void aNumberOfBucketsThatCannotBeIsRefused() {
        assertTrue(store.run(2, "stats", "--buckets", "1").err().contains("--buckets must be 2 to 100000, was 1"));
    }

    @Test
    void barsAreAsLongAsWhatTheyStandFor() {
        assertEquals(" ▁▄█", new Bars(true).sparkline(0, 1, 50, 100));
        assertEquals(" _=@", new Bars(false).sparkline(0, 1, 50, 100));
        assertEquals("█████", new Bars(true).bar(1, 2, 10));
        assertEquals("▏", new Bars(true).bar(1, 1_000_000, 10));
        assertEquals("#", new Bars(false).bar(1, 1_000_000, 10));
        assertEquals("", new Bars(true).bar(0, 0, 10));
    }

    @Test
    void asAProcessWritesTheSame() {
        sendSome();

        try (ChildProcess process = ChildProcess.start(folder, "stats", null,
            List.of("stats", "--store", store.connection().toString()))) {

            assertTrue(process.awaitEnd(TimeUnit.MINUTES.toNanos(1)), process::errorText);
            assertEquals(0, process.exitCode(), process::errorText);
            assertEquals(expected().subList(1, 10), lines(String.join("\n", process.outputLines())).subList(1, 10));
            assertEquals("", process.errorText());
        }
    }
}
