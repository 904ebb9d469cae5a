package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.UnsafeMemory;
import net.openhft.chronicle.core.io.IOTools;

import java.nio.ByteBuffer;

/**
 * Frames gathered for one write, and what each number of bytes that went out means for where the consumer stands. One
 * per thread, shared by all its consumers: it keeps nothing from one write to the next. Allocates nothing once it is
 * made.
 */
final class FrameBatch implements AutoCloseable {
    private static final int MAX_FRAMES = 4096;
    /** A consumer that wants little must not keep the thread while it looks for that in all the log. */
    private static final int MAX_PASSED = 1024;
    private static final int MAX_PASSED_BYTES = 1 << 20;

    private final int capacity;
    private ByteBuffer bytes;
    private final long address;
    private ByteBuffer head;
    private final long headAddress;
    private final long[] indices = new long[MAX_FRAMES];
    private final long[] passedAfter = new long[MAX_FRAMES];
    private final long[] epochs = new long[MAX_FRAMES];
    private final int[] ends = new int[MAX_FRAMES];
    private DeliveryPrefix prefix;
    private int maxFrames;
    private int count;
    private int length;
    private int skipped;
    private int passedCount;
    private long passedBytes;
    private long passedBefore;

    /**
     * Makes an empty one.
     *
     * @param capacity      in bytes
     * @param maxNameLength in bytes
     */
    FrameBatch(final int capacity, final int maxNameLength) {
        this.capacity = capacity;
        bytes = ByteBuffer.allocateDirect(capacity);
        address = Jvm.address(bytes);
        head = ByteBuffer.allocateDirect(DeliveryPrefix.MAX_LENGTH + BaseFrames.messageLength(maxNameLength, 0));
        headAddress = Jvm.address(head);
    }

    /** Begins anew, for a consumer that stands behind an index, with at most so many frames. */
    void begin(final DeliveryPrefix newPrefix, final long passed, final int newMaxFrames) {
        prefix = newPrefix;
        maxFrames = Math.min(newMaxFrames, MAX_FRAMES);
        count = 0;
        length = 0;
        skipped = 0;
        passedCount = 0;
        passedBytes = 0;
        passedBefore = passed;
    }

    /** {@return whether nothing more fits, or enough was looked at} */
    boolean isFull() {
        return length >= capacity || count == maxFrames || passedCount == MAX_PASSED
            || passedBytes >= MAX_PASSED_BYTES;
    }

    /** Notes that a message is not wanted. */
    void pass(final MessageSource message) {
        final long index = message.index();
        passedCount++;
        passedBytes += message.messageLength();
        if (count == 0) {
            passedBefore = index;
        } else {
            passedAfter[count - 1] = index;
        }
    }

    /** Adds a message, or as much of it as fits. Only the first may have been sent in part already. */
    void add(final MessageSource message, final int alreadySent) {
        final int headLength = prefix.length() + BaseFrames.messageLength(message.nameLength(), 0);
        final int frameLength = headLength + message.messageLength();
        if (alreadySent == 0 && frameLength <= capacity - length) {
            prefix.put(address + length, message);
            BaseFrames.putMessage(address + length + prefix.length(), message.nameAddress(), message.nameLength(),
                message.messageAddress(), message.messageLength());
        } else {
            addPart(message, headLength, alreadySent);
        }
        indices[count] = message.index();
        passedAfter[count] = message.index();
        epochs[count] = message.epochNs();
        if (count == 0) {
            skipped = alreadySent;
        }
        length += frameLength - alreadySent;
        ends[count] = length;
        count++;
    }

    private void addPart(final MessageSource message, final int headLength, final int from) {
        int room = capacity - length;
        long to = address + length;
        if (from < headLength) {
            prefix.put(headAddress, message);
            BaseFrames.putMessageHead(headAddress + prefix.length(), message.nameAddress(), message.nameLength(),
                message.messageLength());
            final int part = Math.min(room, headLength - from);
            UnsafeMemory.UNSAFE.copyMemory(headAddress + from, to, part);
            to += part;
            room -= part;
        }
        final int messageFrom = Math.max(0, from - headLength);
        final int part = Math.min(room, message.messageLength() - messageFrom);
        UnsafeMemory.UNSAFE.copyMemory(message.messageAddress() + messageFrom, to, part);
    }

    /** {@return the bytes to be written; empty if there are none} */
    ByteBuffer bytes() {
        return bytes.limit(Math.min(length, capacity)).position(0);
    }

    /** {@return how many frames are complete once so many bytes went out} */
    int complete(final int written) {
        int complete = 0;
        while (complete < count && ends[complete] <= written) {
            complete++;
        }
        return complete;
    }

    /** {@return how many frames there are} */
    int count() {
        return count;
    }

    /** {@return the last index that the consumer has behind it once so many frames are complete} */
    long passed(final int complete) {
        return complete == 0 ? passedBefore : passedAfter[complete - 1];
    }

    /** {@return how many bytes of the frame after those that are complete went out by now} */
    int sentOf(final int complete, final int written) {
        return complete == 0 ? skipped + written : written - ends[complete - 1];
    }

    long index(final int frame) {
        return indices[frame];
    }

    long epochNs(final int frame) {
        return epochs[frame];
    }

    @Override
    public void close() {
        if (bytes != null) {
            IOTools.clean(bytes);
            IOTools.clean(head);
            bytes = null;
            head = null;
        }
    }
}
