package io.holdfast.bridge;

import io.holdfast.ConnectionStats;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The live counters of one connection. Each is written by the polling thread, but for those of sends. */
final class Counters implements ConnectionStats {
    final Counter sessions = new Counter();
    final Counter refusals = new Counter();
    final Counter sent = new Counter();
    final Counter received = new Counter();
    final Counter duplicatesDropped = new Counter();
    final Counter retries = new Counter();
    final Counter skipped = new Counter();
    final Counter bytesReceived = new Counter();
    final Counter bytesSent = new Counter();
    private final AtomicLong backPressured = new AtomicLong();
    private final LongSupplier accepted;

    Counters(final LongSupplier accepted) {
        this.accepted = accepted;
    }

    /** Counts a send that was answered with back pressure; any thread. */
    void backPressure() {
        backPressured.getAndIncrement();
    }

    @Override
    public long sessions() {
        return sessions.value();
    }

    @Override
    public long refusals() {
        return refusals.value();
    }

    @Override
    public long accepted() {
        return accepted.getAsLong();
    }

    @Override
    public long backPressured() {
        return backPressured.get();
    }

    @Override
    public long sent() {
        return sent.value();
    }

    @Override
    public long received() {
        return received.value();
    }

    @Override
    public long duplicatesDropped() {
        return duplicatesDropped.value();
    }

    @Override
    public long retries() {
        return retries.value();
    }

    @Override
    public long skipped() {
        return skipped.value();
    }

    @Override
    public long bytesReceived() {
        return bytesReceived.value();
    }

    @Override
    public long bytesSent() {
        return bytesSent.value();
    }
}
