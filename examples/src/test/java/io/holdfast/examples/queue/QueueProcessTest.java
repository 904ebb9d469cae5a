package io.holdfast.examples.queue;

import io.holdfast.examples.CommandsPage;
import io.holdfast.examples.Json;
import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.ParentOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code queue-server} and {@code queue-client} as processes. */
class QueueProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int SIGTERM = 143;
    private static final String LISTENING = "listening on ";

    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    @Test
    void linesThatGoInComeOutAtThoseWhoSubscribed() {
        final String address = startServer();
        final ChildProcess one = consume(address, "prices", "no-such-queue", "--count", "2");
        final ChildProcess all = consume(address, "--all", "--named", "--count", "3");

        assertEquals(List.of("2 messages sent"), produce(address, "1.25\n\n", "prices").outputLines());
        assertEquals(List.of("1 messages sent"), produce(address, "up", "news").outputLines());

        assertEnded(0, one);
        assertEquals(List.of("1.25", ""), one.outputLines());
        assertTrue(one.errorText().endsWith("2 messages, 4 bytes\n"), one::errorText);
        assertEnded(0, all);
        assertEquals(List.of("prices\t1.25", "prices\t", "news\tup"), all.outputLines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--shards 2", "--reply-ok", "--reply-ok --shards 2 --durability sync"})
    void manyLinesOfManyQueuesKeepTheirOrder(final String options) {
        final String address = startServer(options.split(" "));
        final List<String> lines = IntStream.range(0, 30_000)
            .mapToObj(number -> "queue-" + number % 100 + "\t" + "x".repeat(number % 50) + number).toList();
        final ChildProcess consumer = consume(address, "--all", "--named", "--count", "30000");

        assertEquals(List.of("30000 messages sent" + (options.contains("ok") ? ", all accepted" : "")),
            produce(address, String.join("\n", lines), "--named").outputLines());

        assertEnded(0, consumer);
        assertEquals(lines, consumer.outputLines());
    }

    @Test
    void theServerEndsInOrderWhenItIsToldToAndItsStoreIsOneLikeAnyOther() {
        final String address = startServer("--retain", "1d");
        produce(address, "a\nb\n", "letters");
        final ChildProcess consumer = consume(address, "letters");

        processes.get(0).terminate();

        assertEnded(SIGTERM, processes.get(0));
        final String[] said = processes.get(0).errorText().split("\n");
        assertTrue(said[said.length - 1].startsWith("closing, clients=1 lastIndex="), processes.get(0)::errorText);
        assertEnded(1, consumer);
        assertTrue(consumer.errorText().contains(address + " has closed the connection"), consumer::errorText);
        final Programs programs = new Programs();
        assertEquals(0, programs.run("dump", "--store", folder.resolve("store").toString(), "-o", "json"),
            programs::err);
        assertEquals(2, programs.out().lines().count(), programs.out());
        assertEquals(0, programs.run("verify", "--store", folder.resolve("store").toString()), programs::err);
    }

    @Test
    void aServerThatIsKilledHasWhatItAcceptedWhenItComesBack() {
        produce(startServer(), "a\nb\n", "letters");
        processes.get(0).kill();

        final String address = startServer();
        final ChildProcess consumer = consume(address, "letters", "--count", "1");
        produce(address, "c\n", "letters");

        assertEnded(0, consumer);
        assertEquals(List.of("c"), consumer.outputLines());
        processes.get(1).terminate();
        final Programs programs = new Programs();
        programs.run("dump", "--store", folder.resolve("store").toString(), "-o", "json");
        assertEquals(3, programs.out().lines().count(), programs.out());
    }

    @Test
    void whoIsRefusedIsToldSoAndTheReasonIsInTheServersLog() {
        final String address = startServer("--reply-ok", "--max-subscriptions", "1", "--max-message", "10");
        final ChildProcess consumer = consume(address, "a", "b");
        final ChildProcess producer = produce(address, "short\nmuch too long\nshort\n", "a");

        assertEnded(1, consumer);
        assertTrue(consumer.errorText().contains("has closed the connection, its log tells why"), consumer::errorText);
        assertEnded(1, producer);
        assertEquals(List.of(), producer.outputLines());
        assertTrue(producer.errorText().contains(", its log tells why; 3 lines "), producer::errorText);
        await(() -> processes.get(0).errorText().contains("maxSubscriptions=1"), "the reason");
        await(() -> processes.get(0).errorText().contains("maxMessageLength=10"), "the other reason");
    }

    @Test
    void aLineWithoutAQueueIsToldAfterThoseBeforeItWereProduced() {
        final String address = startServer();
        final ChildProcess consumer = consume(address, "--all", "--named", "--count", "1");

        final ChildProcess producer = produce(address, "a\tone\nno queue\n", "--named");

        assertEnded(1, producer);
        assertTrue(producer.errorText().contains("line 2 has no tab"), producer::errorText);
        assertEnded(0, consumer);
        assertEquals(List.of("a\tone"), consumer.outputLines());
    }

    @Test
    void aDurableConsumerGoesOnWhereItWasAndAResumedProducerLeavesEachLineThereOnce() throws IOException {
        final List<String> lines = IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();
        final String text = String.join("\n", lines) + "\n";
        final String address = startServer();
        final ChildProcess first = produce(address, text, "numbers", "--durable", "feed");
        assertEquals(List.of("20000 messages produced, 0 skipped, all confirmed"), first.outputLines());

        final ChildProcess some = consume(address, "numbers", "--durable", "desk", "--from", "start", "--count", "7");
        assertEnded(0, some);
        processes.get(0).kill();
        final ChildProcess rest = startClient("consume", address, null, "numbers", "--durable", "desk", "--from",
            "start");
        final ChildProcess again = startClient("produce", address, text + "last\n", "numbers", "--durable", "feed",
            "--resume");
        startServerAt(address);

        assertEnded(0, again);
        assertEquals(List.of("1 messages produced, 20000 skipped, all confirmed"), again.outputLines());
        await(() -> rest.outputLines().contains("last"), "the last line");
        rest.terminate();
        assertEnded(SIGTERM, rest);
        assertEquals(lines.subList(0, 7), some.outputLines());
        final List<String> came = rest.outputLines();
        final int from = Integer.parseInt(came.get(0));
        assertTrue(from <= 7, () -> "begins with " + from);
        assertTrue(lines.subList(from, 20_000).equals(came.subList(0, came.size() - 1)), "not each line once");
    }

    @Test
    void fromAPositionWhatIsKeptComesWithItsSequenceAndTime() {
        final String address = startServer("--retain", "1d");
        produce(address, "a\nb\n", "letters");
        produce(address, "c\n", "letters");

        final ChildProcess all = consume(address, "letters", "--from", "start", "--count", "3", "-o", "json");
        assertEnded(0, all);
        final List<Map<String, Object>> objects = all.outputLines().stream().map(Json::object).toList();
        assertEquals(List.of(1L, 2L, 3L), objects.stream().map(object -> object.get("queueSequence")).toList());
        assertEquals(List.of(false, false, false),
            objects.stream().map(object -> object.get("isRedelivered")).toList());
        objects.forEach(object -> assertEquals(fieldsOfThePage(), object.keySet()));

        final ChildProcess second = consume(address, "--all", "--from", (String) objects.get(1).get("index"),
            "--count", "2");
        assertEnded(0, second);
        assertEquals(List.of("b", "c"), second.outputLines());
        final ChildProcess byTime = consume(address, "--all", "--from", (String) objects.get(2).get("time"),
            "--count", "1");
        assertEnded(0, byTime);
        assertEquals(List.of("c"), byTime.outputLines());
    }

    @Test
    void aNameThatIsForgottenBeginsAnew() {
        final String address = startServer("--retain", "1d");
        produce(address, "a\nb\n", "letters");

        for (int i = 0; i < 2; i++) {
            final ChildProcess consumer = consume(address, "letters", "--durable", "desk", "--from", "start",
                "--count", "2", "--forget");

            assertEnded(0, consumer);
            assertEquals(List.of("a", "b"), consumer.outputLines());
        }
    }

    @Test
    void nobodyThereIsToldInOneLine() {
        final ChildProcess producer = produce("127.0.0.1:1", "a\n", "a", "--timeout", "1");

        assertEnded(1, producer);
        assertTrue(producer.errorText().contains("cannot connect to 127.0.0.1:1"), producer::errorText);
        assertEquals(1, producer.errorText().lines().count(), producer::errorText);
    }

    @Test
    void aProducerThatIsToldToEndBeforeItsFirstSessionSaysWhatStoodInTheWay() {
        final ChildProcess parent = startClient("consume", "127.0.0.1:1", null, "a", "--durable", "desk");
        final ChildProcess producer = startClient("produce", "127.0.0.1:1", "a\n", "a", "--durable", "feed",
            ParentOption.NAME, String.valueOf(parent.pid()));
        await(() -> producer.errorText().contains("; trying again"), "is told of the first attempt");

        parent.kill();

        assertEnded(1, producer);
        assertTrue(producer.errorText().contains("stopped before the first session: CONNECT_FAILED"),
            producer::errorText);
    }

    @Test
    void anotherServerOfTheSameNameIsRefused() {
        startServer();

        final ChildProcess second = start("second", null, "queue-server", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("store").toString());

        assertEnded(1, second);
        assertEquals(1, second.errorText().lines().count(), second::errorText);
    }

    @Test
    void jsonIsExactAndItsFieldsAreThoseThatAreListed() throws IOException {
        final String address = startServer();
        final ChildProcess consumer = consume(address, "--all", "-o", "json", "--count", "2");

        produce(address, "\"\t\u00e4\u0001\n", "prices");
        processes.add(ChildProcess.start(folder, "binary",
            Files.write(folder.resolve("binary.in"), new byte[] {'q', (byte) 0xff, '\t', (byte) 0xfe, '\n'}),
            List.of("queue-client", "produce", "--named", "--connect", address)));

        assertEnded(0, consumer);
        final List<Map<String, Object>> objects = consumer.outputLines().stream().map(Json::object).toList();
        assertEquals("prices", objects.get(0).get("queue"));
        assertEquals("\"\t\u00e4\u0001", objects.get(0).get("payload"));
        assertEquals("cf8=", objects.get(1).get("queueBase64"));
        assertEquals("/g==", objects.get(1).get("payloadBase64"));
        assertEquals(1L, objects.get(1).get("payloadBytes"));
        objects.forEach(object -> assertEquals(fieldsOfThePage(), object.keySet()));
    }

    private Path guarded(final String name, final String text) {
        try {
            final Path file = Files.writeString(folder.resolve(name), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    @Test
    void onlyWhoProvesItsSecretComesInAndDoesWhatTheRulesAllow() {
        final String feeds = "ZmVlZC1mZWVkLWZlZWQtZmVlZA==";
        final String secret = guarded("feed", feeds + "\n").toString();
        final Path rules = guarded("rules", "feed produce prices.*\ndesk consume *\n");
        final String address = startServer("--reply-ok", "--secrets", guarded("secrets", "feed = " + feeds + "\ndesk = "
            + "ZGVzay1kZXNrLWRlc2stZGVzaw==\n").toString(), "--access", rules.toString());
        final ChildProcess desk = consume(address, "--all", "--durable", "desk", "--count", "1", "--secret",
            guarded("desk", "ZGVzay1kZXNrLWRlc2stZGVzaw==\n").toString());

        assertEnded(0, produce(address, "1.25\n", "prices.eu", "--durable", "feed", "--secret", secret));
        assertEnded(0, desk);
        assertEquals(List.of("1.25"), desk.outputLines());
        requireRefused(produce(address, "1\n", "news", "--durable", "feed", "--secret", secret), 1,
            "refuses this client, NOT_ALLOWED: principal feed may not produce to news");
        requireRefused(produce(address, "1\n", "prices.eu", "--durable", "desk", "--secret", secret), 1,
            "refuses this client, NOT_AUTHENTICATED: ");
        requireRefused(produce(address, "1\n", "prices.eu", "--durable", "feed"), 1, "it was given none");
        requireRefused(produce(address, "1\n", "prices.eu", "--secret", secret), 2, "--secret needs --durable NAME");
        final ChildProcess base = produce(address, "1\n", "prices.eu");
        assertEnded(1, base);

        final ChildProcess live = consume(address, "news", "--durable", "desk", "--secret", folder.resolve("desk")
            .toString());
        guarded("rules", "feed produce news\n");
        requireRefused(live, 1, "refuses this client, NOT_ALLOWED: principal desk may not consume ");
        assertEnded(0, produce(address, "1\n1\n", "news", "--durable", "feed", "--secret", secret));
    }

    @Test
    void aClientWithASecretSendsNothingToAServerThatDoesNotKnowIt() {
        final String secret = guarded("feed", "ZmVlZC1mZWVkLWZlZWQtZmVlZA==\n").toString();

        requireRefused(produce(startServer(), "1\n", "news", "--durable", "feed", "--secret", secret), 1,
            "the server did not prove that it knows the secret of feed: it did not ask for it");
    }

    private static void requireRefused(final ChildProcess process, final int exitCode, final String why) {
        assertEnded(exitCode, process);
        assertTrue(process.errorText().contains(why), process::errorText);
    }

    private static Set<String> fieldsOfThePage() {
        try {
            return CommandsPage.sections().get("queue-client consume").fields().keySet();
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private String startServer(final String... options) {
        return startServerAt("127.0.0.1:0", options);
    }

    private String startServerAt(final String listen, final String... options) {
        final List<String> program = new ArrayList<>(List.of("queue-server", "--listen", listen, "--store",
            folder.resolve("store").toString()));
        program.addAll(List.of(options));
        final ChildProcess server = start("server", null, program.toArray(new String[0]));
        await(() -> server.errorText().contains(LISTENING) && server.errorText().endsWith("\n"), "listening");
        return server.errorText().lines().filter(line -> line.startsWith(LISTENING)).findFirst().orElseThrow()
            .substring(LISTENING.length());
    }

    /** {@return a consumer that has subscribed, and whose subscription the server has read} */
    private ChildProcess consume(final String address, final String... options) {
        final ChildProcess consumer = startClient("consume", address, null, options);
        await(() -> consumer.errorText().contains("subscribed at ") || !consumer.isAlive(), "subscribed");
        return consumer;
    }

    /** {@return a producer that has ended} */
    private ChildProcess produce(final String address, final String lines, final String... options) {
        final ChildProcess producer = startClient("produce", address, lines, options);
        assertTrue(producer.awaitEnd(TIMEOUT_NS), producer::errorText);
        return producer;
    }

    private ChildProcess startClient(final String role, final String address, final String lines,
                                     final String... options) {
        final List<String> program = new ArrayList<>(List.of("queue-client", role, "--connect", address));
        program.addAll(List.of(options));
        return start(role, lines, program.toArray(new String[0]));
    }

    private ChildProcess start(final String title, final String lines, final String... program) {
        final String name = title + "-" + processes.size();
        try {
            final Path input = folder.resolve(name + ".in");
            Files.writeString(input, lines == null ? "" : lines, StandardCharsets.UTF_8);
            final ChildProcess process = ChildProcess.start(folder, name, input, List.of(program));
            processes.add(process);
            return process;
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void assertEnded(final int exitCode, final ChildProcess process) {
        assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
        assertEquals(exitCode, process.exitCode(), process::errorText);
    }

    private void await(final BooleanSupplier condition, final String what) {
        for (long waitedNs = 0; !condition.getAsBoolean(); waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS, () -> what + ": " + processes.stream().map(ChildProcess::errorText)
                .toList());
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
