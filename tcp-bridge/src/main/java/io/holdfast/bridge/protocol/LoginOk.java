package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * LOGIN_OK: the server knows the client and says where its own messages will go on.
 * <pre>
 *    0  header 24 bytes: type 2
 *   24  u16 version
 *   26  u64 capabilities
 *   34  LogFacts 32 bytes
 *   66  HeldFacts 33 bytes + 20 bytes for each remembered log
 *   99  Limits 12 bytes                          (here and below: + 20 bytes for each remembered log)
 *  111  Transports 20 bytes
 *  131  ResumeOffer 46 bytes, for messages from server to client
 *  177  u16 length + localName | u16 length + userData | u16 length + extension,
 *       see Extension
 * </pre>
 *
 * @param version      the version spoken from now on
 * @param capabilities bits of {@link Protocol}; unknown ones are ignored
 * @param terms        log, held, limits, transports
 * @param offer        where messages from server to client go on
 * @param localName    the server's name as it came
 * @param userData     for the client's application; not copied
 * @param sharedMemory where the server's files are, or why it does not tell
 * @param proof        that the server knows the client's secret, 32 bytes; empty if it did not ask for the client's
 *                     proof; not copied
 */
public record LoginOk(int version, long capabilities, Terms terms, ResumeOffer offer, String localName,
                      byte[] userData, SharedMemory sharedMemory, byte[] proof) {
    /**
     * A frame of the version this code speaks.
     *
     * @param terms     log, held, limits, transports
     * @param offer     where messages from server to client go on
     * @param localName the server's name
     * @param userData  for the client's application; not copied
     * @param sharedMemory where the server's files are, or why it does not tell
     */
    public LoginOk(final Terms terms, final ResumeOffer offer, final String localName, final byte[] userData,
                   final SharedMemory sharedMemory) {
        this(Protocol.VERSION, Protocol.CAPABILITIES, terms, offer, localName, userData, sharedMemory, new byte[0]);
    }

    /**
     * The same with a proof.
     *
     * @param value that the server knows the client's secret; not copied
     * @return the frame
     */
    public LoginOk withProof(final byte[] value) {
        return new LoginOk(version, capabilities, terms, offer, localName, userData, sharedMemory, value);
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     * @throws IllegalArgumentException         if the frame would be longer than 16 KiB
     */
    public void encode(final ByteBuffer destination) {
        final FrameWriter out = new FrameWriter(destination, FrameType.LOGIN_OK);
        out.u16(version).i64(capabilities);
        terms.encode(out);
        offer.encode(out);
        out.name(localName).bytes(userData);
        new Extension(sharedMemory, proof).encode(out);
        out.end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says
     * @throws ProtocolException if it is malformed in any way
     */
    public static LoginOk decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.LOGIN_OK);
        final int version = in.u16("version");
        final long capabilities = in.i64("capabilities");
        final Terms terms = Terms.decode(in);
        final ResumeOffer offer = ResumeOffer.decode(in);
        final String localName = in.name("localName");
        final byte[] userData = in.bytes("userData");
        final Extension extension = Extension.decode(in);
        in.end();
        return new LoginOk(version, capabilities, terms, offer, localName, userData, extension.sharedMemory(),
            extension.proof());
    }
}
