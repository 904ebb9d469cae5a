package io.holdfast.examples.bench.link;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.holdfast.examples.command.CommandFailure;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An Aeron driver in memory, its term buffers touched beforehand. It forgives clients that are not polled during the
 * turns of others, and its own thread, if it has one, all but stops then.
 */
final class AeronDriver implements AutoCloseable {
    /** How long nobody needs to be polled. */
    static final long TIMEOUT_MS = TimeUnit.MINUTES.toMillis(30);

    private static final int TERM_LENGTH = 16 * 1024 * 1024;
    private static final int LEAST_MTU = 1408;
    private static final int MOST_MTU = 65_504;
    private static final int FRAME_HEADER = 32;

    private final PausableIdle idle = new PausableIdle();
    private final MediaDriver driver;

    private AeronDriver(final LinkSettings settings, final Path folder, final ThreadingMode mode) {
        final long timeoutNs = TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        driver = MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(folder.toString())
            .dirDeleteOnStart(true).dirDeleteOnShutdown(true).threadingMode(mode).sharedIdleStrategy(idle)
            .ipcTermBufferLength(TERM_LENGTH).termBufferSparseFile(false).ipcMtuLength(mtu(settings.length()))
            .clientLivenessTimeoutNs(timeoutNs).imageLivenessTimeoutNs(timeoutNs)
            .publicationUnblockTimeoutNs(2 * timeoutNs).driverTimeoutMs(TIMEOUT_MS));
    }

    /**
     * Launches a driver.
     *
     * @param settings  of the run
     * @param isInvoked whether it is invoked by the calling thread, or has one thread of its own
     * @return the driver
     */
    static AeronDriver launch(final LinkSettings settings, final boolean isInvoked) {
        return new AeronDriver(settings, folder(settings, isInvoked),
            isInvoked ? ThreadingMode.INVOKER : ThreadingMode.SHARED);
    }

    /** {@return where the driver of a run has its files} */
    static Path folder(final LinkSettings settings, final boolean isInvoked) {
        return settings.memoryFolder().resolve(isInvoked ? "aeron" : "aeron-threads");
    }

    private static int mtu(final int length) {
        final int frame = length + FRAME_HEADER + FRAME_HEADER - 1 & -FRAME_HEADER;
        if (frame > MOST_MTU) {
            throw new CommandFailure("aeron-ipc takes no payload of " + length + " bytes in one fragment; make --size "
                + (MOST_MTU - FRAME_HEADER) + " at most");
        }
        return Math.max(LEAST_MTU, frame);
    }

    /** {@return what to invoke, null if it has a thread} */
    AgentInvoker invoker() {
        return driver.sharedAgentInvoker();
    }

    /** Lets its thread work, or all but stop. */
    void pause(final boolean isPaused) {
        idle.isPaused = isPaused;
    }

    @Override
    public void close() {
        driver.close();
    }

    /** Aeron's default way to idle, and long sleeps during the turns of others. */
    private static final class PausableIdle implements IdleStrategy {
        private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

        private final IdleStrategy backoff = new BackoffIdleStrategy();
        private volatile boolean isPaused;

        @Override
        public void idle(final int workCount) {
            if (isPaused) {
                LockSupport.parkNanos(PAUSE_NS);
            } else {
                backoff.idle(workCount);
            }
        }

        @Override
        public void idle() {
            idle(0);
        }

        @Override
        public void reset() {
            backoff.reset();
        }
    }
}
