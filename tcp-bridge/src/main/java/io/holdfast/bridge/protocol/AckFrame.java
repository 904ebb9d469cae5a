package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * ACK: a header alone, for an ack that has no DATA to travel with.
 * Allocates nothing. {@link FrameHeader} says what it wants of buffers.
 */
public final class AckFrame {
    /** Bytes of the whole frame. */
    public static final int LENGTH = FrameHeader.HEADER_LENGTH;

    private AckFrame() {
    }

    /**
     * Writes a frame.
     *
     * @param destination little-endian; its position moves behind the frame
     * @param ack         what the sender has consumed
     */
    public static void encode(final ByteBuffer destination, final long ack) {
        final int offset = destination.position();
        FrameHeader.put(destination, offset, LENGTH, FrameType.ACK, 0, ack);
        destination.position(offset + LENGTH);
    }
}
