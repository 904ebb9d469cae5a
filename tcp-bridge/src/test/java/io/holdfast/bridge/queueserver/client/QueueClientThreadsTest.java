package io.holdfast.bridge.queueserver.client;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Server, producer and consumer on threads of their own, which park whenever they have nothing to do. */
class QueueClientThreadsTest {
    private static final int MESSAGES = 50_000;
    private static final int BURST = 500;
    private static final long LONG_NS = 500_000_000;

    @TempDir
    Path folder;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long next;

    private Thread start(final Runnable work) {
        final Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (final RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                isOver.set(true);
            }
        });
        thread.start();
        return thread;
    }

    private void produce(final QueueProducer producer) {
        final IdleStrategy idle = producer.parking(LONG_NS);
        final ByteBuffer payload = ByteBuffer.allocateDirect(Long.BYTES);
        final byte[] queue = {'a'};
        int sent = 0;
        while (!isOver.get() && (sent < MESSAGES || producer.unconfirmed() > 0)) {
            if (producer.unconfirmed() == 0 && producer.state() == ConnectionState.CONNECTED) {
                for (int i = 0; i < BURST; i++) {
                    assertEquals(sent + 1, producer.offer(queue, payload.putLong(0, sent)));
                    sent++;
                }
            }
            idle.idle(producer.doWork());
        }
    }

    private void consume(final QueueConsumer consumer) {
        final IdleStrategy idle = consumer.parking(LONG_NS);
        final QueueMessageHandler handler = message -> {
            assertEquals(next + 1, message.queueSequence());
            assertEquals(next++, Long.reverseBytes(message.payload().readLong()));
            return Action.CONSUMED;
        };
        while (!isOver.get() && next < MESSAGES) {
            idle.idle(consumer.poll(handler, 100));
        }
        consumer.close();
    }

    @Test
    void passMessagesOnAndWakeEachOther() throws IOException, InterruptedException {
        final QueueServer server = QueueServer.open(QueueServers.context(folder, SystemClock.INSTANCE,
            NioNetwork.INSTANCE));
        final QueueProducer producer = QueueProducer.open(new QueueProducerContext().name("feed")
            .endpoint(server.localAddress()));
        final QueueConsumer consumer = QueueConsumer.open(new QueueConsumerContext().name("desk")
            .endpoint(server.localAddress()));
        consumer.subscribe("a", QueuePosition.start());
        final IdleStrategy serving = server.parking(LONG_NS);
        final Thread serverThread = start(() -> {
            while (!isOver.get()) {
                serving.idle(server.doWork());
            }
        });
        final Thread producerThread = start(() -> produce(producer));

        final Thread consumerThread = start(() -> consume(consumer));

        producerThread.join();
        consumerThread.join();
        isOver.set(true);
        serving.wake();
        serverThread.join();
        producer.close();
        server.close();
        assertNull(failure.get());
        assertEquals(MESSAGES, next);
    }
}
