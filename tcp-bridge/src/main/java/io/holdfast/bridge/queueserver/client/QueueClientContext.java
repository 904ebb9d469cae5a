package io.holdfast.bridge.queueserver.client;

import io.holdfast.Clock;
import io.holdfast.PeerName;
import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What producers and consumers have in common to set. Every option has a default but the endpoint and the name. Not
 * thread-safe; checked once, when the client is opened, and every fault is reported together.
 *
 * @param <T> the context's own type, which every setter returns
 */
public abstract class QueueClientContext<T extends QueueClientContext<T>> {
    private static final int LEAST_BUFFER = 4096;
    private static final long NS_PER_MS = 1_000_000;
    private static final long MOST_HEARTBEAT_NS = TimeUnit.DAYS.toNanos(1);

    private final List<InetSocketAddress> endpoints = new ArrayList<>();
    private String name;
    private Clock clock = SystemClock.INSTANCE;
    private QueueClientListener listener = QueueClientListener.NONE;
    private long minBackoffNs = TimeUnit.MILLISECONDS.toNanos(10);
    private long maxBackoffNs = TimeUnit.SECONDS.toNanos(5);
    private long jitterSeed = ThreadLocalRandom.current().nextLong();
    private long heartbeatIntervalNs;
    private long loginTimeoutNs = TimeUnit.SECONDS.toNanos(5);
    private int socketBufferLength = 1 << 20;
    private Network network = NioNetwork.INSTANCE;
    private TlsContext tls;
    private byte[] secret;
    private boolean isConcluded;

    QueueClientContext() {
    }

    abstract T self();

