package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Options of a {@link QueueServer}. Set by one thread before {@link QueueServer#open}, constant after. */
public final class QueueServerContext extends QueueDoorContext {
    private static final int LEAST_BUFFER = 4096;
    private static final int LEAST_ENTRIES = 16;

    private InetSocketAddress listen;
    private boolean isReplyOk;
    private int shards = 1;
    private int maxSubscriptions = 1024;
    private int maxConnections = 4096;
    private long handshakeTimeoutNs = 10_000_000_000L;
    private long idleTimeoutNs;
    private long heartbeatNs = 10_000_000_000L;
    private long maxLagBytes;
    private long maxLagNs;
    private long fullGraceNs = 1_000_000_000L;
    private int ringLength = 4 << 20;
    private int ringEntries = 65_536;
    private int inputLength = 256 << 10;
    private int socketBufferLength = 1 << 20;
    private long maxInputBytes = 256L << 20;
    private Network network = NioNetwork.INSTANCE;
    private TlsContext tls;

    /**
     * Sets where to listen; required. Port 0 takes a free one, which {@link QueueServer#localAddress()} tells.
     *
     * @param value the address
     * @return this context
     */
    public QueueServerContext listen(final InetSocketAddress value) {
        listen = value;
        return this;
    }

    InetSocketAddress listen() {
        return listen;
    }

    /**
     * Sets whether the server answers the two bytes {@code OK} after a role of the base protocol and after each
     * accepted event, as clients want that wait for it; default false.
     *
     * @param value whether so
     * @return this context
     */
    public QueueServerContext replyOk(final boolean value) {
        isReplyOk = value;
        return this;
    }

    boolean isReplyOk() {
        return isReplyOk;
    }

    /**
     * Sets over how many threads the connections are spread; default 1, for which {@link QueueServer#doWork()} does
     * all. With more, each {@link QueueServer#shard(int)} needs a thread of its own beside that one.
     *
     * @param value 1 or more
     * @return this context
     */
    public QueueServerContext shards(final int value) {
        shards = value;
        return this;
    }

    int shards() {
        return shards;
    }

    /**
     * Sets how many queues one consumer may subscribe to by name; default 1,024.
     *
     * @param value 1 or more
     * @return this context
     */
    public QueueServerContext maxSubscriptions(final int value) {
        maxSubscriptions = value;
        return this;
    }

    int maxSubscriptions() {
        return maxSubscriptions;
    }

    /**
     * Sets how many clients may be connected; one more is closed at once. Default 4,096.
     *
     * @param value 1 or more
     * @return this context
     */
    public QueueServerContext maxConnections(final int value) {
        maxConnections = value;
        return this;
    }

    int maxConnections() {
        return maxConnections;
    }

    /**
     * Sets how long a client may take to say its role, in nanoseconds; default 10 s.
     *
     * @param value nanoseconds
     * @return this context
     */
    public QueueServerContext handshakeTimeoutNs(final long value) {
        handshakeTimeoutNs = value;
        return this;
    }

    long handshakeTimeoutNs() {
        return handshakeTimeoutNs;
    }

    /**
     * Sets after how long without a byte from or to it a client of the base protocol is closed, in nanoseconds; default
     * 0, for never.
     *
     * @param value nanoseconds
     * @return this context
     */
    public QueueServerContext idleTimeoutNs(final long value) {
        idleTimeoutNs = value;
        return this;
    }

    long idleTimeoutNs() {
        return idleTimeoutNs;
    }

    /**
     * Sets how often both sides of a session hear from each other, if the client wants nothing else, in nanoseconds;
     * default 10 s. Who is silent for three times as long is taken for gone. Between 100 ms and one minute.
     *
     * @param value nanoseconds
     * @return this context
     */
    public QueueServerContext heartbeatNs(final long value) {
        heartbeatNs = value;
        return this;
    }

    long heartbeatNs() {
        return heartbeatNs;
    }

    /**
     * Sets how far a consumer may be behind, in bytes of the log, before it is cut; default 0, for as far as messages
     * are kept.
     *
     * @param value bytes
     * @return this context
     */
    public QueueServerContext maxLagBytes(final long value) {
        maxLagBytes = value;
        return this;
    }

    long maxLagBytes() {
        return maxLagBytes;
    }

    /**
     * Sets how old a message may be that a consumer would not take yet, in nanoseconds, before it is cut; default 0,
     * for any age.
     *
     * @param value nanoseconds
     * @return this context
     */
    public QueueServerContext maxLagNs(final long value) {
        maxLagNs = value;
        return this;
    }

    long maxLagNs() {
        return maxLagNs;
    }

    /**
     * Sets for how long a consumer may take nothing while producers wait for room in the store, before it is cut, in
     * nanoseconds; default 1 s. The time begins when the store gets full, when the consumer comes, or when it last took
     * something, whichever is latest. Of several the one that is farthest behind goes first. One whose messages a
     * durable subscriber holds back anyway, be it itself, is not cut: that is the affair of {@link #maxHoldBytes} and
     * {@link #maxHoldNs}.
     *
     * @param value nanoseconds
     * @return this context
     */
    public QueueServerContext fullGraceNs(final long value) {
        fullGraceNs = value;
        return this;
    }

    long fullGraceNs() {
        return fullGraceNs;
    }

    /**
     * Sets how many bytes of the newest frames each shard keeps in memory for consumers at the live end; default 4 MiB.
     *
     * @param value at least 4 KiB
     * @return this context
     */
    public QueueServerContext ringLength(final int value) {
        ringLength = value;
        return this;
    }

    int ringLength() {
        return ringLength;
    }

    /**
     * Sets how many of the newest frames each shard keeps in memory; default 65,536.
     *
     * @param value a power of two, at least 16
     * @return this context
     */
    public QueueServerContext ringEntries(final int value) {
        ringEntries = value;
        return this;
    }

    int ringEntries() {
        return ringEntries;
    }

    /**
     * Sets how many bytes are read from a producer before they are worked on, unless one frame needs more; default
     * 256 KiB.
     *
     * @param value at least 4 KiB
     * @return this context
     */
    public QueueServerContext inputLength(final int value) {
        inputLength = value;
        return this;
    }

    int inputLength() {
        return inputLength;
    }

    /**
     * Sets how many bytes of memory all that is read and not worked on yet may take before a client whose long frame
     * needs more is closed; default 256 MiB, divided among the shards.
     *
     * @param value bytes
     * @return this context
     */
    public QueueServerContext maxInputBytes(final long value) {
        maxInputBytes = value;
        return this;
    }

    long maxInputBytes() {
        return maxInputBytes;
    }

    /**
     * Sets how many bytes are asked for in each kernel buffer of a socket; default 1 MiB.
     *
     * @param value at least 4 KiB
     * @return this context
     */
    public QueueServerContext socketBufferLength(final int value) {
        socketBufferLength = value;
        return this;
    }

    int socketBufferLength() {
        return socketBufferLength;
    }

    /**
     * Has all clients speak TLS; default null, for plain sockets.
     *
     * @param value the certificate and whom to trust; not changed any more
     * @return this context
     */
    public QueueServerContext tls(final TlsContext value) {
        tls = value;
        return this;
    }

    /** Sets where sockets come from; the default is the machine. */
    QueueServerContext network(final Network value) {
        network = value;
        return this;
    }

    Network network() {
        return network;
    }

    @Override
    QueueServerContext self() {
        return this;
    }

    /**
     * Checks every option.
     *
     * @throws IllegalArgumentException naming every fault
     */
    void conclude() {
        final List<String> faults = new ArrayList<>();
        checkStore(faults);
        require(faults, listen != null, "listen must be set");
        checkNumbers(faults);
        secure(faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("faulty queue server options: " + String.join("; ", faults));
        }
    }

    private void secure(final List<String> faults) {
        if (tls == null) {
            return;
        }
        try {
            network = TlsNetwork.server(network, tls, clock());
        } catch (final IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
    }

    private void checkNumbers(final List<String> faults) {
        atLeast(faults, "shards", shards, 1);
        atLeast(faults, "maxSubscriptions", maxSubscriptions, 1);
        atLeast(faults, "maxConnections", maxConnections, 1);
        atLeast(faults, "maxPendingLogins", maxPendingLogins(), 1);
        atLeast(faults, "maxLoginsPerAddress", maxLoginsPerAddress(), 0);
        atLeast(faults, "handshakeTimeoutNs", handshakeTimeoutNs, 1);
        atLeast(faults, "idleTimeoutNs", idleTimeoutNs, 0);
        atLeast(faults, "heartbeatNs", heartbeatNs, 1);
        atLeast(faults, "maxLagBytes", maxLagBytes, 0);
        atLeast(faults, "maxLagNs", maxLagNs, 0);
        atLeast(faults, "fullGraceNs", fullGraceNs, 0);
        atLeast(faults, "ringLength", ringLength, LEAST_BUFFER);
        atLeast(faults, "inputLength", inputLength, LEAST_BUFFER);
        atLeast(faults, "maxInputBytes", maxInputBytes, LEAST_BUFFER);
        atLeast(faults, "socketBufferLength", socketBufferLength, LEAST_BUFFER);
        require(faults, ringEntries >= LEAST_ENTRIES && Integer.bitCount(ringEntries) == 1,
            "ringEntries must be a power of two and at least " + LEAST_ENTRIES + ", was " + ringEntries);
    }

    private static void atLeast(final List<String> faults, final String option, final long value, final long least) {
        require(faults, value >= least, option + " must be at least " + least + ", was " + value);
    }
}
