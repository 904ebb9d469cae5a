package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that reads the log where it is may see, and ack, a message before its sender's thread is done with it. */
class PeerAheadTest {
    private static final int TIMEOUT_S = 60;

    @Test
    void anAckOfAMessageWhoseAppendIsUnderWayIsTaken(@TempDir final Path folder) throws Exception {
        final BlockingClock clock = new BlockingClock();
        try (Log log = Log.open(new LogContext().directory(folder).localName("a").remoteName("b").clock(clock))) {
            final SendQueue queue = new SendQueue(log, new StoreContext());
            final long first = log.append(1, 0, null, 0, 0, 0);
            clock.isBlocking = true;
            final Thread sender = new Thread(() -> log.append(1, 0, null, 0, 0, 0));
            sender.start();
            assertTrue(clock.entered.await(TIMEOUT_S, TimeUnit.SECONDS));
            final Thread releaser = new Thread(clock.released::countDown);
            releaser.start();

            assertTrue(queue.acked(first + 1), "waits for the append under way");
            assertEquals(first + 1, queue.ackedIndex());
            sender.join();
            releaser.join();
        }
    }

    /** Is read within an append. */
    private static final class BlockingClock implements Clock {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean isBlocking;

        @Override
        public long epochNs() {
            if (isBlocking) {
                entered.countDown();
                try {
                    assertTrue(released.await(TIMEOUT_S, TimeUnit.SECONDS));
                } catch (final InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return SystemClock.INSTANCE.epochNs();
        }

        @Override
        public long monotonicNs() {
            return SystemClock.INSTANCE.monotonicNs();
        }
    }
}
