package io.holdfast.bridge.queueserver.client;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.bridge.queueserver.QueueServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server and its clients over a network in memory, driven in lock step by the thread of the test. */
abstract class QueueClientFixture {
    static final long MS = 1_000_000;
    static final int PORT = 7000;

    private static final int MOST_STEPS = 100_000;

    @TempDir
    Path folder;

    final ManualClock clock = new ManualClock();
    final FaultyNetwork network = new FaultyNetwork();
    final List<QueueProducer> producers = new ArrayList<>();
    final List<Inbox> inboxes = new ArrayList<>();
    UnaryOperator<QueueServerContext> options = UnaryOperator.identity();
    QueueServer server;

    /** What a consumer got, and how its handler answers. */
    final class Inbox {
        final QueueConsumer consumer;
        final List<String> received = new ArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        QueueMessageHandler answer = message -> Action.CONSUMED;
        int limit = 10;
        boolean isPaused;

        Inbox(final QueueConsumer consumer) {
            this.consumer = consumer;
            inboxes.add(this);
        }

        void poll() {
            if (!isPaused) {
                consumer.poll(this::take, limit);
            }
        }

        private Action take(final QueueMessage message) {
            final Action action = answer.onMessage(message);
            if (action != Action.RETRY) {
                received.add(message.queue() + "=" + text(message));
                sequences.add(message.sequence());
            }
            return action;
        }
    }

    @AfterEach
    void closeAll() {
        producers.forEach(QueueProducer::close);
        inboxes.forEach(inbox -> inbox.consumer.close());
        if (server != null) {
            server.close();
        }
    }

    static String text(final QueueMessage message) {
        final byte[] bytes = new byte[message.length()];
        message.copyTo(bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    void startServer() {
        try {
            server = QueueServer.open(options.apply(QueueServers.context(folder.resolve("store"), clock, network)
                .listen(new InetSocketAddress("127.0.0.1", PORT))));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stopServer() {
        server.close();
        server = null;
    }

    void restartServer() {
        stopServer();
        startServer();
    }

    <T extends QueueClientContext<T>> T common(final T context) {
        return context.endpoint(new InetSocketAddress("127.0.0.1", PORT)).clock(clock).network(network).jitterSeed(1)
            .socketBufferLength(64 << 10);
    }

    QueueProducer producer(final String name) {
        return producer(common(new QueueProducerContext().name(name)));
    }

    QueueProducer producer(final QueueProducerContext context) {
        final QueueProducer producer = QueueProducer.open(context);
        producers.add(producer);
        return producer;
    }

    QueueProducer connectedProducer(final String name) {
        final QueueProducer producer = producer(name);
        runUntil("the producer is connected", () -> producer.state() == ConnectionState.CONNECTED);
        return producer;
    }

    Inbox consumer(final String name) {
        return consumer(common(new QueueConsumerContext().name(name)));
    }

    Inbox consumer(final QueueConsumerContext context) {
        return new Inbox(QueueConsumer.open(context));
    }

    /** One duty cycle of everybody; a millisecond passes. */
    void step() {
        if (server != null) {
            server.doWork();
        }
        producers.forEach(QueueProducer::doWork);
        inboxes.forEach(Inbox::poll);
        clock.advance(MS);
    }

    void run(final int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    void runUntil(final String what, final BooleanSupplier isSo) {
        for (int i = 0; i < MOST_STEPS && !isSo.getAsBoolean(); i++) {
            step();
        }
        assertTrue(isSo.getAsBoolean(), () -> "never happened: " + what);
    }

    /** Returns when the consumer's subscriptions have been worked on. */
    void settle() {
        run(20);
    }

    static long offer(final QueueProducer producer, final String queue, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return producer.offer(queue, bytes, 0, bytes.length);
    }

    /** Offers messages of these numbers, and drives everybody while the producer is held up. */
    void offerAll(final QueueProducer producer, final String queue, final int from, final int to) {
        for (int i = from; i < to; i++) {
            long result = offer(producer, queue, "" + i);
            for (int tries = 0; result < 0 && tries < MOST_STEPS; tries++) {
                step();
                result = offer(producer, queue, "" + i);
            }
            assertTrue(result > 0, "result=" + result);
        }
    }

    void awaitConfirmed(final QueueProducer producer) {
        runUntil("all is confirmed", () -> producer.unconfirmed() == 0);
    }

    void awaitReceived(final Inbox inbox, final int count) {
        runUntil("the consumer has " + count + " messages", () -> inbox.received.size() >= count);
    }

    static List<String> numbered(final String queue, final int from, final int to) {
        final List<String> messages = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages.add(queue + "=" + i);
        }
        return messages;
    }

    static void assertReceived(final List<String> expected, final Inbox inbox) {
        assertEquals(expected, inbox.received);
    }
}
