package io.holdfast.examples.queue;

import io.holdfast.Action;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.client.QueueConsumer;
import io.holdfast.bridge.queueserver.client.QueueConsumerContext;
import io.holdfast.bridge.queueserver.client.QueueMessage;
import io.holdfast.bridge.queueserver.client.QueuePosition;
import io.holdfast.bridge.queueserver.client.QueueProducer;
import io.holdfast.bridge.queueserver.client.QueueProducerContext;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A server that is killed again and again under a producer and durable consumers: nothing that was confirmed is lost,
 * nothing is in the log twice, nothing comes again after its ack. {@code -Dholdfast.kills=N} sets how often.
 */
@Tag("slow")
class QueueServerKillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 20) / 4;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long MS = 1_000_000;
    private static final int MESSAGES_PER_TURN = 20;
    private static final int MOST_AHEAD = 5_000;
    private static final byte[][] QUEUES = {{'e', 'v', 'e', 'n'}, {'o', 'd', 'd'}};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<Reader> readers = new ArrayList<>();
    private final byte[] payload = new byte[Long.BYTES];

    @TempDir
    private Path folder;
    private InetSocketAddress address;
    private List<String> options;
    private ChildProcess server;
    private int starts;
    private QueueProducer producer;
    private long offered;

    /** Messages with what each reader had acked before they were offered. */
    private final Deque<long[]> marks = new ArrayDeque<>();

    /** As above, of acks that had come before the server took some message that was offered earlier. */
    private final Deque<long[]> taken = new ArrayDeque<>();

    /** One durable consumer, whose client begins anew with every server. */
    private final class Reader {
        private final String name;
        /** Which numbers it is to get: those that leave this when divided by 2, -1 for all. */
        private final int wanted;
        private final Map<Long, Long> sequences = new HashMap<>();
        private QueueConsumer consumer;
        /** The server is known to have had an ack of this. */
        private long acked;
        private long last;

        Reader(final String name, final int wanted) {
            this.name = name;
            this.wanted = wanted;
        }

        void connect() {
            if (consumer != null) {
                consumer.close();
            }
            last = acked;
            consumer = QueueConsumer.open(new QueueConsumerContext().name(name).endpoint(address).ackBatch(1)
                .backoffNs(MS, 20 * MS));
            if (sequences.isEmpty() && wanted < 0) {
                consumer.subscribeAll(QueuePosition.start());
            } else if (sequences.isEmpty()) {
                consumer.subscribe(QUEUES[wanted], QueuePosition.start());
            }
        }

        private Action take(final QueueMessage message) {
            message.copyTo(payload, 0);
            final long number = ByteBuffer.wrap(payload).getLong();
            final long sequence = message.sequence();
            assertTrue(sequence > last, () -> what() + " got " + number + " at " + Long.toHexString(sequence)
                + " again after " + Long.toHexString(last));
            last = sequence;
            final Long before = sequences.put(number, sequence);
            assertTrue(before == null || before == sequence, () -> what() + ": " + number + " is in the log twice");
            assertEquals((number + 1) / 2, message.queueSequence(), () -> what() + " number=" + number);
            assertTrue(wanted < 0 || number % 2 == wanted, this::what);
            return Action.CONSUMED;
        }

        /** {@return the ack that the server leaves behind, lower than ever if it was killed while it stored that} */
        long ackOnDisk() throws IOException {
            final Path file = folder.resolve("store/queue-server/queues/subscribers").resolve(name + ".ack");
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong(64);
        }

        private String what() {
            return "seed=" + seed + " reader=" + name + " starts=" + starts + " acked=" + Long.toHexString(acked);
        }

        long countUpTo(final long number) {
            return wanted < 0 ? number : wanted == 1 ? (number + 1) / 2 : number / 2;
        }
    }

    @BeforeEach
    void choosePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
    }

    @AfterEach
    void closeAll() {
        if (producer != null) {
            producer.close();
        }
        readers.forEach(reader -> reader.consumer.close());
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--durability sync", "--shards 2"})
    void nothingConfirmedIsLostAndNothingComesAgainAfterItsAck(final String serverOptions) throws IOException {
        options = serverOptions.isEmpty() ? List.of() : List.of(serverOptions.split(" "));
        startServer();
        producer = QueueProducer.open(new QueueProducerContext().name("feed").endpoint(address).backoffNs(MS, 20 * MS));
        readers.add(new Reader("all", -1));
        readers.add(new Reader("odd", 1));
        readers.add(new Reader("even", 0));
        readers.forEach(Reader::connect);
        runUntilAllHave(2);

        for (int kill = 0; kill < KILLS; kill++) {
            runUntilConfirmed(producer.confirmed() + 1 + random.nextInt(4_000));
            server.kill();
            marks.clear();
            taken.clear();
            for (final Reader reader : readers) {
                assertTrue(reader.ackOnDisk() >= reader.acked, () -> reader.what() + " state="
                    + reader.consumer.state() + " " + reader.consumer.lastDisconnect() + " " + server.errorText());
            }
            startServer();
            readers.forEach(Reader::connect);
        }

        final long all = offered;
        runUntilAllHave(all);
        assertEquals(all, offered);
        assertEquals(all, producer.confirmed());
        for (final Reader reader : readers) {
            assertEquals(reader.countUpTo(offered), reader.sequences.size(), reader::what);
        }
    }

    private void startServer() throws IOException {
        if (server != null) {
            server.close();
        }
        final List<String> program = new ArrayList<>(List.of("queue-server", "--listen", "127.0.0.1:"
            + address.getPort(), "--store", folder.resolve("store").toString()));
        program.addAll(options);
        final Path none = Files.write(folder.resolve("none.in"), new byte[0]);
        server = ChildProcess.start(folder, "server-" + starts++, none, program);
    }

    private void runUntilConfirmed(final long sequence) {
        final long deadline = SystemClock.INSTANCE.monotonicNs() + TIMEOUT_NS;
        while (producer.confirmed() < sequence) {
            turn(true);
            requireTime(deadline);
        }
    }

    /** All readers have all numbers up to this one. */
    private void runUntilAllHave(final long number) {
        final long deadline = SystemClock.INSTANCE.monotonicNs() + TIMEOUT_NS;
        while (!readers.stream().allMatch(reader -> reader.sequences.size() >= reader.countUpTo(number))) {
            turn(offered < number);
            requireTime(deadline);
        }
    }

    private void requireTime(final long deadline) {
        final long leftNs = deadline - SystemClock.INSTANCE.monotonicNs();
        assertTrue(leftNs > 0, () -> "seed=" + seed + " confirmed=" + producer.confirmed() + " offered=" + offered
            + " " + readers.stream().map(Reader::what).toList() + " " + server.errorText());
        if (!server.isAlive()) {
            throw new AssertionError("the server has ended: " + server.errorText());
        }
    }

    private void turn(final boolean isOffering) {
        int workCount = producer.doWork();
        for (final Reader reader : readers) {
            workCount += reader.consumer.poll(reader::take, 1 + random.nextInt(100));
        }
        noteAcks();
        if (isOffering) {
            workCount += offer();
        }
        if (workCount == 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
    }

    /**
     * When a message is confirmed, an ack that was sent before it lies at the server, which may still read it in its
     * next duty cycle. A message that is offered after that is not taken before: one thread serves all clients.
     */
    private void noteAcks() {
        while (!marks.isEmpty() && marks.peek()[0] <= producer.confirmed()) {
            final long[] mark = marks.remove();
            mark[0] = offered + 1;
            taken.add(mark);
        }
        while (!taken.isEmpty() && taken.peek()[0] <= producer.confirmed()) {
            final long[] mark = taken.remove();
            for (int i = 0; i < readers.size(); i++) {
                readers.get(i).acked = Math.max(readers.get(i).acked, mark[i + 1]);
            }
        }
    }

    private int offer() {
        int count = 0;
        final long[] mark = new long[readers.size() + 1];
        for (int i = 0; i < readers.size(); i++) {
            mark[i + 1] = readers.get(i).consumer.consumed();
        }
        for (; count < MESSAGES_PER_TURN && offered - producer.confirmed() < MOST_AHEAD; count++) {
            ByteBuffer.wrap(payload).putLong(offered + 1);
            if (producer.offer(QUEUES[(int) (offered + 1) % 2], payload, 0, payload.length) < 0) {
                break;
            }
            offered++;
            mark[0] = offered;
        }
        if (mark[0] != 0 && !options.contains("--shards")) {
            marks.add(mark);
        }
        return count;
    }
}
