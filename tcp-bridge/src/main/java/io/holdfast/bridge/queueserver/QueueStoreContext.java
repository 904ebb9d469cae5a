package io.holdfast.bridge.queueserver;

import io.holdfast.Clock;
import io.holdfast.Durability;
import io.holdfast.PeerName;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.bridge.queueserver.log.QueueRecord;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.subscriber.SubscriberLimits;
import io.holdfast.store.Disk;
import io.holdfast.store.StoreContext;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Which server this is and how it keeps its messages: the part of a {@link QueueServerContext} about the store. */
public abstract class QueueStoreContext {
    private String name;
    private Path store;
    private Clock clock = SystemClock.INSTANCE;
    private int maxNameLength = 1024;
    private int maxMessageLength = (16 << 20) - 1024 - QueueRecord.HEADER_LENGTH;
    private QueueLimits queueLimits = QueueLimits.DEFAULT;
    private int maxSubscribers = SubscriberLimits.DEFAULT.maxSubscribers();
    private long maxHoldNs;
    private long maxHoldBytes;
    private long cycleSize = StoreContext.DEFAULT_CYCLE_SIZE;
    private long cyclePeriodNs = 86_400_000_000_000L;
    private long retainNs;
    private long retainBytes;
    private long diskQuotaBytes;
    private long minFreeBytes;
    private Durability durability = Durability.PAGE_CACHE;
    private String storeGroup;
    private Disk disk = Disk.REAL;
    private UUID bootId;

    QueueStoreContext() {
    }

    abstract QueueServerContext self();

    /**
     * Sets this server's name, a peer name: the folder below the store that it owns; required.
     *
     * @param value the name
     * @return this context
     */
    public final QueueServerContext name(final String value) {
        name = value;
        return self();
    }

    final String name() {
        return name;
    }

    /**
     * Sets the root folder of the store; required.
     *
     * @param value the folder
     * @return this context
     */
    public final QueueServerContext store(final Path value) {
        store = value;
        return self();
    }

    final Path store() {
        return store;
    }

    /**
     * Sets the source of time; default {@link SystemClock}.
     *
     * @param value the clock
     * @return this context
     */
    public final QueueServerContext clock(final Clock value) {
        clock = value;
        return self();
    }

    final Clock clock() {
        return clock;
    }

    /**
     * Sets the longest name of a queue in bytes; default 1 KiB.
     *
     * @param value 1 or more
     * @return this context
     */
    public final QueueServerContext maxNameLength(final int value) {
        maxNameLength = value;
        return self();
    }

    /**
     * Sets the longest message in bytes; default 16 MiB less what is stored with it.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext maxMessageLength(final int value) {
        maxMessageLength = value;
        return self();
    }

    /**
     * Sets how many queues and named producers the log counts; default {@link QueueLimits#DEFAULT}.
     *
     * @param value the limits
     * @return this context
     */
    public final QueueServerContext queueLimits(final QueueLimits value) {
        queueLimits = value;
        return self();
    }

    final QueueLimits queueLimits() {
        return queueLimits;
    }

    /**
     * Sets how many durable subscribers there may be, connected or not; default 1,024.
     *
     * @param value 0 or more
     * @return this context
     */
    public final QueueServerContext maxSubscribers(final int value) {
        maxSubscribers = value;
        return self();
    }

    /**
     * Sets how old the oldest message may be that a durable subscriber has not acked, in nanoseconds of the wall clock,
     * before the subscriber expires: its messages may then be deleted, and it is told when it comes again. From then on
     * it is served what is still there, and only what came after that counts against it. Default 0, for any age.
     *
     * @param value nanoseconds
     * @return this context
     */
    public final QueueServerContext maxHoldNs(final long value) {
        maxHoldNs = value;
        return self();
    }

