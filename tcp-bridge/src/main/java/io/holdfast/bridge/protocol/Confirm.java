package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * CONFIRM: the client agrees and says where its own messages will go on. From here both sides change what they keep.
 * <pre>
 *    0  header 24 bytes: type 5
 *   24  ResumeOffer 46 bytes, for messages from client to server
 *   70  u8 transport | u8 reserved 0 | u16 length + extension, see SharedMemory
 * </pre>
 *
 * @param offer     where messages from client to server go on
 * @param transport the one transport bit the client chose among those both sides have
 * @param sharedMemory why the client chose TCP, if it was offered shared memory
 */
public record Confirm(ResumeOffer offer, int transport, SharedMemory sharedMemory) {
    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     */
    public void encode(final ByteBuffer destination) {
        final FrameWriter out = new FrameWriter(destination, FrameType.CONFIRM);
        offer.encode(out);
        out.u8(transport).u8(0);
        new Extension(sharedMemory).encode(out);
        out.end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says
     * @throws ProtocolException if it is malformed in any way
     */
    public static Confirm decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.CONFIRM);
        final ResumeOffer offer = ResumeOffer.decode(in);
        final int transport = in.u8("transport");
        in.check(transport == Protocol.TRANSPORT_TCP || transport == Protocol.TRANSPORT_SHM, "transport", transport);
        in.zero8("reserved");
        final SharedMemory sharedMemory = Extension.decode(in).sharedMemory();
        in.end();
        return new Confirm(offer, transport, sharedMemory);
    }
}
