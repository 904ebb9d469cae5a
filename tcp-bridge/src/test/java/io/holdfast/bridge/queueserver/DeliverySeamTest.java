package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Consumers that read as they please fall off a tiny ring and come back to it, again and again, some of them within a
 * frame. {@code -Dholdfast.seed=N} runs a single one.
 */
class DeliverySeamTest extends QueueServerFixture {
    private static final int RUNS = Integer.getInteger("holdfast.runs", 6);
    private static final int MESSAGES = 4000;

    @Test
    void everyConsumerGetsAllItWantsOnceAndInOrder() {
        final long first = Long.getLong("holdfast.seed", new Random().nextInt(1 << 20));
        final int runs = Long.getLong("holdfast.seed") == null ? RUNS : 1;
        for (int run = 0; run < runs; run++) {
            runSeed(first + run);
            clients.forEach(WireClient::close);
            clients.clear();
            server.close();
        }
    }

    private void runSeed(final long seed) {
        final Random random = new Random(seed);
        start(context().store(folder.resolve("seed" + seed)).ringLength(4096 << random.nextInt(6))
            .ringEntries(16 << random.nextInt(5)).socketBufferLength(64 << 10).cycleSize(256 << 10)
            .maxMessageLength(20_000));
        final List<WireClient> consumers = new ArrayList<>();
        final List<List<String>> expected = new ArrayList<>();
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            final String name = i % 3 == 0 ? "" : "q" + i % 4;
            consumers.add(consumer(new WireBytes().subscribe(name).subscribe("q7"), 32 << 10));
            expected.add(new ArrayList<>());
            names.add(name);
        }
        final WireClient producer = producer();
        for (int i = 0; i < MESSAGES; i++) {
            final String queue = "q" + random.nextInt(8);
            final String message = i + "-".repeat(random.nextInt(20) == 0 ? random.nextInt(12_000)
                : random.nextInt(200));
            sendAll(producer, new WireBytes().message(queue, message).toBytes());
            for (int c = 0; c < consumers.size(); c++) {
                if (names.get(c).isEmpty() || names.get(c).equals(queue) || queue.equals("q7")) {
                    expected.get(c).add(queue + "=" + WireClient.shortened(message));
                }
            }
            readSome(consumers, random);
        }
        for (int c = 0; c < consumers.size(); c++) {
            receive(consumers.get(c), expected.get(c).size());
            assertEquals("", consumers.get(c).fault(), "seed=" + seed);
            assertEquals(expected.get(c), consumers.get(c).received(), "seed=" + seed + " consumer=" + c);
        }
    }

    private void readSome(final List<WireClient> consumers, final Random random) {
        final int fast = random.nextInt(50) == 0 ? random.nextInt(consumers.size()) : -1;
        for (int c = 0; c < consumers.size(); c++) {
            final WireClient consumer = consumers.get(c);
            if (c == fast) {
                consumer.receive();
            } else if (random.nextInt(3) == 0) {
                consumer.read(1 + random.nextInt(300));
                consumer.takeFrames();
            }
        }
        poll(random.nextInt(3));
    }

    @Test
    void aSubscriptionOfOneThatIsBehindBeginsWhereItWasMade() {
        start(context().ringLength(4096).ringEntries(16).socketBufferLength(64 << 10));
        final WireClient consumer = consumer(new WireBytes().subscribe("a"), 32 << 10);
        final WireClient producer = producer();
        final String filler = "-".repeat(1000);
        for (int i = 0; i < 2000; i++) {
            sendAll(producer, new WireBytes().message("a", i + filler).message("b", "before").toBytes());
        }
        awaitLog(4000);
        consumer.send(new WireBytes().subscribe("b"));
        poll(200);
        sendAll(producer, new WireBytes().message("b", "after").toBytes());

        receive(consumer, 2001);

        assertTrue(consumer.received().stream().noneMatch("b=before"::equals), "it got what was before");
        assertEquals("b=after", consumer.received().get(2000));
        assertEquals(2001, consumer.received().size());
    }

    @Test
    void damageOfTheLogEndsWhoHasToReadItAndNobodyElse() throws IOException {
        start(context().ringLength(4096).ringEntries(16).socketBufferLength(64 << 10));
        final WireClient behind = consumer(new WireBytes().subscribe("a"), 32 << 10);
        final WireClient producer = producer();
        final String filler = "-".repeat(1000);
        for (int i = 0; i < 2000; i++) {
            sendAll(producer, new WireBytes().message("a", i + filler).toBytes());
        }
        awaitLog(2000);
        poll(100);
        final WireClient live = consumer(new WireBytes().subscribe("b"));
        damage("1500" + filler);

        awaitEnd(behind);
        sendAll(producer, new WireBytes().message("b", "alive").toBytes());
        receive(live, 1);

        assertEquals(1500, behind.received().size());
        assertEquals(List.of("b=alive"), live.received());
    }

    private void damage(final String message) throws IOException {
        try (Stream<Path> files = Files.walk(server.log().storeFolder())) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                final String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                    damaged.seek(content.indexOf(message));
                    damaged.write('!');
                }
            }
        }
    }

    @Test
    void whoUnsubscribesWithinAFrameGetsTheRestOfItAndNoMore() {
        start(context().socketBufferLength(64 << 10));
        final WireClient consumer = consumer(new WireBytes().subscribe("a"), 32 << 10);
        final WireClient producer = producer();
        final String large = "x".repeat(4 << 20);
        sendAll(producer, new WireBytes().message("a", large).message("a", "never").toBytes());
        awaitLog(3);
        consumer.read(100);
        poll(50);
        consumer.send(new WireBytes().unsubscribe("a").subscribe("b"));
        poll(200);
        sendAll(producer, new WireBytes().message("b", "next").toBytes());

        receive(consumer, 2);

        assertEquals(List.of("a=" + WireClient.shortened(large), "b=next"), consumer.received());
    }

    @Test
    void whoLooksForLittleInALongLogDoesNotKeepTheThread() {
        start(context().ringLength(4096).ringEntries(16));
        final WireClient producer = producer();
        final WireBytes often = new WireBytes();
        for (int i = 0; i < 1000; i++) {
            often.message("often", "1");
        }
        for (int i = 0; i < 100; i++) {
            sendAll(producer, often.toBytes());
        }
        sendAll(producer, new WireBytes().message("rare", "1").toBytes());
        awaitLog(100_001);
        poll(100);
        final WireSession consumer = welcomed('c', "");
        consumer.send(WireSession.subscribe(1, 1, 0, "rare"));

        int cycles = 0;
        while (consumer.receive().received().size() < 2 && cycles < 1_000_000) {
            cycles += poll() > 0 || server.shard(0).isWaiting() ? 1 : 0;
        }

        assertEquals(List.of("SUBSCRIBED 1 round=0 flags=0", "rare=1 #1"), consumer.received());
        assertTrue(cycles > 5, "all of the log was looked through in " + cycles + " cycles");
    }

    @Test
    void aFileOfTheLogThatIsGoneEndsWhoHasToReadItAndNobodyElse() throws IOException {
        start(context().ringLength(4096).ringEntries(16).socketBufferLength(64 << 10).cycleSize(256 << 10)
            .maxMessageLength(20_000));
        final WireClient behind = consumer(new WireBytes().subscribe("a"), 32 << 10);
        final WireClient producer = producer();
        final String filler = "-".repeat(1000);
        for (int i = 0; i < 2000; i++) {
            sendAll(producer, new WireBytes().message("a", i + filler).toBytes());
        }
        awaitLog(2000);
        poll(100);
        final WireClient live = consumer(new WireBytes().subscribe("b"));
        try (Stream<Path> files = Files.walk(server.log().storeFolder())) {
            Files.delete(files.filter(path -> path.toString().endsWith(".cq4")).sorted().toList().get(5));
        }

        awaitEnd(behind);
        sendAll(producer, new WireBytes().message("b", "alive").toBytes());
        receive(live, 1);

        assertEquals(List.of("b=alive"), live.received());
    }
}
