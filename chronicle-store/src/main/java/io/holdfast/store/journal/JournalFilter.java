package io.holdfast.store.journal;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which messages a {@link JournalReader} gives. Immutable; every method answers a new filter that demands what this one
 * does and one thing more. The cheap things are looked at first, the payload and {@link #where} last.
 */
public final class JournalFilter {
    /**
     * How far a clock may be set back without a message being missed by its time, in nanoseconds: a minute. A reader
     * begins so much before the earliest time, and gives up so much behind the latest.
     */
    public static final long CLOCK_SLACK_NS = 60_000_000_000L;

    /** Every message. */
    public static final JournalFilter ANY = new JournalFilter();

    // all are set while a filter is made, and never again
    private int[] types;
    private long fromIndex;
    private long toIndex = Long.MAX_VALUE;
    private long fromNs = Long.MIN_VALUE;
    private long untilNs = Long.MAX_VALUE;
    private byte[][] contents = new byte[0][];
    private Predicate<JournalMessage> condition;

    private JournalFilter() {
    }

    private JournalFilter copy() {
        final JournalFilter copy = new JournalFilter();
        copy.types = types;
        copy.fromIndex = fromIndex;
        copy.toIndex = toIndex;
        copy.fromNs = fromNs;
        copy.untilNs = untilNs;
        copy.contents = contents;
        copy.condition = condition;
        return copy;
    }

    /**
     * {@return this, for messages of certain types only}
     *
     * @param any the types, of which a message has to have one
     */
    public JournalFilter types(final int... any) {
        final JournalFilter made = copy();
        made.types = types == null ? any.clone()
            : Arrays.stream(any).filter(type -> isOneOf(types, type)).toArray();
        return made;
    }

    /**
     * {@return this, for messages from an index on}
     *
     * @param index of the first that may be given, whether it is there or not
     */
    public JournalFilter fromIndex(final long index) {
        final JournalFilter made = copy();
        made.fromIndex = Math.max(fromIndex, index);
        return made;
    }

    /**
     * {@return this, for messages up to an index}
     *
     * @param index of the last that may be given, whether it is there or not
     */
    public JournalFilter toIndex(final long index) {
        final JournalFilter made = copy();
        made.toIndex = Math.min(toIndex, index);
        return made;
    }

    /**
     * {@return this, for messages appended at or after a time}
     *
     * @param epochNs in nanoseconds since the epoch
     */
    public JournalFilter fromNs(final long epochNs) {
        final JournalFilter made = copy();
        made.fromNs = Math.max(fromNs, epochNs);
        return made;
    }

    /**
     * {@return this, for messages appended before a time}
     *
     * @param epochNs in nanoseconds since the epoch; reading goes on for {@link #CLOCK_SLACK_NS} behind it
     */
    public JournalFilter untilNs(final long epochNs) {
        final JournalFilter made = copy();
        made.untilNs = Math.min(untilNs, epochNs);
        return made;
    }

    /**
     * {@return this, for messages whose payload contains some bytes}
     *
     * @param content the bytes, copied
     */
    public JournalFilter payloadContains(final byte[] content) {
        final JournalFilter made = copy();
        made.contents = Arrays.copyOf(contents, contents.length + 1);
        made.contents[contents.length] = content.clone();
        return made;
    }

    /**
     * {@return this, for messages that meet a condition}
     *
     * @param wanted is asked about each message that meets all else, and must not keep it; what it throws reaches the
     *               caller of the reader
     */
    public JournalFilter where(final Predicate<JournalMessage> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        final JournalFilter made = copy();
        made.condition = condition == null ? wanted : condition.and(wanted);
        return made;
    }

    long fromIndex() {
        return fromIndex;
    }

    /** {@return the index of the last message that may be given, {@link Long#MAX_VALUE} if there is no such bound} */
    public long toIndex() {
        return toIndex;
    }

    long fromNs() {
        return fromNs;
    }

    long untilNs() {
        return untilNs;
    }

    /** {@return whether no message after one can be given} */
    boolean isPassedBy(final RecordView message) {
        return message.index() >= toIndex || message.appendedAtNs() - CLOCK_SLACK_NS >= untilNs
            && message.checksum() == ChecksumState.INTACT;
    }

    /** {@return whether no message before one can be given} */
    boolean isAfter(final RecordView message) {
        return message.index() <= fromIndex || message.appendedAtNs() + CLOCK_SLACK_NS < fromNs
            && message.checksum() == ChecksumState.INTACT;
    }

    /** {@return whether a message is to be given} */
    boolean accepts(final RecordView message) {
        final long index = message.index();
        if (index < fromIndex || index > toIndex || types != null && !isOneOf(types, message.type())) {
            return false;
        }
        final long appendedAtNs = message.appendedAtNs();
        if (appendedAtNs < fromNs || appendedAtNs >= untilNs) {
            return false;
        }
        for (final byte[] content : contents) {
            if (!message.contains(content)) {
                return false;
            }
        }
        return condition == null || condition.test(message);
    }

    private static boolean isOneOf(final int[] types, final int type) {
        for (final int wanted : types) {
            if (type == wanted) {
                return true;
            }
        }
        return false;
    }
}
