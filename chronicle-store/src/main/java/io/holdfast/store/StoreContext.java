package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.Durability;
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

    private static final long LEAST_QUOTA_BEYOND_MESSAGE = 1 << 20;

    private Clock clock = SystemClock.INSTANCE;
    private long cycleSize = DEFAULT_CYCLE_SIZE;
    private long cyclePeriodNs = CyclePeriod.DAY_NS;
    private long retainNs;
    private long retainBytes;
    private long diskQuotaBytes;
    private long minFreeBytes;
    private int maxMessageLength = 16 * 1024 * 1024;
    private boolean isSingleSender;
    private long maxBacklogMessages = 10_000_000;
    private long maxBacklogBytes = 8L << 30;
    private UUID bootId;
    private Disk disk = Disk.REAL;
    private Durability durability = Durability.PAGE_CACHE;
    private String storeGroup;

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
            .retainNs(retainNs).retainBytes(retainBytes).diskQuotaBytes(diskQuotaBytes).minFreeBytes(minFreeBytes)
            .singleSender(isSingleSender).maxBacklogMessages(maxBacklogMessages).maxBacklogBytes(maxBacklogBytes)
            .bootId(bootId).disk(disk).durability(durability).storeGroup(storeGroup);
    }

    /** {@return what is wrong with the options, a text for each; empty if nothing is} */
    public List<String> faults() {
        final List<String> faults = new ArrayList<>();
        require(faults, cycleSize >= LogContext.MIN_CYCLE_SIZE && cycleSize <= LogContext.MAX_CYCLE_SIZE,
            "cycleSize must be within " + LogContext.MIN_CYCLE_SIZE + ".." + LogContext.MAX_CYCLE_SIZE + ", was "
                + cycleSize);
        require(faults, cyclePeriodNs >= CyclePeriod.LEAST_NS,
            "cyclePeriodNs must be at least " + CyclePeriod.LEAST_NS + ", was " + cyclePeriodNs);
        require(faults, retainNs >= 0, "retainNs must not be negative, was " + retainNs);
        require(faults, retainBytes >= 0, "retainBytes must not be negative, was " + retainBytes);
        require(faults, diskQuotaBytes == 0 || diskQuotaBytes >= maxMessageLength + LEAST_QUOTA_BEYOND_MESSAGE,
            "diskQuotaBytes must be 0 or at least maxMessageLength+" + LEAST_QUOTA_BEYOND_MESSAGE + ", was "
                + diskQuotaBytes);
        require(faults, minFreeBytes >= 0, "minFreeBytes must not be negative, was " + minFreeBytes);
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
            .cyclePeriodNs(cyclePeriodNs).retainNs(retainNs).retainBytes(retainBytes)
            .disk(disk).durability(durability);
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
     * Sets for how many nanoseconds a file of acked messages is kept for replay after it was finished; default 0, for
     * no bound of this kind. Without this and {@link #retainBytes} it is deleted at once; with both it goes when either
     * says so. When the quota, the low-water mark or the disk itself leave no room, nothing acked is kept.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext retainNs(final long value) {
        retainNs = value;
        return this;
    }

    /** {@return for how many nanoseconds a file of acked messages is kept, 0 for no bound of this kind} */
    public long retainNs() {
        return retainNs;
    }

    /**
     * Sets how many bytes of files of acked messages each connection keeps for replay; default 0, for no bound of this
     * kind. See {@link #retainNs}.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext retainBytes(final long value) {
        retainBytes = value;
        return this;
    }

    /** {@return how many bytes of files of acked messages each connection keeps, 0 for no bound of this kind} */
    public long retainBytes() {
        return retainBytes;
    }

    /**
     * Sets how many bytes the files of all connections may take; default 0, for any. Beyond that, sends are answered
     * with {@code STORE_FULL}; replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext diskQuotaBytes(final long value) {
        diskQuotaBytes = value;
        return this;
    }

    /** {@return how many bytes the files of all connections may take, 0 for any} */
    public long diskQuotaBytes() {
        return diskQuotaBytes;
    }

    /**
     * Sets how many bytes are to stay free on the file system; default 0. Below that, sends are answered with
     * {@code STORE_FULL}, once the space reserved earlier is used up; replies go on.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext minFreeBytes(final long value) {
        minFreeBytes = value;
        return this;
    }

    /** {@return how many bytes are to stay free on the file system} */
    public long minFreeBytes() {
        return minFreeBytes;
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
     * Sets what messages and acks must outlive before a peer may see them; default the page cache. May differ from one
     * opening of a store to the next.
     *
     * @param value the new value
     * @return this context
     */
    public StoreContext durability(final Durability value) {
        durability = Objects.requireNonNull(value, "durability");
        return this;
    }

    /** {@return what messages and acks must outlive before a peer may see them} */
    public Durability durability() {
        return durability;
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

    /**
     * Sets the group whose members may read the store, which this user must be one of: folders then have mode 0750 and
     * files 0640, those that are there already too. Default none: folders have mode 0700, unless the peer's folder was
     * given to a group before, which it stays with.
     *
     * @param value the group's name or number; null for none
     * @return this context
     */
    public StoreContext storeGroup(final String value) {
        storeGroup = value;
        return this;
    }

    /** {@return the group whose members may read the store, null for none} */
    public String storeGroup() {
        return storeGroup;
    }
}
