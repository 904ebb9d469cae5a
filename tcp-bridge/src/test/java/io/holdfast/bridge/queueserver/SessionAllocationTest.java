package io.holdfast.bridge.queueserver;

import com.sun.management.ThreadMXBean;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Producing, confirming, delivering and acking make no garbage once a session is there. */
class SessionAllocationTest extends QueueServerFixture {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PER_ROUND = 100;

    private long sent;

    /** One round; answers what the server allocated in it. */
    private long round(final WireSession producer, final WireSession consumer) {
        final WireBytes batch = new WireBytes();
        for (int i = 0; i < PER_ROUND; i++) {
            sent++;
            batch.bytes(WireSession.produce(sent, "a", "0123456789").toBytes());
        }
        producer.send(batch);
        long allocated = 0;
        for (int i = 0; i < 100_000 && consumer.receive().received().size() <= sent; i++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            poll();
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertTrue(consumer.received().size() > sent, "received=" + consumer.received().size() + " sent=" + sent);
        producer.receive();
        consumer.send(WireSession.ack(0, consumer.indices().get((int) sent)));
        return allocated;
    }

    @Test
    void aSessionAtWorkAllocatesNothing() {
        start(context());
        assertAllocatesNothing();
    }

    @Test
    void rulesOnWhoMayDoWhatAllocateNothing() throws IOException {
        final Path rules = Files.writeString(folder.resolve("rules"), "- produce b, a*, c*\n- consume *\n");
        start(context().access(rules));
        assertAllocatesNothing();
    }

    private void assertAllocatesNothing() {
        final WireSession consumer = welcomed('c', "desk").send(WireSession.subscribe(1, 0, 0, ""));
        awaitReceived(consumer, 1);
        final WireSession producer = welcomed('p', "feed");
        for (int i = 0; i < 100; i++) {
            round(producer, consumer);
        }
        long allocated = 0;
        for (int i = 0; i < 200; i++) {
            allocated += round(producer, consumer);
        }

        assertTrue(allocated < 64 << 10, "the server allocated " + allocated + " bytes for 20,000 messages");
    }
}
