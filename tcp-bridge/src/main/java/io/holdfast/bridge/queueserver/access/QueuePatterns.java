package io.holdfast.bridge.queueserver.access;

import net.openhft.chronicle.core.UnsafeMemory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A set of queues, given by names and by prefixes of names. Any thread; asking allocates nothing, and takes a time that
 * grows with the logarithm of how many there are.
 * <p>
 * Invariant: no prefix begins with another one, so at most one can fit a name: the greatest that is not above it.
 */
public final class QueuePatterns {
    /** No queue. */
    public static final QueuePatterns NONE = new QueuePatterns(List.of(), List.of());

    /** Every queue there may ever be. */
    public static final QueuePatterns ALL = new QueuePatterns(List.of(), List.of(new byte[0]));

    private final byte[][] names;
    private final byte[][] prefixes;

    private QueuePatterns(final Collection<byte[]> names, final Collection<byte[]> prefixes) {
        this.names = sorted(names);
        this.prefixes = withoutCovered(sorted(prefixes));
    }

    /**
     * Makes a set.
     *
     * @param names    of queues
     * @param prefixes of names; an empty one fits all
     * @return the set
     */
    static QueuePatterns of(final Collection<byte[]> names, final Collection<byte[]> prefixes) {
        return new QueuePatterns(names, prefixes);
    }

    /** {@return what is in this set or the other} */
    QueuePatterns and(final QueuePatterns other) {
        final List<byte[]> allNames = new ArrayList<>(Arrays.asList(names));
        allNames.addAll(Arrays.asList(other.names));
        final List<byte[]> allPrefixes = new ArrayList<>(Arrays.asList(prefixes));
        allPrefixes.addAll(Arrays.asList(other.prefixes));
        return new QueuePatterns(allNames, allPrefixes);
    }

    private static byte[][] sorted(final Collection<byte[]> patterns) {
        final byte[][] sorted = patterns.toArray(new byte[0][]);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        return sorted;
    }

    private static byte[][] withoutCovered(final byte[][] sorted) {
        final List<byte[]> kept = new ArrayList<>();
        for (final byte[] prefix : sorted) {
            final byte[] last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last == null || prefix.length < last.length
                || !Arrays.equals(prefix, 0, last.length, last, 0, last.length)) {
                kept.add(prefix);
            }
        }
        return kept.toArray(new byte[0][]);
    }

    /** {@return whether every queue is in it, also those that do not exist yet} */
    public boolean isAll() {
        return prefixes.length == 1 && prefixes[0].length == 0;
    }

    /** {@return whether no queue is in it} */
    public boolean isEmpty() {
        return names.length == 0 && prefixes.length == 0;
    }

    /**
     * Tells whether a queue is in it.
     *
     * @param name   address of the queue's name
     * @param length of the name in bytes
     * @return whether it is
     */
    public boolean contains(final long name, final int length) {
        return contains(null, name, length);
    }

    /**
     * Tells whether a queue is in it.
     *
     * @param name of the queue
     * @return whether it is
     */
    public boolean contains(final byte[] name) {
        return contains(name, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), name.length);
    }

    private boolean contains(final byte[] base, final long name, final int length) {
        final int exact = lastUpTo(names, base, name, length);
        if (exact >= 0 && names[exact].length == length && startsWith(base, name, length, names[exact])) {
            return true;
        }
        final int prefix = lastUpTo(prefixes, base, name, length);
        return prefix >= 0 && startsWith(base, name, length, prefixes[prefix]);
    }

    /** {@return the greatest that is not above a name, -1 if all are} */
    private static int lastUpTo(final byte[][] sorted, final byte[] base, final long name, final int length) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (compare(sorted[middle], base, name, length) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static int compare(final byte[] pattern, final byte[] base, final long name, final int length) {
        final int common = Math.min(pattern.length, length);
        for (int i = 0; i < common; i++) {
            final int difference = (pattern[i] & 0xFF) - (UnsafeMemory.UNSAFE.getByte(base, name + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return pattern.length - length;
    }

    private static boolean startsWith(final byte[] base, final long name, final int length, final byte[] prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (prefix[i] != UnsafeMemory.UNSAFE.getByte(base, name + i)) {
                return false;
            }
        }
        return true;
    }
}
