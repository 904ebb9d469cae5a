package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MESSAGES = 20_000;

    @TempDir
    Path folder;

    private StoreRoot root;
    private ConnectionStore store;
    private long peerIndex;

    @BeforeEach
    void open() {
        root = StoreRoot.open(folder, "Client", Connections.context().cycleSize(64 << 20));
        store = root.connection("Server");
        store.receiveState().adopt(Connections.PEER, 1, 0);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void allocatesNothingPerMessageInSteadyState() {
        exchange(2 * MESSAGES);

        final long before = THREADS.getCurrentThreadAllocatedBytes();
        exchange(MESSAGES);
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertTrue(allocated < MESSAGES, "allocated " + allocated + " bytes for " + MESSAGES + " messages");
    }

    private void exchange(final int messages) {
        final SendQueue queue = store.sendQueue();
        final ReceiveState received = store.receiveState();
        for (int i = 0; i < messages; i++) {
            received.delivered(++peerIndex);
            if (i % 2 == 0) {
                received.consumed(peerIndex);
                Connections.offer(queue, 64);
            } else {
                Connections.reply(queue, 64, peerIndex);
            }
            assertEquals(1, queue.unackedMessages());
            queue.acked(queue.lastIndex());
            queue.doWork();
        }
        assertEquals(0, queue.unackedBytes());
    }
}
