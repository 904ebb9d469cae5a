package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * CLOSE: the last frame of a side, which closes the connection after it. Nothing is lost by it, and nothing by its
 * absence.
 * <pre>
 *    0  header 24 bytes: type 11
 *   24  u16 reason | u16 length + text, UTF-8, at most 1024 bytes, no control characters
 * </pre>
 *
 * @param reasonCode the {@link CloseReason#wireCode()}, or one this version does not know
 * @param text       for people; control characters become blanks, and what is too long is cut off
 */
public record Close(int reasonCode, String text) {
    /** The longest such frame in bytes. */
    public static final int MAX_FRAME_LENGTH = FrameHeader.HEADER_LENGTH + 2 * Short.BYTES + Protocol.MAX_TEXT_LENGTH;

    /** Makes the text fit. */
    public Close {
        text = WireText.fit(text);
    }

    /**
     * Says a reason.
     *
     * @param reason why
     * @param text   for people
     * @return the frame
     */
    public static Close of(final CloseReason reason, final String text) {
        return new Close(reason.wireCode(), text);
    }

    /** {@return why, {@link CloseReason#OTHER} for an unknown number} */
    public CloseReason reason() {
        return CloseReason.ofWireCode(reasonCode);
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     */
    public void encode(final ByteBuffer destination) {
        new FrameWriter(destination, FrameType.CLOSE).u16(reasonCode).text(text).end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says
     * @throws ProtocolException if it is malformed in any way
     */
    public static Close decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.CLOSE);
        final int reason = in.u16("reason");
        final String text = in.text("text");
        in.end();
        return new Close(reason, text);
    }
}
