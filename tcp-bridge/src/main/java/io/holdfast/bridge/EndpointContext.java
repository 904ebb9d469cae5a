package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.ConnectionListener;
import io.holdfast.PoisonPolicy;
import io.holdfast.ResumePolicy;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What clients and servers have in common to set. Every option has a default but the name and the store. Not
 * thread-safe; {@link #conclude()} checks all of it once and reports every fault together.
 *
 * @param <T> the context's own type, which every setter returns
 */
public abstract class EndpointContext<T extends EndpointContext<T>> extends OwnerContext<T> {
    static final int MAX_USER_DATA = 4096;

    private static final int SMALL_BUFFER = 64 << 10;
    private static final int SMALL_MESSAGE = 64 << 10;
    private static final long SMALL_CYCLE = 1 << 20;

    private ConnectionListener listener = ConnectionListener.NONE;
    private AckMode ackMode = AckMode.AUTO;
    private Transport transport = Transport.AUTO;
    private List<Path> sharedMemoryRoots;
    private ResumePolicy resumePolicy = ResumePolicy.DEFAULT;
    private PoisonPolicy poisonPolicy = PoisonPolicy.STOP;
    private int maxAttempts;
    private long heartbeatIntervalNs = TimeUnit.SECONDS.toNanos(1);
    private long livenessTimeoutNs = TimeUnit.SECONDS.toNanos(10);
    private long loginTimeoutNs = TimeUnit.SECONDS.toNanos(5);
    private int socketBufferLength = 1024 * 1024;
    private byte[] userData = {};
    private Network network = NioNetwork.INSTANCE;
    private TlsContext tls;
    private boolean isConcluded;

    /** Adds the faults of the subclass's own options. */
    abstract void check(List<String> faults);

    /** {@return whether sockets are accepted, not connected} */
    abstract boolean isServer();

    /**
     * Checks everything.
     *
     * @return this context, which must not be changed any more
     * @throws IllegalArgumentException naming every fault
     * @throws IllegalStateException    if it was called before
     */
    final T conclude() {
        if (isConcluded) {
            throw new IllegalStateException("this context is in use already; make a new one");
        }
        final List<String> faults = new ArrayList<>();
        checkOwner(faults);
        require(faults, transport != null, "transport must be set");
        require(faults, maxAttempts >= 0, "maxAttempts must not be negative, was " + maxAttempts);
        require(faults, heartbeatIntervalNs > 0, "heartbeatIntervalNs must be positive, was " + heartbeatIntervalNs);
        require(faults, livenessTimeoutNs >= 2 * heartbeatIntervalNs,
            "livenessTimeoutNs must be at least twice heartbeatIntervalNs, was " + livenessTimeoutNs);
        require(faults, loginTimeoutNs > 0, "loginTimeoutNs must be positive, was " + loginTimeoutNs);
        require(faults, socketBufferLength >= 4096,
            "socketBufferLength must be at least 4096, was " + socketBufferLength);
        require(faults, userData.length <= MAX_USER_DATA, "userData has more than " + MAX_USER_DATA + " bytes");
        check(faults);
        secure(faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        isConcluded = true;
        return self();
    }

    private void secure(final List<String> faults) {
        if (tls == null) {
            return;
        }
        try {
            network = isServer() ? TlsNetwork.server(network, tls, clock()) : TlsNetwork.client(network, tls, clock());
        } catch (final IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
    }

    /**
     * Sets who is told what happens to connections; default: nobody.
     *
     * @param value the new value
     * @return this context
     */
    public final T listener(final ConnectionListener value) {
        listener = value;
        return self();
    }

    final ConnectionListener listener() {
        return listener;
    }

    /**
     * Sets who acks; default {@link AckMode#AUTO}.
     *
     * @param value the new value
     * @return this context
     */
    public final T ackMode(final AckMode value) {
        ackMode = value;
        return self();
    }

    final AckMode ackMode() {
        return ackMode;
    }

    /**
     * Sets how messages may travel; default {@link Transport#AUTO}.
     *
     * @param value the new value
     * @return this context
     */
    public final T transport(final Transport value) {
        transport = value;
        return self();
    }

    final Transport transport() {
        return transport;
    }

    /**
     * Names the stores, beside this side's own, whose peers on this host may travel by shared memory: what a peer says
     * of its folder is looked at only if it is in one of them. Each side decides for itself. Default: any store that
     * belongs to the user of this process; with no argument, none but its own.
     *
     * @param value root folders of stores; need not exist yet
     * @return this context
     */
    public final T sharedMemoryRoots(final Path... value) {
        sharedMemoryRoots = List.of(value);
        return self();
    }

    final List<Path> sharedMemoryRoots() {
        return sharedMemoryRoots;
    }

    /**
     * Sets what to do in the rows of the resume table that leave a choice.
     *
     * @param value the new value
     * @return this context
     */
    public final T resumePolicy(final ResumePolicy value) {
        resumePolicy = value;
        return self();
    }

    final ResumePolicy resumePolicy() {
        return resumePolicy;
    }

    /**
     * Sets what follows {@code maxAttempts} throws of the handler on one message; default {@link PoisonPolicy#STOP}.
     *
     * @param value the new value
     * @return this context
     */
    public final T poisonPolicy(final PoisonPolicy value) {
        poisonPolicy = value;
        return self();
    }

    final PoisonPolicy poisonPolicy() {
        return poisonPolicy;
    }

    /**
     * Sets how often a handler may throw on one message before the poison policy applies; default 0: for ever.
     *
     * @param value the new value
     * @return this context
     */
    public final T maxAttempts(final int value) {
        maxAttempts = value;
        return self();
    }

    final int maxAttempts() {
        return maxAttempts;
    }

    /**
     * Sets nanoseconds of silence after which a heartbeat is sent; default 1 s.
     *
     * @param value the new value
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
     * Sets nanoseconds without a byte from the peer, or without progress towards its last message, after which the
     * session ends; default 10 s.
     *
     * @param value the new value
     * @return this context
     */
    public final T livenessTimeoutNs(final long value) {
        livenessTimeoutNs = value;
        return self();
    }

    final long livenessTimeoutNs() {
        return livenessTimeoutNs;
    }

    /**
     * Sets nanoseconds from the open socket to the end of the login; default 5 s.
     *
     * @param value the new value
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
     * Sets bytes of each of the two buffers between log and socket, and of the kernel buffers asked for; default 1 MiB.
     * Grows to hold one message of the longest length when one comes.
     *
     * @param value the new value
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
     * Sets the profile for thousands of connections in one process: files of 1 MiB, messages up to 64 KiB, and buffers
     * of 64 KiB at most between log and socket. What a connection takes while nobody has anything to say is then some
     * kilobytes of memory and a quarter of a megabyte on disk. Both ends must allow messages of the same length, so
     * both need it. Options set later count.
     *
     * @return this context
     */
    public final T small() {
        socketBufferLength = SMALL_BUFFER;
        return cycleSize(SMALL_CYCLE).maxMessageLength(SMALL_MESSAGE);
    }

    /**
     * Has all sockets speak TLS; default null, for plain ones. Messages that go through shared memory are not
     * encrypted; the login and what is said over the socket are.
     *
     * @param value certificates and whom to trust; not changed any more
     * @return this context
     */
    public final T tls(final TlsContext value) {
        tls = value;
        return self();
    }

    /** {@return whether sockets speak TLS} */
    final boolean isTls() {
        return tls != null;
    }

    /** Sets where sockets come from. */
    final T network(final Network value) {
        network = value;
        return self();
    }

    final Network network() {
        return network;
    }

    /**
     * Sets what is sent to the peer's application at login.
     *
     * @param value at most 4096 bytes; copied
     * @return this context
     */
    public final T userData(final byte[] value) {
        userData = value.clone();
        return self();
    }

    final byte[] userData() {
        return userData.clone();
    }
}
