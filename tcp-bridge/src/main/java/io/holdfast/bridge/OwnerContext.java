package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.DailyRoll;
import io.holdfast.Durability;
import io.holdfast.PeerName;
import io.holdfast.SystemClock;
import io.holdfast.store.Disk;
import io.holdfast.store.StoreContext;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Who this side is and how it keeps its messages: the part of an {@link EndpointContext} that concerns its own store.
 *
 * @param <T> the context's own type, which every setter returns
 */
public abstract class OwnerContext<T extends OwnerContext<T>> {
    private static final long DAY_NS = 86_400_000_000_000L;

    private String name;
    private DailyRoll daily;
    private long retainSessionsNs = Long.MAX_VALUE;
    private Path store;
    private Clock clock = SystemClock.INSTANCE;
    private int maxMessageLength = 16 * 1024 * 1024;
    private long cycleSize = StoreContext.DEFAULT_CYCLE_SIZE;
    private long cyclePeriodNs = DAY_NS;
    private long retainNs;
    private long retainBytes;
    private long diskQuotaBytes;
    private long minFreeBytes;
    private long maxBacklogMessages = 10_000_000;
    private long maxBacklogBytes = 8L << 30;
    private boolean isSingleSender;
    private String storeGroup;
    private UUID bootId;
    private Disk disk = Disk.REAL;
    private Durability durability = Durability.PAGE_CACHE;

    OwnerContext() {
    }

    abstract T self();

    /** Adds the faults of these options. */
    final void checkOwner(final List<String> faults) {
        require(faults, PeerName.isValid(name), "name must be a peer name, was '" + name + "'");
        require(faults, daily == null || name == null || name.length() <= DailyRoll.MAX_BASE_LENGTH,
            "name has no room for a date behind it: at most " + DailyRoll.MAX_BASE_LENGTH + " characters, was '" + name
                + "'");
        require(faults, retainSessionsNs >= 0, "retainSessionsNs must not be negative, was " + retainSessionsNs);
        require(faults, store != null, "store must be set");
        faults.addAll(storeContext().faults());
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
     * Lets this side's name change every day: the effective name is {@code name} with the date of the session day
     * behind it. At the roll all connections end with {@code SESSION_ROLLED} and new ones begin, in a folder of
     * their own; unacked messages are left behind in the old one, which the listener is told. The name never goes
     * back while the process lives; with a clock set back by less than two days, a process that starts goes on with
     * the later day its store has. Turns {@code singleSender} off. Default: none, the name stays.
     *
     * @param value when the name changes, null for never
     * @return this context
     */
    public final T daily(final DailyRoll value) {
        daily = value;
        return self();
    }

    final DailyRoll daily() {
        return daily;
    }

    /**
     * Sets how long the folder of a session day is kept once that has ended, by this side's clock; then it is deleted
     * with all that is in it, unacked messages too, which are counted in the log. The same goes for each connection
     * that has ended because its peer goes on under another name. Default: for ever.
     *
     * @param value nanoseconds
     * @return this context
     */
    public final T retainSessionsNs(final long value) {
        retainSessionsNs = value;
        return self();
    }

    final long retainSessionsNs() {
        return retainSessionsNs;
    }

    /** {@return whether a roll may end connections while other threads send on them} */
    boolean isRolling() {
        return daily != null;
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
     * Sets the size in bytes at which a log goes on in a new file; default 256 MiB. A send queue with a peer that acks
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
     * Sets how long a file of a log may be written to, in nanoseconds: it is finished with the period, counted in
     * multiples since the epoch, in which it was begun; then it can be deleted once all of it is acked. Default a UTC
     * day, a second at least.
     *
     * @param value the new value
     * @return this context
     */
    public final T cyclePeriodNs(final long value) {
        cyclePeriodNs = value;
        return self();
    }

    final long cyclePeriodNs() {
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
    public final T retainNs(final long value) {
        retainNs = value;
        return self();
    }

    /**
     * Sets how many bytes of files of acked messages each connection keeps for replay; default 0, for no bound of this
     * kind. See {@link #retainNs}.
     *
     * @param value the new value
     * @return this context
     */
    public final T retainBytes(final long value) {
        retainBytes = value;
        return self();
    }

    /**
     * Sets how many bytes the files of all connections of this name may take; default 0, for any. Beyond that, sends
     * are answered with {@code STORE_FULL}; replies may use twice this.
     *
     * @param value the new value
     * @return this context
     */
    public final T diskQuotaBytes(final long value) {
        diskQuotaBytes = value;
        return self();
    }

    /**
     * Sets how many bytes are to stay free on the file system; default 0. Below that, sends are answered with
     * {@code STORE_FULL}, once the space reserved earlier is used up; replies go on.
     *
     * @param value the new value
     * @return this context
     */
    public final T minFreeBytes(final long value) {
        minFreeBytes = value;
        return self();
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
     * Without effect where a session day may end the connection under that thread: with daily names on this side, and
     * in a client that learns or computes its server's name.
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
     * Sets what messages and acks must outlive before the peer may see them; default {@link Durability#PAGE_CACHE}.
     * Each side chooses for its own files, and may choose anew each time it opens them.
     *
     * @param value the new value
     * @return this context
     */
    public final T durability(final Durability value) {
        durability = Objects.requireNonNull(value, "durability");
        return self();
    }

    /**
     * Sets the group whose members may read the files, this user among them: then all folders of
     * {@code <store>/<name>} have mode 0750 and all files 0640, whatever the umask is, those that are there already
     * too, and a later start without this option keeps to it. A peer of another user needs it to read them, that is,
     * for shared memory. Default null: all folders have mode 0700, so that nobody else can read what is in them.
     *
     * @param value name or number of the group
     * @return this context
     */
    public final T storeGroup(final String value) {
        storeGroup = value;
        return self();
    }

    /** Sets what the store takes for the run of this machine; null, the default, is what the system says. */
    final T bootId(final UUID value) {
        bootId = value;
        return self();
    }

    /** Sets what the store's files are changed through; the default is the file system itself. */
    final T disk(final Disk value) {
        disk = value;
        return self();
    }

    /** {@return the options that concern the store} */
    final StoreContext storeContext() {
        return new StoreContext().bootId(bootId).disk(disk).durability(durability).storeGroup(storeGroup)
            .clock(clock).cycleSize(cycleSize)
            .cyclePeriodNs(cyclePeriodNs)
            .retainNs(retainNs).retainBytes(retainBytes).diskQuotaBytes(diskQuotaBytes).minFreeBytes(minFreeBytes)
            .maxMessageLength(maxMessageLength).singleSender(isSingleSender && !isRolling())
            .maxBacklogMessages(maxBacklogMessages).maxBacklogBytes(maxBacklogBytes);
    }
}