    /** Adds the faults of the subclass's own options. */
    abstract void check(List<String> faults);

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming every fault
     * @throws IllegalStateException    if it was called before
     */
    final void conclude() {
        if (isConcluded) {
            throw new IllegalStateException("this context is in use already; make a new one");
        }
        final List<String> faults = new ArrayList<>();
        require(faults, !endpoints.isEmpty(), "at least one endpoint must be added");
        require(faults, name == null || PeerName.isValid(name), "name must be a peer name, was '" + name + "'");
        require(faults, clock != null, "clock must not be null");
        require(faults, listener != null, "listener must not be null");
        require(faults, minBackoffNs > 0 && maxBackoffNs >= minBackoffNs,
            "minBackoffNs must be positive and at most maxBackoffNs, were " + minBackoffNs + " and " + maxBackoffNs);
        require(faults, loginTimeoutNs > 0, "loginTimeoutNs must be positive, was " + loginTimeoutNs);
        require(faults, heartbeatIntervalNs == 0 || heartbeatIntervalNs >= NS_PER_MS
                && heartbeatIntervalNs <= MOST_HEARTBEAT_NS, "heartbeatIntervalNs must be 0, or one millisecond to one "
            + "day, was " + heartbeatIntervalNs);
        require(faults, socketBufferLength >= LEAST_BUFFER,
            "socketBufferLength must be at least " + LEAST_BUFFER + ", was " + socketBufferLength);
        require(faults, secret == null || secret.length >= Proof.MIN_SECRET_LENGTH
            && secret.length <= Proof.MAX_SECRET_LENGTH, "secret must have " + Proof.MIN_SECRET_LENGTH + " to "
            + Proof.MAX_SECRET_LENGTH + " bytes, has " + (secret == null ? 0 : secret.length));
        require(faults, secret == null || name != null, "a secret needs a name, whose secret it is");
        check(faults);
        secure(faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        isConcluded = true;
    }

    private void secure(final List<String> faults) {
        if (tls == null) {
            return;
        }
        try {
            network = TlsNetwork.client(network, tls, clock);
        } catch (final IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
    }

    static void require(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }

    /**
     * Adds an address of the server; they are tried in the order they were added, round and round.
     *
     * @param value where the server listens
     * @return this context
     */
    public final T endpoint(final InetSocketAddress value) {
        endpoints.add(value);
        return self();
    }

    final List<InetSocketAddress> endpoints() {
        return endpoints;
    }

    /**
     * Sets the name by which the server knows this client again, also in another process and after its own restart.
     * Producers and consumers have names apart from each other.
     *
     * @param value a peer name
     * @return this context
     */
    public final T name(final String value) {
        name = value;
        return self();
    }

    final String name() {
        return name;
    }

    /**
     * Sets the source of time; default {@link SystemClock}.
     *
     * @param value the clock
     * @return this context
     */
    public final T clock(final Clock value) {
        clock = value;
        return self();
    }

    final Clock clock() {
        return clock;
    }

    /**
     * Sets who is told of sessions and refusals; default {@link QueueClientListener#NONE}.
     *
     * @param value the listener
     * @return this context
     */
    public final T listener(final QueueClientListener value) {
        listener = value;
        return self();
    }

    final QueueClientListener listener() {
        return listener;
    }

    /**
     * Sets how long to wait after the first failed round over all endpoints; doubles up to the longest, each wait
     * shortened by a random part of up to one half.
     *
     * @param minNs the first wait in nanoseconds; default 10 ms
     * @param maxNs the longest wait in nanoseconds; default 5 s
     * @return this context
     */
    public final T backoffNs(final long minNs, final long maxNs) {
        minBackoffNs = minNs;
        maxBackoffNs = maxNs;
        return self();
    }

    final long minBackoffNs() {
        return minBackoffNs;
    }

    final long maxBackoffNs() {
        return maxBackoffNs;
    }

    /**
     * Fixes the random part of the waits, for tests that must run the same way twice.
     *
     * @param value the seed
     * @return this context
     */
    public final T jitterSeed(final long value) {
        jitterSeed = value;
        return self();
    }

    final long jitterSeed() {
        return jitterSeed;
    }

    /**
     * Sets nanoseconds of silence after which either side sends a heartbeat, as this client would like it; the server
     * decides, and after three intervals without a byte the session ends. Default 0, which leaves it to the server.
     *
     * @param value whole milliseconds, in nanoseconds
     * @return this context
     */
    public final T heartbeatIntervalNs(final long value) {
        heartbeatIntervalNs = value;
        return self();
    }

    final long heartbeatIntervalNs() {
        return heartbeatIntervalNs;
    }

    /**
     * Sets nanoseconds from the open socket to the end of the login; default 5 s.
     *
     * @param value nanoseconds
     * @return this context
     */
    public final T loginTimeoutNs(final long value) {
        loginTimeoutNs = value;
        return self();
    }

    final long loginTimeoutNs() {
        return loginTimeoutNs;
    }

    /**
     * Sets bytes asked for in each kernel buffer, and of the buffer for what comes from the server; default 1 MiB. The
     * latter grows to hold one message of the longest length when one comes.
     *
     * @param value at least 4 KiB
     * @return this context
     */
    public final T socketBufferLength(final int value) {
        socketBufferLength = value;
        return self();
    }

    final int socketBufferLength() {
        return socketBufferLength;
    }

    /**
     * Sets the secret of this client's name. It is proven to the server and never sent; a server that does not prove in
     * turn that it knows the secret is refused. Default null, for none.
     *
     * @param value 16 to 1024 random bytes; copied
     * @return this context
     */
    public final T secret(final byte[] value) {
        secret = value == null ? null : value.clone();
        return self();
    }

    final byte[] secret() {
        return secret;
    }

    /**
     * Has the socket speak TLS; default null, for a plain one.
     *
     * @param value whom to trust, and the certificate if the server wants one; not changed any more
     * @return this context
     */
    public final T tls(final TlsContext value) {
        tls = value;
        return self();
    }

    /** Sets where sockets come from; the default is the machine. */
    final T network(final Network value) {
        network = value;
        return self();
    }

    final Network network() {
        return network;
    }
}
