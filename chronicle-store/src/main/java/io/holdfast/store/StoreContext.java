package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.SystemClock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Options of a {@code StoreRoot} and every connection in it. Each has a default. A context may be used for several
 * roots; what is changed later does not concern those already open. Not thread-safe.
 */
public final class StoreContext {
    /**
     * Default size of a cycle, in bytes. Fresh pages are what bounds a long stream; while two or three cycles of this
     * size come and go, the kernel hands on the same memory and writes none of it to the device.
     */
    public static final long DEFAULT_CYCLE_SIZE = 256L << 20;

    private Clock clock = SystemClock.INSTANCE;
    private long cycleSize = DEFAULT_CYCLE_SIZE;
    private long cyclePeriodNs = CyclePeriod.DAY_NS;
    private int maxMessageLength = 16 * 1024 * 1024;
    private boolean isSingleSender;
    private long maxBacklogMessages = 10_000_000;
    private long maxBacklogBytes = 8L << 30;
    private UUID bootId;
    private Disk disk = Disk.REAL;

    /**
     * Checks everything.
     *
     * @return a copy
     * @throws IllegalArgumentException naming every fault
     */
    StoreContext conclude() {
        final List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new StoreContext().clock(clock).cycleSize(cycleSize).maxMessageLength(maxMessageLength)
            .cyclePeriodNs(cyclePeriodNs)
            .singleSender(isSingleSender).maxBacklogMessages(maxBacklogMessages).maxBacklogBytes(maxBacklogBytes)
            .bootId(bootId).disk(disk);
    }

    /** {@return what is wrong with the options, a text for each; empty if nothing is} */
    public List<String> faults() {
        final List<String> faults = new ArrayList<>();
        require(faults, cycleSize >= LogContext.MIN_CYCLE_SIZE && cycleSize <= LogContext.MAX_CYCLE_SIZE,
            "cycleSize must be within " + LogContext.MIN_CYCLE_SIZE + ".." + LogContext.MAX_CYCLE_SIZE + ", was "
                + cycleSize);
        require(faults, cyclePeriodNs >= CyclePeriod.LEAST_NS,
            "cyclePeriodNs must be at least " + CyclePeriod.LEAST_NS + ", was " + cyclePeriodNs);
        require(faults, LogContext.isMessageLength(maxMessageLength, cycleSize), "maxMessageLength must be within 1.."
            + "cycleSize-" + LogContext.CYCLE_OVERHEAD + " and up to " + LogContext.MAX_MESSAGE_LENGTH + ", was "
            + maxMessageLength);
        require(faults, maxBacklogMessages > 0, "maxBacklogMessages must be positive, was " + maxBacklogMessages);
        require(faults, maxBacklogBytes > 0, "maxBacklogBytes must be positive, was " + maxBacklogBytes);
        return faults;
    }

    /** The options of the log of one connection. */
    LogContext logContext(final Path folder, final String localName, final String remoteName) {
        return new LogContext().directory(folder).localName(localName).remoteName(remoteName).clock(clock)
            .cycleSize(cycleSize).maxMessageLength(maxMessageLength).singleAppender(isSingleSender).bootId(bootId)
            .cyclePeriodNs(cyclePeriodNs)
            .disk(disk);
    }

    private static void require(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }

    /**
     * Sets the source of time; default {@link io.holdfast.SystemClock}.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext clock(final Clock value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** {@return the source of time} */
    public Clock clock() {
        return clock;
    }

    /**
     * Sets the size in bytes at which a log goes on in a new file; default 256 MiB.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext cycleSize(final long value) {
        cycleSize = value;
        return this;
    }

    /** {@return the size in bytes at which a log goes on in a new file} */
    public long cycleSize() {
        return cycleSize;
    }

    /**
     * Sets how long a cycle with messages may last, in nanoseconds: its file is finished with the period, counted in
     * multiples since the epoch, in which it was begun. Default a UTC day, a second at least.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext cyclePeriodNs(final long value) {
        cyclePeriodNs = value;
        return this;
    }

    /** {@return how long a cycle with messages may last, in nanoseconds} */
    public long cyclePeriodNs() {
        return cyclePeriodNs;
    }

    /**
     * Sets the longest payload in bytes; default 16 MiB.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext maxMessageLength(final int value) {
        maxMessageLength = value;
        return this;
    }

    /** {@return the longest payload in bytes} */
    public int maxMessageLength() {
        return maxMessageLength;
    }

    /**
     * Sets whether all sending on a connection, replies included, is done by one thread, which makes it cheaper;
     * default false.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext singleSender(final boolean value) {
        isSingleSender = value;
        return this;
    }

    /** {@return whether all sending on a connection is done by one thread} */
    public boolean isSingleSender() {
        return isSingleSender;
    }

    /**
     * Sets the most unacked messages of a connection; default 10 million. Replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext maxBacklogMessages(final long value) {
        maxBacklogMessages = value;
        return this;
    }

    /** {@return the most unacked messages of a connection} */
    public long maxBacklogMessages() {
        return maxBacklogMessages;
    }

    /**
     * Sets the most unacked bytes of a connection; default 8 GiB. Replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext maxBacklogBytes(final long value) {
        maxBacklogBytes = value;
        return this;
    }

    /** {@return the most unacked bytes of a connection} */
    public long maxBacklogBytes() {
        return maxBacklogBytes;
    }

    /**
     * Sets what tells one run of this machine from the next; default, and when null, what the system says.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext bootId(final UUID value) {
        bootId = value;
        return this;
    }

    /** {@return what tells one run of this machine from the next, null for what the system says} */
    public UUID bootId() {
        return bootId;
    }

    /**
     * Sets what the store's files are changed through; default the file system itself.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext disk(final Disk value) {
        disk = Objects.requireNonNull(value, "disk");
        return this;
    }

    /** {@return what the store's files are changed through} */
    public Disk disk() {
        return disk;
    }
}
