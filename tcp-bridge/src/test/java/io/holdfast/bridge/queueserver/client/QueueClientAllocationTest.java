package io.holdfast.bridge.queueserver.client;

import com.sun.management.ThreadMXBean;
import io.holdfast.Action;
import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServers;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a message costs in garbage once all is warm, over real sockets and with the server in the same thread. */
class QueueClientAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 40_000;
    private static final int MEASURED = 100_000;

    /** Code that a timer reaches for the first time is linked then, which is no garbage of messages. */
    private static final int BLOCKS = 3;

    /** The JDK's selector boxes the number of each ready socket if it is above 127, as EPollSelectorImpl shows. */
    private static final int BOXES_OF_A_ROUND = 2 * 16;
    private static final int WINDOW = 64;
    private static final long MOST_ROUNDS = 50_000_000;
    private static final String[] QUEUES = {"prices", "orders", "größen"};

    @TempDir
    Path folder;
    private QueueServer server;
    private QueueProducer producer;
    private QueueConsumer consumer;
    private final Bytes<?> payload = Bytes.allocateDirect(64);
    private final byte[] copy = new byte[64];
    private long received;
    private long count;
    private long rounds;

    private Action read(final QueueMessage message) {
        count += message.sequence() + message.queueSequence() + message.acceptedAtNs() + message.attempt()
            + message.payload().readLong(0) + message.queueLength();
        message.copyTo(copy, 0);
        received++;
        return Action.CONSUMED;
    }

    private void exchange(final QueueMessageHandler handler, final int messages) {
        final long target = received + messages;
        long sent = received;
        rounds = 0;
        for (long i = 0; i < MOST_ROUNDS && received < target; i++) {
            rounds++;
            while (sent < target && sent - received < WINDOW
                && producer.offer(QUEUES[(int) (sent % QUEUES.length)], payload, 0, 64) > 0) {
                sent++;
            }
            producer.doWork();
            server.doWork();
            consumer.poll(handler, WINDOW);
        }
        assertEquals(target, received);
    }

    @Test
    void offersConfirmsDeliversAndAcksWithoutAllocating() throws IOException {
        payload.writeLimit(64).writePosition(64);
        final QueueServer opened = QueueServer.open(QueueServers.context(folder, SystemClock.INSTANCE,
            NioNetwork.INSTANCE).cycleSize(256 << 20));
        server = opened;
        producer = QueueProducer.open(new QueueProducerContext().name("feed").endpoint(server.localAddress()));
        consumer = QueueConsumer.open(new QueueConsumerContext().name("desk").endpoint(server.localAddress()));
        consumer.subscribeAll(QueuePosition.start());
        try {
            final QueueMessageHandler handler = this::read;
            exchange(handler, WARM_UP);

            long least = Long.MAX_VALUE;
            for (int block = 0; block < BLOCKS; block++) {
                final long before = THREADS.getCurrentThreadAllocatedBytes();
                exchange(handler, MEASURED);
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before - rounds * BOXES_OF_A_ROUND);
            }

            assertTrue(least < MEASURED / 10, least + " bytes for " + MEASURED + " messages");
        } finally {
            producer.close();
            consumer.close();
            opened.close();
            payload.releaseLast();
        }
    }
}