    /**
     * Sets how many bytes of the log may come after the ack of a durable subscriber before it expires, as {@link
     * #maxHoldNs} has it; default 0, for any number.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext maxHoldBytes(final long value) {
        maxHoldBytes = value;
        return self();
    }

    final SubscriberLimits subscriberLimits() {
        return new SubscriberLimits(maxSubscribers, maxHoldNs, maxHoldBytes);
    }

    /**
     * Sets the size in bytes at which the log goes on in a new file; default 256 MiB.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext cycleSize(final long value) {
        cycleSize = value;
        return self();
    }

    /**
     * Sets how long a file of the log may be written to, in nanoseconds; default a UTC day.
     *
     * @param value nanoseconds
     * @return this context
     */
    public final QueueServerContext cyclePeriodNs(final long value) {
        cyclePeriodNs = value;
        return self();
    }

    /**
     * Sets for how long messages that nobody needs are kept after their file was finished, in nanoseconds; default 0,
     * for no bound of this kind. Without this and {@link #retainBytes} they go at once.
     *
     * @param value nanoseconds
     * @return this context
     */
    public final QueueServerContext retainNs(final long value) {
        retainNs = value;
        return self();
    }

    /**
     * Sets how many bytes of messages that nobody needs are kept; default 0, for no bound of this kind.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext retainBytes(final long value) {
        retainBytes = value;
        return self();
    }

    /**
     * Sets how many bytes the store may take; beyond that producers wait. Default 0, for any.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext diskQuotaBytes(final long value) {
        diskQuotaBytes = value;
        return self();
    }

    /**
     * Sets how many bytes are to stay free on the file system; below that producers wait. Default 0.
     *
     * @param value bytes
     * @return this context
     */
    public final QueueServerContext minFreeBytes(final long value) {
        minFreeBytes = value;
        return self();
    }

    /**
     * Sets what a message must outlive before it is delivered or answered; default {@link Durability#PAGE_CACHE}.
     *
     * @param value the durability
     * @return this context
     */
    public final QueueServerContext durability(final Durability value) {
        durability = value;
        return self();
    }

    final Durability durability() {
        return durability;
    }

    /**
     * Sets the group whose members may read the files, this user among them: then all folders of
     * {@code <store>/<name>} have mode 0750 and all files 0640, whatever the umask is, those that are there already
     * too, and a later start without this option keeps to it. Default null: all folders have mode 0700, so that nobody
     * else can read what is in them.
     *
     * @param value name or number of the group
     * @return this context
     */
    public final QueueServerContext storeGroup(final String value) {
        storeGroup = value;
        return self();
    }

    /** Sets what the store's files are changed through; the default is the file system itself. */
    final QueueServerContext disk(final Disk value) {
        disk = value;
        return self();
    }

    /** Sets what the store takes for the run of this machine; null, the default, is what the system says. */
    final QueueServerContext bootId(final UUID value) {
        bootId = value;
        return self();
    }

    /** {@return the limits on what clients send} */
    final FrameLimits frameLimits() {
        return new FrameLimits(maxNameLength, maxMessageLength);
    }

    /** {@return the options that concern the store} */
    final StoreContext storeContext() {
        return new StoreContext().bootId(bootId).disk(disk).durability(durability).storeGroup(storeGroup)
            .clock(clock).cycleSize(cycleSize)
            .cyclePeriodNs(cyclePeriodNs).retainNs(retainNs).retainBytes(retainBytes).diskQuotaBytes(diskQuotaBytes)
            .minFreeBytes(minFreeBytes).maxMessageLength(QueueRecord.HEADER_LENGTH + maxNameLength + maxMessageLength);
    }

    /** Adds the faults of these options. */
    final void checkStore(final List<String> faults) {
        require(faults, PeerName.isValid(name), "name must be a peer name, was '" + name + "'");
        require(faults, store != null, "store must be set");
        require(faults, clock != null, "clock must not be null");
        require(faults, queueLimits != null, "queueLimits must not be null");
        require(faults, durability != null, "durability must not be null");
        check(faults, this::frameLimits);
        check(faults, this::subscriberLimits);
        if (faults.isEmpty()) {
            faults.addAll(storeContext().faults());
        }
    }

    private static void check(final List<String> faults, final Supplier<?> options) {
        try {
            options.get();
        } catch (final IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
    }

    static void require(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }
}
