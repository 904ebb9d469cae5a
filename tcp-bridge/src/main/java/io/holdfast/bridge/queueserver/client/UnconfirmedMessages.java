package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IOTools;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Frames of messages from their offer to their confirmation, in one piece of native memory whose bounds are fixed: they
 * are encoded once, written to the socket from where they lie, and written again after a reconnect. One thread;
 * allocates nothing once it is made.
 * <pre>
 *            confirmed              sent                 offered
 *   ── free ──┤  sent, unconfirmed   ├  not sent yet       ├── free ──
 *           head                  position              tail            each at its place modulo the capacity
 * </pre>
 * No frame goes over the end of the memory: where one would, {@code gap} is where the bytes end and those of the next
 * round begin anew. As live bytes never exceed one round, there is never more than one gap.
 */
final class UnconfirmedMessages implements AutoCloseable {
    private static final long NO_GAP = Long.MAX_VALUE;

    private final int capacity;
    private final int mostMessages;
    private final long[] ends;
    private final int endMask;
    private ByteBuffer memory;
    private long address;
    private long head;
    private long position;
    private long tail;
    private long gap = NO_GAP;
    private long claimed;
    private long confirmed;
    private long offered;

    /**
     * Makes an empty one.
     *
     * @param capacity     in bytes, all frames together
     * @param mostMessages how many
     */
    UnconfirmedMessages(final int capacity, final int mostMessages) {
        this.capacity = capacity;
        this.mostMessages = mostMessages;
        final int slots = mostMessages == 1 ? 1 : Integer.highestOneBit(mostMessages - 1) << 1;
        ends = new long[slots];
        endMask = slots - 1;
        memory = ByteBuffer.allocateDirect(capacity);
        address = Jvm.address(memory);
    }

    /** {@return the memory, for absolute access at {@link #claim}'s offset; big-endian} */
    ByteBuffer memory() {
        return memory;
    }

    /** {@return the native address of an offset} */
    long address(final int offset) {
        return address + offset;
    }

    /** Counts on from a sequence: that of the last message that was confirmed before. Only while nothing is held. */
    void countFrom(final long sequence) {
        confirmed = sequence;
        offered = sequence;
    }

    /** {@return the sequence of the last message that is confirmed} */
    long confirmed() {
        return confirmed;
    }

    /** {@return the sequence of the last message that was offered} */
    long offered() {
        return offered;
    }

    /** {@return how many messages are unconfirmed} */
    int count() {
        return (int) (offered - confirmed);
    }

    /** {@return whether there are frames to be written} */
    boolean isToWrite() {
        return position < tail;
    }

    /**
     * Finds room for the next frame.
     *
     * @param length of the frame, at most the capacity
     * @return where in the memory to encode it, or -1 if there is no room now
     */
    int claim(final int length) {
        if (count() >= mostMessages) {
            return -1;
        }
        if (head == tail) {
            beginAnew();
        }
        final int offset = (int) (tail % capacity);
        claimed = tail;
        if (capacity - offset < length) {
            claimed = tail - offset + capacity;
        }
        return claimed + length - head > capacity ? -1 : (int) (claimed % capacity);
    }

    /** Nothing is held: the next frame may have all the memory. */
    private void beginAnew() {
        head = 0;
        position = 0;
        tail = 0;
        gap = NO_GAP;
    }

    /**
     * Takes in the frame that was encoded where {@link #claim} said.
     *
     * @param length of the frame
     * @return the message's sequence
     */
    long commit(final int length) {
        if (claimed != tail) {
            gap = tail;
            if (position == tail) {
                position = claimed;
            }
        }
        tail = claimed + length;
        offered++;
        ends[(int) offered & endMask] = tail;
        return offered;
    }

    /**
     * Drops what the server has in its log.
     *
     * @param sequence of the last such message, at most {@link #offered()}
     */
    void confirm(final long sequence) {
        if (sequence <= confirmed) {
            return;
        }
        confirmed = sequence;
        head = ends[(int) sequence & endMask];
        if (head >= gap) {
            head = head == gap ? afterGap() : head;
            gap = NO_GAP;
        }
        position = Math.max(position, head);
    }

    private long afterGap() {
        return (gap + capacity - 1) / capacity * capacity;
    }

    /**
     * Gives all frames that are held other sequences on the wire.
     *
     * @param shift what is taken from their own
     */
    void renumber(final long shift) {
        long start = head;
        for (long sequence = confirmed + 1; sequence <= offered; sequence++) {
            memory.putLong((int) (start % capacity) + SessionFrames.HEADER_LENGTH, sequence - shift);
            final long end = ends[(int) sequence & endMask];
            start = end == gap ? afterGap() : end;
        }
    }

    /** Has everything that is held written again, for a new socket. */
    void rewind() {
        position = head;
    }

    /**
     * Writes what is to be written, until the socket takes no more.
     *
     * @param channel an open one
     * @return how many bytes
     * @throws IOException if the socket is broken
     */
    int write(final Channel channel) throws IOException {
        int written = 0;
        while (position < tail) {
            final int offset = (int) (position % capacity);
            final long end = Math.min(position < gap ? Math.min(tail, gap) : tail, position - offset + capacity);
            final int length = (int) (end - position);
            final int count = write(channel, offset, length);
            position += count;
            written += count;
            if (position == gap) {
                position = afterGap();
            }
            if (count < length) {
                break;
            }
        }
        return written;
    }

    private int write(final Channel channel, final int offset, final int length) throws IOException {
        try {
            return channel.write(memory.limit(offset + length).position(offset));
        } finally {
            memory.clear();
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            IOTools.clean(memory);
            memory = null;
            address = 0;
        }
    }
}
