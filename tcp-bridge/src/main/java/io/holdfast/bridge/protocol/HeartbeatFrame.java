package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * HEARTBEAT: a header alone, with the sender's last index and its ack. The first one of the server ends the login.
 * Allocates nothing. {@link FrameHeader} says what it wants of buffers.
 */
public final class HeartbeatFrame {
    /** Bytes of the whole frame. */
    public static final int LENGTH = FrameHeader.HEADER_LENGTH;

    private HeartbeatFrame() {
    }

    /**
     * Writes a frame.
     *
     * @param destination little-endian; its position moves behind the frame
     * @param lastIndex   of the sender's log, 0 if it is empty
     * @param ack         what the sender has consumed, 0 if nothing
     */
    public static void encode(final ByteBuffer destination, final long lastIndex, final long ack) {
        final int offset = destination.position();
        FrameHeader.put(destination, offset, LENGTH, FrameType.HEARTBEAT, lastIndex, ack);
        destination.position(offset + LENGTH);
    }
}
