package io.holdfast.examples.bench.link;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.DutyCycle;
import io.holdfast.SystemClock;
import io.holdfast.bridge.ClientContext;
import io.holdfast.bridge.EndpointContext;
import io.holdfast.bridge.ServerContext;

import java.util.concurrent.TimeUnit;

/**
 * What both ends of Holdfast have in common: their options, and the rare part of the duty cycle. Logins, housekeeping
 * and the cached clock have their turn every 64 polls and every 256 messages sent; polling the connection has it each
 * time.
 */
final class HoldfastEnd {
    /** Messages of a burst without a poll. */
    static final int BURST = 256;

    private static final String STORE = "store";
    private static final int POLLS_PER_DUTY = 64;

    /** Sessions must outlast the turns of the other systems, in which nobody polls this one. */
    private static final long LIVENESS_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(30);

    private final boolean isEncrypted;
    private final BenchCertificate certificate;
    private final CachedClock cachedClock;
    private DutyCycle rareDuty = () -> 0;
    private int polls;

    /**
     * One end.
     *
     * @param settings    of the run
     * @param isEncrypted whether its socket speaks TLS
     */
    HoldfastEnd(final LinkSettings settings, final boolean isEncrypted) {
        this.isEncrypted = isEncrypted;
        certificate = new BenchCertificate(settings.folder());
        cachedClock = settings.isClockCached() ? new CachedClock(SystemClock.INSTANCE) : null;
    }

    /** {@return the client's peer name} */
    String clientName() {
        return isEncrypted ? "bench-client-tls" : "bench-client";
    }

    /** {@return the server's peer name} */
    String serverName() {
        return isEncrypted ? "bench-server-tls" : "bench-server";
    }

    /** {@return the options of the server's end} */
    ServerContext server(final LinkSettings settings) {
        return applyTo(new ServerContext(), settings).name(serverName()).tls(isEncrypted ? certificate.server() : null);
    }

    /** {@return the options of the client's end, when the server's is up} */
    ClientContext client(final LinkSettings settings) {
        return applyTo(new ClientContext(), settings).name(clientName()).remoteName(serverName())
            .tls(isEncrypted ? certificate.client() : null);
    }

    /** Sets the options of one end; both have the same store, so that each may read the other's files. */
    private <T extends EndpointContext<T>> T applyTo(final T context, final LinkSettings settings) {
        return context.store(settings.folder().resolve(STORE)).transport(settings.transport()).clock(clock())
            .singleSender(true).livenessTimeoutNs(LIVENESS_TIMEOUT_NS).durability(settings.durability());
    }

    private Clock clock() {
        return cachedClock == null ? SystemClock.INSTANCE : cachedClock;
    }

    /** Sets what does logins and housekeeping. */
    void rareDuty(final DutyCycle value) {
        rareDuty = value;
    }

    /** Counts a poll. */
    void polled() {
        if ((++polls & POLLS_PER_DUTY - 1) == 0) {
            doRareDuty();
        }
    }

    void doRareDuty() {
        if (cachedClock != null) {
            cachedClock.tick();
        }
        rareDuty.doWork();
    }
}
