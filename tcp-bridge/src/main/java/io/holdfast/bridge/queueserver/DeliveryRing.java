package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.NameHash;
import io.holdfast.bridge.queueserver.log.QueueReader;
import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IOTools;

import java.nio.ByteBuffer;

/**
 * The newest messages of the log as frames of the base protocol, in a bounded piece of direct memory: what is at the
 * live end is encoded once, for all consumers. A frame never wraps around; one that takes more than half of the ring is
 * not kept, and neither is what came before it. One thread; allocates nothing once it is made.
 * <p>
 * Invariant: it holds every message with an index above {@link #evictedIndex()} and up to {@link #lastIndex()}.
 * Entries are numbered from 0 on and for ever; those from {@link #first} to {@link #end()} - 1 are here.
 */
final class DeliveryRing implements AutoCloseable {
    private final int capacity;
    private final int mask;
    private final long[] indices;
    private final long[] starts;
    private final int[] lengths;
    private final int[] nameLengths;
    private final long[] nameHashes;
    private final long[] sequences;
    private final long[] epochs;
    private ByteBuffer bytes;
    private final long address;
    private long first;
    private long end;
    /** Where the next frame goes, counted on and on; its place is the remainder by the capacity. */
    private long tail;
    /** Where the frames of the lap before that of the tail ended. */
    private long lapEnd;
    private long evictedIndex;
    private long lastIndex;

    /**
     * Makes an empty ring.
     *
     * @param capacity of frames in bytes
     * @param entries  how many at most, a power of two
     * @param after    index of the message before the first that will be put
     */
    DeliveryRing(final int capacity, final int entries, final long after) {
        this.capacity = capacity;
        mask = entries - 1;
        indices = new long[entries];
        starts = new long[entries];
        lengths = new int[entries];
        nameLengths = new int[entries];
        nameHashes = new long[entries];
        sequences = new long[entries];
        epochs = new long[entries];
        bytes = ByteBuffer.allocateDirect(capacity);
        address = Jvm.address(bytes);
        evictedIndex = after;
        lastIndex = after;
    }

    /** Puts the message that the reader stands on, which follows the one put before; evicts what is in its way. */
    int put(final QueueReader message) {
        final int length = BaseFrames.messageLength(message.nameLength(), message.messageLength());
        lastIndex = message.index();
        if (length > capacity / 2) {
            first = end;
            evictedIndex = lastIndex;
            return length;
        }
        final int offset = (int) (tail % capacity);
        if (offset + length > capacity) {
            lapEnd = tail;
            tail += capacity - offset;
        }
        evict(tail + length - capacity);
        write(message, length);
        return length;
    }

    private void evict(final long keptFrom) {
        while (first < end && (starts[(int) first & mask] < keptFrom || end - first > mask)) {
            evictedIndex = indices[(int) first & mask];
            first++;
        }
    }

    private void write(final QueueReader message, final int length) {
        final int slot = (int) end & mask;
        if (tail % capacity == 0 && tail > 0 && lapEnd <= tail - capacity) {
            lapEnd = tail; // the lap before ended exactly with the memory
        }
        BaseFrames.putMessage(address + tail % capacity, message.nameAddress(), message.nameLength(),
            message.messageAddress(), message.messageLength());
        indices[slot] = lastIndex;
        starts[slot] = tail;
        lengths[slot] = length;
        nameLengths[slot] = message.nameLength();
        nameHashes[slot] = NameHash.of(message.nameAddress(), message.nameLength());
        sequences[slot] = message.queueSequence();
        epochs[slot] = message.epochNs();
        tail += length;
        end++;
    }

    /** {@return the index after which all messages up to the last are here} */
    long evictedIndex() {
        return evictedIndex;
    }

    /** {@return index of the message put last} */
    long lastIndex() {
        return lastIndex;
    }

    /** {@return how many entries it has room for} */
    int capacity() {
        return mask + 1;
    }

    /** {@return the number that the next entry gets} */
    long end() {
        return end;
    }

    /** {@return the first entry whose index is above the given one, {@link #end()} if there is none} */
    long entryAfter(final long index) {
        long low = first;
        long high = end;
        while (low < high) {
            final long middle = low + high >>> 1;
            if (indices[(int) middle & mask] > index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** {@return the first entry that does not end at or before a position, {@link #end()} if there is none} */
    long entryAt(final long position) {
        long low = first;
        long high = end;
        while (low < high) {
            final long middle = low + high >>> 1;
            if (starts[(int) middle & mask] + lengths[(int) middle & mask] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * {@return the bytes from a place within an entry up to the last that lie behind it without a gap; valid until the
     * next call of this ring}
     */
    ByteBuffer slice(final long entry, final int skip) {
        final long start = starts[(int) entry & mask] + skip;
        final boolean isInLastLap = start / capacity == (tail - 1) / capacity;
        final int length = (int) ((isInLastLap ? tail : lapEnd) - start);
        final int offset = (int) (start % capacity);
        return bytes.limit(offset + length).position(offset);
    }

    long index(final long entry) {
        return indices[(int) entry & mask];
    }

    long start(final long entry) {
        return starts[(int) entry & mask];
    }

    int length(final long entry) {
        return lengths[(int) entry & mask];
    }

    int nameLength(final long entry) {
        return nameLengths[(int) entry & mask];
    }

    long nameHash(final long entry) {
        return nameHashes[(int) entry & mask];
    }

    long queueSequence(final long entry) {
        return sequences[(int) entry & mask];
    }

    long epochNs(final long entry) {
        return epochs[(int) entry & mask];
    }

    long nameAddress(final long entry) {
        return address + start(entry) % capacity + BaseFrames.NAMED_OVERHEAD;
    }

    @Override
    public void close() {
        if (bytes != null) {
            IOTools.clean(bytes);
            bytes = null;
        }
    }
}
