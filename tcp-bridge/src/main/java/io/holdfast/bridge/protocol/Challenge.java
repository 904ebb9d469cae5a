package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * CHALLENGE: the server answers a login with something the client must deal with first.
 * <pre>
 *    0  header 24 bytes: type 3
 *   24  u8 kind | u8 reserved 0 | u16 length + data
 * </pre>
 * The only kind of version 1 is NAME: the client left the server's name open, the data is the name, and the client
 * sends another LOGIN that holds it. All other kinds, and type 4 for answers, are reserved.
 *
 * @param kind what the data means
 * @param data not copied
 */
public record Challenge(int kind, byte[] data) {
    /** The data is the server's name. */
    public static final int KIND_NAME = 1;

    /**
     * Tells the server's name.
     *
     * @param serverName the name
     * @return the frame
     */
    public static Challenge ofName(final String serverName) {
        return new Challenge(KIND_NAME, serverName.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** {@return the data as a name, not yet known to be a peer name} */
    public String name() {
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     * @throws IllegalArgumentException         if the frame would be longer than 16 KiB
     */
    public void encode(final ByteBuffer destination) {
        new FrameWriter(destination, FrameType.CHALLENGE).u8(kind).u8(0).bytes(data).end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says, of a known kind
     * @throws ProtocolException if it is malformed in any way
     */
    public static Challenge decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.CHALLENGE);
        final int kind = in.u8("kind");
        in.check(kind == KIND_NAME, "kind", kind);
        in.zero8("reserved");
        final byte[] data = in.bytes("data");
        in.end();
        return new Challenge(kind, data);
    }

    /** {@return the kind and length only} */
    @Override
    public String toString() {
        return "Challenge[kind=" + kind + ", data " + data.length + " bytes]";
    }
}
