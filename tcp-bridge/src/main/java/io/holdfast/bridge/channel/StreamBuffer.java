package io.holdfast.bridge.channel;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IOTools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes between a session and its channel: a direct little-endian buffer whose live part is [{@link #start()},
 * {@link #end()}). Begins small and doubles while it is found full, up to a limit; grows beyond that only for a single
 * frame that needs it. Becomes small again while it rests. Allocates only when it grows or shrinks. One thread.
 */
public final class StreamBuffer implements AutoCloseable {
    private static final int INITIAL_LENGTH = 4096;

    private final int growthLimit;
    private ByteBuffer buffer;
    private long address;
    private int start;
    private int end;

    /**
     * Makes an empty buffer.
     *
     * @param growthLimit how far it grows by itself, in bytes
     */
    public StreamBuffer(final int growthLimit) {
        this.growthLimit = growthLimit;
        replace(Math.min(INITIAL_LENGTH, growthLimit));
    }

    /** {@return where the live bytes begin} */
    public int start() {
        return start;
    }

    /** {@return where the live bytes end} */
    public int end() {
        return end;
    }

    /** {@return how many bytes are live} */
    public int length() {
        return end - start;
    }

    /** {@return the buffer, for absolute access} */
    public ByteBuffer bytes() {
        return buffer;
    }

    /** {@return the native address of the buffer's first byte, valid until the next growth} */
    public long address() {
        return address;
    }

    /** Drops all live bytes. */
    public void clear() {
        start = 0;
        end = 0;
    }

    /**
     * Makes a copy of these bytes the live ones.
     *
     * @param bytes all of them
     */
    public void beginWith(final byte[] bytes) {
        clear();
        makeRoom(bytes.length);
        forAppend().put(bytes);
        appended();
    }

    /**
     * Drops bytes from the front.
     *
     * @param length how many
     */
    public void consume(final int length) {
        start += length;
        if (start == end) {
            clear();
        }
    }

    /** {@return the buffer, positioned to append up to its capacity; {@link #appended()} takes in what was put} */
    public ByteBuffer forAppend() {
        buffer.limit(buffer.capacity()).position(end);
        return buffer;
    }

    /** Takes in what was put into the buffer of {@link #forAppend()}. */
    public void appended() {
        end = buffer.position();
    }

    /**
     * Makes room behind the live bytes, by moving them to the front or by growing.
     *
     * @param length bytes that must fit
     * @return whether they do; false when there is too much live already, or too little to gain by moving it
     */
    public boolean makeRoom(final int length) {
        if (buffer.capacity() - end >= length) {
            return true;
        }
        final int needed = length() + length;
        if (needed <= buffer.capacity()) {
            if (!isWorthCompacting()) {
                return false;
            }
            compact();
            return true;
        }
        if (needed > growthLimit && length() > 0) {
            return false;
        }
        grow(needed);
        return true;
    }

    /**
     * Makes room for more of a frame of this length, whose beginning is live. Whoever announces a long frame must send
     * it for the buffer to grow: it at most doubles, and only when it is full.
     *
     * @param frameLength of the frame, in bytes
     */
    public void makeRoomForFrame(final int frameLength) {
        if (start + frameLength > buffer.capacity()) {
            compact();
            if (end == buffer.capacity()) {
                grow((int) Math.min(frameLength, 2L * end));
            }
        }
    }

    /**
     * Reads once from a channel.
     *
     * @param channel an open one
     * @return how many bytes, 0 also when there is no room, -1 at the end of the stream
     * @throws IOException if the stream is broken
     */
    public int read(final Channel channel) throws IOException {
        return read(channel, true);
    }

    /**
     * Reads once from a channel.
     *
     * @param channel  an open one
     * @param isToGrow whether the buffer may become larger if it is found full
     * @return how many bytes, 0 also when there is no room, -1 at the end of the stream
     * @throws IOException if the stream is broken
     */
    public int read(final Channel channel, final boolean isToGrow) throws IOException {
        if (buffer.capacity() - end < buffer.capacity() / 4 && isWorthCompacting()) {
            compact();
        }
        final int room = buffer.capacity() - end;
        if (room == 0) {
            return 0;
        }
        final int count = channel.read(forAppend());
        appended();
        if (count == room && isToGrow && buffer.capacity() < growthLimit) {
            grow(buffer.capacity() + 1);
        }
        return count;
    }

    /**
     * Writes once to a channel.
     *
     * @param channel an open one
     * @return how many bytes
     * @throws IOException if the stream is broken
     */
    public int write(final Channel channel) throws IOException {
        buffer.limit(end).position(start);
        final int count = channel.write(buffer);
        consume(count);
        return count;
    }

    /** {@return whether another byte could be read into it} */
    public boolean hasRoom() {
        return end < buffer.capacity() || isWorthCompacting();
    }

    /** Bytes are not moved for little: each is moved at most four times, however slowly the front is consumed. */
    private boolean isWorthCompacting() {
        return start >= buffer.capacity() / 4;
    }

    /** {@return a copy of the live bytes, which are dropped} */
    public byte[] takeAll() {
        final byte[] bytes = new byte[length()];
        buffer.get(start, bytes);
        clear();
        return bytes;
    }

    /** Gives back memory, if nothing is live: what one long frame took at once, else half of it each time. */
    public void rest() {
        final int capacity = buffer.capacity();
        if (end == 0 && capacity > INITIAL_LENGTH) {
            final ByteBuffer old = buffer;
            replace(Math.max(INITIAL_LENGTH, Math.min(growthLimit, capacity / 2)));
            IOTools.clean(old);
        }
    }

    private void compact() {
        if (start > 0) {
            buffer.put(0, buffer, start, length());
            end = length();
            start = 0;
        }
    }

    private void grow(final int needed) {
        final ByteBuffer old = buffer;
        final int length = length();
        replace(Math.max(needed, Math.min(growthLimit, buffer.capacity() * 2)));
        buffer.put(0, old, start, length);
        start = 0;
        end = length;
        IOTools.clean(old);
    }

    private void replace(final int capacity) {
        buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        address = Jvm.address(buffer);
    }

    @Override
    public void close() {
        clear();
        IOTools.clean(buffer);
        buffer = null;
        address = 0;
    }
}
