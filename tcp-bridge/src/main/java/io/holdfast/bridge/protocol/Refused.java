package io.holdfast.bridge.protocol;

import io.holdfast.Refusal;

import java.nio.ByteBuffer;

/**
 * REFUSED: the login failed; the sender closes the connection after it.
 * <pre>
 *    0  header 24 bytes: type 6
 *   24  u16 code | u16 length + text, UTF-8, at most 1024 bytes, no control characters
 * </pre>
 *
 * @param code the {@link io.holdfast.Refusal.Code#wireCode()}, or one this version does not know
 * @param text for people; control characters become blanks, and what is too long is cut off
 */
public record Refused(int code, String text) {
    /** Makes the text fit. */
    public Refused {
        text = WireText.fit(text);
    }

    /**
     * Says a refusal.
     *
     * @param refusal what to say
     * @return the frame
     */
    public static Refused of(final Refusal refusal) {
        return new Refused(refusal.code().wireCode(), refusal.text());
    }

    /** {@return the refusal; one of an unknown code is told as the application's, with the code in the text} */
    public Refusal refusal() {
        final Refusal.Code known = Refusal.Code.ofWireCode(code);
        return known != null ? new Refusal(known, text)
            : new Refusal(Refusal.Code.APPLICATION, "code=" + code + ": " + text);
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     */
    public void encode(final ByteBuffer destination) {
        new FrameWriter(destination, FrameType.REFUSED).u16(code).text(text).end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says
     * @throws ProtocolException if it is malformed in any way
     */
    public static Refused decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.REFUSED);
        final int code = in.u16("code");
        final String text = in.text("text");
        in.end();
        return new Refused(code, text);
    }
}
