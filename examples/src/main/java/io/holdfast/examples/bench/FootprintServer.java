package io.holdfast.examples.bench;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.SystemClock;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Stall;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The measured server, driven by one thread. */
final class FootprintServer implements AutoCloseable {
    private static final int MOST_PER_POLL = 64;
    private static final long STALL_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final int DIGITS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final FootprintSettings settings;
    private final byte[] payload;
    private final Runnable check;
    private final MessageHandler handler = this::onMessage;
    private Server server;
    private long answers;
    private int port;

    FootprintServer(final FootprintSettings settings, final int length, final Runnable check) {
        this.settings = settings;
        this.check = check;
        payload = new byte[length];
    }

    /**
     * Opens the server and every connection; none has a session.
     *
     * @return how long it took, in milliseconds
     */
    long open() {
        final long startNs = now();
        try {
            server = Server.open(settings.applyTo(new ServerContext()).name(FootprintSettings.SERVER_NAME)
                .maxConnections(settings.connections())
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on the loopback address", error);
        }
        port = server.localAddress().getPort();
        for (int number = 0; number < settings.connections(); number++) {
            connection(number);
        }
        return millisSince(startNs);
    }

    int port() {
        return port;
    }

    private Connection connection(final int number) {
        return server.connection(FootprintSettings.peerName(number));
    }

    private Action onMessage(final Connection connection, final Message message) {
        answers++;
        return Action.CONSUMED;
    }

    private int work() {
        return server.doWork() + server.group(0).poll(handler, MOST_PER_POLL);
    }

    /**
     * Works until some peers are there.
     *
     * @param count of the first how many connections
     * @return how long it took, in milliseconds
     */
    long awaitPeers(final int count) {
        final long startNs = now();
        for (int number = 0; number < count; number++) {
            final Connection connection = connection(number);
            workUntil("peer " + number + " logs in", () -> connection.state() == ConnectionState.CONNECTED
                && connection.transport() != null);
        }
        return millisSince(startNs);
    }

    /** Has the first peer open all others. */
    void openOthers() {
        send(0, FootprintPeers.OPEN_OTHERS);
        awaitAnswers(1);
    }

    /**
     * Sends a message to each peer; each answers.
     *
     * @return how long it took, in milliseconds
     */
    long exchange() {
        final long startNs = now();
        for (int number = 0; number < settings.connections(); number++) {
            send(number, FootprintPeers.PING);
        }
        awaitAnswers(settings.connections());
        return millisSince(startNs);
    }

    /**
     * Measures round trips with the first peer.
     *
     * @param count how many; as many go before to warm up
     * @return percentiles in nanoseconds
     */
    Map<String, Object> roundTrips(final long count) {
        final Histogram histogram = new Histogram(DIGITS);
        final Connection first = connection(0);
        for (long i = 0; i < 2 * count; i++) {
            final long startNs = now();
            final long expected = answers + 1;
            send(first, FootprintPeers.PING);
            int polls = 0;
            while (answers < expected) {
                server.group(0).poll(handler, MOST_PER_POLL);
                if ((++polls & 63) == 0) {
                    server.doWork();
                    check.run();
                }
            }
            if (i >= count) {
                histogram.recordValue(now() - startNs);
            }
        }
        return new LinkedHashMap<>(Spread.ofLatencies(histogram));
    }

    /** {@return what a duty cycle costs while nobody has anything to say; heartbeats included} */
    Map<String, Object> idle() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        settle();
        final Histogram histogram = new Histogram(DIGITS);
        final long cpuNs = THREADS.getCurrentThreadCpuTime();
        final long startNs = now();
        long before = startNs;
        long cycles = 0;
        while (before - startNs < IDLE_NS) {
            work();
            final long after = now();
            histogram.recordValue(after - before);
            before = after;
            cycles++;
        }
        final long meanNs = (THREADS.getCurrentThreadCpuTime() - cpuNs) / cycles;
        fields.put("dutyCycleCpuNs", meanNs);
        fields.put("dutyCycleP50Ns", histogram.getValueAtPercentile(50));
        fields.put("dutyCycleP99Ns", histogram.getValueAtPercentile(99));
        fields.put("perConnectionCpuNs", meanNs / (double) settings.connections());
        return fields;
    }

    /** {@return how much of a core the thread takes while nobody has anything to say and it parks} */
    Map<String, Object> parked() {
        final IdleStrategy parking = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        final Map<String, Object> fields = new LinkedHashMap<>();
        workFor(IDLE_NS, parking);
        final long cpuNs = THREADS.getCurrentThreadCpuTime();
        final long startNs = now();
        workFor(IDLE_NS, parking);
        fields.put("shareOfCore", (THREADS.getCurrentThreadCpuTime() - cpuNs) / (double) (now() - startNs));
        return fields;
    }

    private void settle() {
        workFor(IDLE_NS, workCount -> { });
    }

    private void workFor(final long durationNs, final IdleStrategy idle) {
        final long startNs = now();
        while (now() - startNs < durationNs) {
            idle.idle(work());
            check.run();
        }
    }

    /** {@return how messages travel, over all connections} */
    String transports() {
        final Map<String, Integer> counts = new java.util.TreeMap<>();
        for (int number = 0; number < settings.connections(); number++) {
            counts.merge(String.valueOf(connection(number).transport()), 1, Integer::sum);
        }
        return counts.toString();
    }

    private void send(final int number, final int type) {
        send(connection(number), type);
    }

    private void send(final Connection connection, final int type) {
        final long result = connection.offer(type, payload, 0, payload.length);
        if (result < 0) {
            throw new CommandFailure("a message was not accepted: " + Connection.resultName(result));
        }
    }

    private void awaitAnswers(final long count) {
        final long expected = answers + count;
        workUntil(count + " answers come", () -> answers >= expected);
    }

    private void workUntil(final String what, final BooleanSupplier isDone) {
        final Stall stall = new Stall(SystemClock.INSTANCE, STALL_NS);
        while (!isDone.getAsBoolean()) {
            work();
            check.run();
            if (stall.isStalled(answers)) {
                throw new CommandFailure("waited too long until " + what);
            }
        }
    }

    private static long now() {
        return SystemClock.INSTANCE.monotonicNs();
    }

    private static long millisSince(final long startNs) {
        return TimeUnit.NANOSECONDS.toMillis(now() - startNs);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
