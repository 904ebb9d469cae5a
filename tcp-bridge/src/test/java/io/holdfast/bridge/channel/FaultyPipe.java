package io.holdfast.bridge.channel;

import java.nio.ByteBuffer;

/** The bytes under way in one direction of a connection. */
final class FaultyPipe {
    private final byte[] ring;
    private long written;
    private long read;
    private boolean isEnded;
    private boolean isLost;

    FaultyPipe(final int capacity) {
        ring = new byte[capacity];
    }

    long written() {
        return written;
    }

    int readable() {
        return isLost ? 0 : (int) (written - read);
    }

    int writable() {
        return isLost ? Integer.MAX_VALUE : ring.length - (int) (written - read);
    }

    /** True when nothing more can be written, and the reader sees the end after what is there. */
    boolean isEnded() {
        return isEnded && !isLost;
    }

    boolean isLost() {
        return isLost;
    }

    void end() {
        isEnded = true;
    }

    void lose() {
        isLost = true;
    }

    void write(final ByteBuffer source, final int length) {
        if (isLost) {
            source.position(source.position() + length);
        } else {
            final int at = (int) (written % ring.length);
            final int untilWrap = Math.min(length, ring.length - at);
            source.get(ring, at, untilWrap);
            source.get(ring, 0, length - untilWrap);
        }
        written += length;
    }

    void read(final ByteBuffer destination, final int length) {
        final int at = (int) (read % ring.length);
        final int untilWrap = Math.min(length, ring.length - at);
        destination.put(ring, at, untilWrap);
        destination.put(ring, 0, length - untilWrap);
        read += length;
    }
}
