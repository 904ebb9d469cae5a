package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Clock;
import io.holdfast.ConnectionListener;
import io.holdfast.PeerName;
import io.holdfast.PoisonPolicy;
import io.holdfast.ResumePolicy;
import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.store.StoreContext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What clients and servers have in common to set. Every option has a default but the name and the store. Not
 * thread-safe; {@link #conclude()} checks all of it once and reports every fault together.
 *
 * @param <T> the context's own type, which every setter returns
 */
public abstract class EndpointContext<T extends EndpointContext<T>> {
    static final int MAX_USER_DATA = 4096;

    private String name;
    private Path store;
    private Clock clock = SystemClock.INSTANCE;
    private ConnectionListener listener = ConnectionListener.NONE;
    private AckMode ackMode = AckMode.AUTO;
    private ResumePolicy resumePolicy = ResumePolicy.DEFAULT;
    private PoisonPolicy poisonPolicy = PoisonPolicy.STOP;
    private int maxAttempts;
    private int maxMessageLength = 16 * 1024 * 1024;
    private long cycleSize = 1L << 30;
    private long maxBacklogMessages = 10_000_000;
    private long maxBacklogBytes = 8L << 30;
    private boolean isSingleSender;
    private long heartbeatIntervalNs = TimeUnit.SECONDS.toNanos(1);
    private long livenessTimeoutNs = TimeUnit.SECONDS.toNanos(10);
    private long loginTimeoutNs = TimeUnit.SECONDS.toNanos(5);
    private int socketBufferLength = 1024 * 1024;
    private byte[] userData = {};
    private Network network = NioNetwork.INSTANCE;
    private UUID bootId;
    private boolean isConcluded;

    abstract T self();

    /** Adds the faults of the subclass's own options. */
    abstract void check(List<String> faults);

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
        if (!PeerName.isValid(name)) {
            faults.add("name must be a peer name, was '" + name + "'");
        }
        require(faults, store != null, "store must be set");
        faults.addAll(storeContext().faults());
        require(faults, maxAttempts >= 0, "maxAttempts must not be negative, was " + maxAttempts);
        require(faults, heartbeatIntervalNs > 0, "heartbeatIntervalNs must be positive, was " + heartbeatIntervalNs);
        require(faults, livenessTimeoutNs >= 2 * heartbeatIntervalNs,
            "livenessTimeoutNs must be at least twice heartbeatIntervalNs, was " + livenessTimeoutNs);
        require(faults, loginTimeoutNs > 0, "loginTimeoutNs must be positive, was " + loginTimeoutNs);
        require(faults, socketBufferLength >= 4096,
            "socketBufferLength must be at least 4096, was " + socketBufferLength);
        require(faults, userData.length <= MAX_USER_DATA, "userData has more than " + MAX_USER_DATA + " bytes");
        check(faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        isConcluded = true;
        return self();
    }

    static void require(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }

    /**
     * Sets this side's peer name; required.
     *
     * @param value the new value
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
     * Sets the root folder of the store; required. One owner at a time has {@code <store>/<name>}.
     *
     * @param value the new value
     * @return this context
     */
    public final T store(final Path value) {
        store = value;
        return self();
    }

    final Path store() {
        return store;
    }

    /**
     * Sets the source of time; default {@link SystemClock}.
     *
     * @param value the new value
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
     * Sets the longest payload in bytes; default 16 MiB.
     *
     * @param value the new value
     * @return this context
     */
    public final T maxMessageLength(final int value) {
        maxMessageLength = value;
        return self();
    }

    final int maxMessageLength() {
        return maxMessageLength;
    }

    /**
     * Sets the size in bytes at which a log goes on in a new file; default 1 GiB. A send queue with a peer that acks
     * stays under three times this.
     *
     * @param value the new value
     * @return this context
     */
    public final T cycleSize(final long value) {
        cycleSize = value;
        return self();
    }

    final long cycleSize() {
        return cycleSize;
    }

    /**
     * Sets most unacked messages before sends get back pressure; default 10 million. Replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public final T maxBacklogMessages(final long value) {
        maxBacklogMessages = value;
        return self();
    }

    final long maxBacklogMessages() {
        return maxBacklogMessages;
    }

    /**
     * Sets most unacked bytes on disk before sends get back pressure; default 8 GiB. Replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public final T maxBacklogBytes(final long value) {
        maxBacklogBytes = value;
        return self();
    }

    final long maxBacklogBytes() {
        return maxBacklogBytes;
    }

    /**
     * Sets whether one thread does all sending on a connection, replies included, which is cheaper; default false.
     *
     * @param value the new value
     * @return this context
     */
    public final T singleSender(final boolean value) {
        isSingleSender = value;
        return self();
    }

    final boolean isSingleSender() {
        return isSingleSender;
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

    /** Sets what the store takes for the run of this machine; null, the default, is what the system says. */
    final T bootId(final UUID value) {
        bootId = value;
        return self();
    }

    /** {@return the options that concern the store} */
    final StoreContext storeContext() {
        return new StoreContext().bootId(bootId).clock(clock).cycleSize(cycleSize).maxMessageLength(maxMessageLength)
            .singleSender(isSingleSender).maxBacklogMessages(maxBacklogMessages).maxBacklogBytes(maxBacklogBytes);
    }
}
