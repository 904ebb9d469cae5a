package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.Durability;
import io.holdfast.PeerName;
import io.holdfast.SystemClock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Options of a {@link Log}. Set by one thread before {@link #conclude()}, constant after. */
public final class LogContext {
    /** Smallest {@code cycleSize}, in bytes. */
    public static final long MIN_CYCLE_SIZE = 256L << 10;

    /** Largest {@code cycleSize}, in bytes. */
    public static final long MAX_CYCLE_SIZE = 2L << 30;

    /** The part of a cycle that messages cannot use, in bytes. */
    public static final int CYCLE_OVERHEAD = 64 << 10;

    /** Largest {@code maxMessageLength}, in bytes: an excerpt has 30 bits for its length. */
    public static final int MAX_MESSAGE_LENGTH = (1 << 30) - CYCLE_OVERHEAD;

    private static final int DEFAULT_MAX_MESSAGE_LENGTH = 16 << 20;

    private Path directory;
    private String localName;
    private String remoteName;
    private Clock clock = SystemClock.INSTANCE;
    private long cycleSize = StoreContext.DEFAULT_CYCLE_SIZE;
    private long cyclePeriodNs = CyclePeriod.DAY_NS;
    private long retainNs;
    private long retainBytes;
    private DiskBudget.Share diskShare;
    private int maxMessageLength = DEFAULT_MAX_MESSAGE_LENGTH;
    private boolean isSingleAppender;
    private AckStamp ackStamp = AckStamp.NONE;
    private long newIncarnation;
    private UUID bootId;
    private boolean isForced = true;
    private boolean isCreated;
    private Disk disk = Disk.REAL;
    private Durability durability = Durability.PAGE_CACHE;
    private boolean isConcluded;

    /** {@return the folder that holds {@code send/} and {@code state}; required} */
    public Path directory() {
        return directory;
    }

    /**
     * {@return this}
     *
     * @param value the folder that holds {@code send/} and {@code state}; created when absent
     */
    public LogContext directory(final Path value) {
        this.directory = value;
        return this;
    }

    /** {@return the owner's name; required} */
    public String localName() {
        return localName;
    }

    /**
     * {@return this}
     *
     * @param value the owner's name
     */
    public LogContext localName(final String value) {
        this.localName = value;
        return this;
    }

    /** {@return the name of the peer the messages are for; required} */
    public String remoteName() {
        return remoteName;
    }

    /**
     * {@return this}
     *
     * @param value the name of the peer the messages are for
     */
    public LogContext remoteName(final String value) {
        this.remoteName = value;
        return this;
    }

    /** {@return the source of time; the machine's by default} */
    public Clock clock() {
        return clock;
    }

    /**
     * {@return this}
     *
     * @param value the source of time
     */
    public LogContext clock(final Clock value) {
        this.clock = value;
        return this;
    }

    /** {@return when to begin a new cycle file, in bytes; 256 MiB by default} */
    public long cycleSize() {
        return cycleSize;
    }

    /**
     * {@return this}
     *
     * @param value when to begin a new cycle file, in bytes
     */
    public LogContext cycleSize(final long value) {
        this.cycleSize = value;
        return this;
    }

    /** {@return how long a cycle with messages may last, in nanoseconds; a day by default} */
    public long cyclePeriodNs() {
        return cyclePeriodNs;
    }

    /**
     * {@return this}
     *
     * @param value how long a cycle with messages may last, in nanoseconds: it ends with the period, counted in
     *              multiples since the epoch, in which it began; a second at least
     */
    public LogContext cyclePeriodNs(final long value) {
        this.cyclePeriodNs = value;
        return this;
    }

    /** {@return how long acked cycles are kept, in nanoseconds; 0, the default, for no bound of this kind} */
    public long retainNs() {
        return retainNs;
    }

    /**
     * Keeps acked cycles for this long after they were finished, instead of deleting them at once. If
     * {@link #retainBytes} is set too, a cycle goes when either says so.
     *
     * @param value in nanoseconds; 0 for no bound of this kind
     * @return this
     */
    public LogContext retainNs(final long value) {
        this.retainNs = value;
        return this;
    }

    /** {@return how many bytes of acked cycles are kept; 0, the default, for no bound of this kind} */
    public long retainBytes() {
        return retainBytes;
    }

    /**
     * Keeps acked cycles up to a size, instead of deleting them at once.
     *
     * @param value in bytes, 0 for no bound of this kind
     * @return this
     */
    public LogContext retainBytes(final long value) {
        this.retainBytes = value;
        return this;
    }

    DiskBudget.Share diskShare() {
        if (diskShare == null) {
            diskShare = new DiskBudget(directory, 0, 0).share("");
        }
        return diskShare;
    }

    /** What counts the disk that the log takes; its own, without bounds, by default. */
    LogContext diskShare(final DiskBudget.Share value) {
        this.diskShare = value;
        return this;
    }

    /** {@return the longest payload, in bytes; 16 MiB by default} */
    public int maxMessageLength() {
        return maxMessageLength;
    }

    /**
     * {@return this}
     *
     * @param value the longest payload, in bytes
     */
    public LogContext maxMessageLength(final int value) {
        this.maxMessageLength = value;
        return this;
    }

    /** {@return whether appends take no lock; false by default} */
    public boolean singleAppender() {
        return isSingleAppender;
    }

    /**
     * Declares that one thread does all appends and closes the log. Appends then take no lock, and
     * {@link Log#doWork()} leaves rolling to them.
     *
     * @param value whether so
     * @return this
     */
    public LogContext singleAppender(final boolean value) {
        this.isSingleAppender = value;
        return this;
    }

    /** {@return where stamped acks come from; none by default} */
    public AckStamp ackStamp() {
        return ackStamp;
    }

    /**
     * {@return this}
     *
     * @param value where stamped acks come from
     */
    public LogContext ackStamp(final AckStamp value) {
        this.ackStamp = value;
        return this;
    }

    /** {@return the id of a log that is created, 0 for a random one; 0 by default} */
    public long newIncarnation() {
        return newIncarnation;
    }

    /**
     * {@return this}
     *
     * @param value the id of a log that is created, from {@link Log#newIncarnation()}; a log there is keeps its own
     */
    public LogContext newIncarnation(final long value) {
        this.newIncarnation = value;
        return this;
    }

    /** {@return what tells one boot of the machine from another; null, the default, for what the system says} */
    public UUID bootId() {
        return bootId;
    }

    /** {@return what must be the same again for the log's files to be trusted as they were left} */
    UUID bootId(final Path stateFile) {
        return bootId == null ? BootId.of(stateFile) : bootId;
    }

    /**
     * {@return this}
     *
     * @param value what tells one boot of the machine from another
     */
    public LogContext bootId(final UUID value) {
        this.bootId = value;
        return this;
    }

    /** {@return whether opening waits for the disk; true by default} */
    public boolean forced() {
        return isForced && !isCreated;
    }

    /** {@return whether the log's connection is being created, so that all of it is forced at once in the end} */
    boolean created() {
        return isCreated;
    }

    /** Leaves it to {@link Log#forceCreated()} to wait for the disk; of a log that does not count before. */
    LogContext created(final boolean value) {
        this.isCreated = value;
        return this;
    }

    /**
     * Whether opening waits until the disk knows that the log is open. Without it a power failure may go unnoticed.
     *
     * @param value whether so
     * @return this
     */
    public LogContext forced(final boolean value) {
        this.isForced = value;
        return this;
    }

    /** {@return what a message must outlive before the peer may see it; the page cache by default} */
    public Durability durability() {
        return durability;
    }

    /**
     * {@return this}
     *
     * @param value what a message must outlive before the peer may see it; may differ from one opening to the next
     */
    public LogContext durability(final Durability value) {
        this.durability = value;
        return this;
    }

    boolean isSync() {
        return durability == Durability.SYNC;
    }

    /** {@return what the log's files are changed through; the file system by default} */
    public Disk disk() {
        return disk;
    }

    /**
     * {@return this}
     *
     * @param value what the log's files are changed through
     */
    public LogContext disk(final Disk value) {
        this.disk = value;
        return this;
    }

    /**
     * Checks every option.
     *
     * @return this
     * @throws IllegalArgumentException naming every fault
     * @throws IllegalStateException    if called a second time
     */
    public LogContext conclude() {
        if (isConcluded) {
            throw new IllegalStateException("a context serves one log only: " + directory);
        }
        final List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("faulty log options: " + String.join("; ", faults));
        }
        isConcluded = true;
        return this;
    }

    private List<String> faults() {
        final List<String> faults = new ArrayList<>();
        check(faults, directory != null, "directory is required");
        check(faults, PeerName.isValid(localName), "localName is not a peer name: " + localName);
        check(faults, PeerName.isValid(remoteName), "remoteName is not a peer name: " + remoteName);
        check(faults, clock != null, "clock is required");
        check(faults, ackStamp != null, "ackStamp is required");
        check(faults, disk != null, "disk is required");
        check(faults, durability != null, "durability is required");
        check(faults, cycleSize >= MIN_CYCLE_SIZE && cycleSize <= MAX_CYCLE_SIZE,
            "cycleSize=" + cycleSize + " is not within " + MIN_CYCLE_SIZE + ".." + MAX_CYCLE_SIZE);
        check(faults, cyclePeriodNs >= CyclePeriod.LEAST_NS,
            "cyclePeriodNs=" + cyclePeriodNs + " is not at least " + CyclePeriod.LEAST_NS);
        check(faults, retainNs >= 0, "retainNs=" + retainNs + " is negative");
        check(faults, retainBytes >= 0, "retainBytes=" + retainBytes + " is negative");
        check(faults, isMessageLength(maxMessageLength, cycleSize), "maxMessageLength=" + maxMessageLength
            + " is not within 1..cycleSize-" + CYCLE_OVERHEAD + " and up to " + MAX_MESSAGE_LENGTH);
        return faults;
    }

    /** {@return whether a message of this length fits into a cycle and its length into an excerpt's header} */
    static boolean isMessageLength(final int length, final long cycleSize) {
        return length > 0 && length <= cycleSize - CYCLE_OVERHEAD && length <= MAX_MESSAGE_LENGTH;
    }

    private static void check(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }
}
