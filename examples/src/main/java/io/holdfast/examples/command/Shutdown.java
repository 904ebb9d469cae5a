package io.holdfast.examples.command;

import io.holdfast.SystemClock;
import net.openhft.chronicle.bytes.Bytes;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into a request that the program's own loop sees, and holds the process until the program
 * has closed what it opened and {@link #lastWordSaid()}. The exit code is then the JVM's: 128 plus the number of the
 * signal. The end of the process that started this one, if it is to be watched, counts as a request too.
 */
public final class Shutdown implements AutoCloseable {
    private static final long GRACE_SECONDS = 5;
    private static final long PARENT_CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final CountDownLatch LAST_WORD_SAID = new CountDownLatch(1);

    private final Thread hook = new Thread(this::request, "holdfast-shutdown");
    private final ProcessHandle parent;
    private volatile long nextParentCheckNs = SystemClock.INSTANCE.monotonicNs();
    private volatile boolean isRequested;

    private Shutdown(final ProcessHandle parent) {
        this.parent = parent;
    }

    /** {@return one that listens for signals until it is closed} */
    public static Shutdown install() {
        return install(new ParentOption());
    }

    /**
     * Listens for signals until it is closed, and watches the parent process if one is named.
     *
     * @param option names the parent process
     * @return the new one
     */
    public static Shutdown install(final ParentOption option) {
        letChronicleAddItsHook();
        final Shutdown shutdown = new Shutdown(option.parent());
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** Chronicle Core 2026.5 adds a shutdown hook when it is first used, and fails for good if that is too late. */
    private static void letChronicleAddItsHook() {
        Bytes.allocateDirect(1).releaseLast();
    }

    /** {@return whether the program is to end; any thread may ask, and often} */
    public boolean isRequested() {
        return isRequested || parent != null && isParentGone();
    }

    /** Lets a process that was told to end do so: the program has closed what it opened and printed what it had to. */
    public static void lastWordSaid() {
        LAST_WORD_SAID.countDown();
    }

    /** Stops to listen. */
    @Override
    public void close() {
        if (!isRequested) {
            removeHook();
        }
    }

    private boolean isParentGone() {
        final long nowNs = SystemClock.INSTANCE.monotonicNs();
        if (nowNs - nextParentCheckNs < 0) {
            return false;
        }
        nextParentCheckNs = nowNs + PARENT_CHECK_INTERVAL_NS;
        return !parent.isAlive();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (final IllegalStateException shutdownHasBegun) {
            isRequested = true;
        }
    }

    private void request() {
        isRequested = true;
        try {
            if (!LAST_WORD_SAID.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("holdfast: did not close within " + GRACE_SECONDS + " s");
            }
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
