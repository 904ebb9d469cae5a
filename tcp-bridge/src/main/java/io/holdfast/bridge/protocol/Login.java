package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * LOGIN: the first frame of a connection. Its layout is the same in every version, so that any two versions can tell
 * each other that they do not fit; what later versions add goes into the extension, which this one skips.
 * <pre>
 *    0  header 24 bytes: type 1
 *   24  u32 magic "HFST" | u16 versionMin | u16 versionMax
 *   32  u64 capabilities
 *   40  i64 sessionCounter
 *   48  LogFacts 32 bytes
 *   80  HeldFacts 33 bytes + 20 bytes for each remembered log
 *  113  Limits 12 bytes                          (here and below: + 20 bytes for each remembered log)
 *  125  Transports 20 bytes
 *  145  u16 length + localName | u16 length + remoteName | u16 length + credentials | u16 length + userData
 *       | u16 length + extension, see SharedMemory
 * </pre>
 *
 * @param versionMin     lowest version the client speaks
 * @param versionMax     highest version the client speaks
 * @param capabilities   bits of {@link Protocol}; unknown ones are ignored
 * @param sessionCounter higher than in any earlier login of the same store
 * @param terms          log, held, limits, transports
 * @param who            names, credentials, user data
 * @param sharedMemory   where the client's files are, if it offers that
 */
public record Login(int versionMin, int versionMax, long capabilities, long sessionCounter, Terms terms,
                    Introduction who, SharedMemory sharedMemory) {
    /**
     * A login of the version this code speaks.
     *
     * @param sessionCounter higher than in any earlier login of the same store
     * @param terms          log, held, limits, transports
     * @param who            names, credentials, user data
     * @param sharedMemory   where the client's files are, if it offers that
     */
    public Login(final long sessionCounter, final Terms terms, final Introduction who,
                 final SharedMemory sharedMemory) {
        this(Protocol.VERSION, Protocol.VERSION, Protocol.CAPABILITIES, sessionCounter, terms, who, sharedMemory);
    }

    /**
     * Tells whether a version is among the client's.
     *
     * @param version such as {@link Protocol#VERSION}
     * @return whether the client speaks it
     */
    public boolean speaks(final int version) {
        return version >= versionMin && version <= versionMax;
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     * @throws IllegalArgumentException         if the frame would be longer than 16 KiB
     */
    public void encode(final ByteBuffer destination) {
        final FrameWriter out = new FrameWriter(destination, FrameType.LOGIN);
        out.i32(Protocol.MAGIC).u16(versionMin).u16(versionMax).i64(capabilities).i64(sessionCounter);
        terms.encode(out);
        who.encode(out);
        new Extension(sharedMemory).encode(out);
        out.end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says, with names and facts unproven
     * @throws ProtocolException if it is malformed in any way
     */
    public static Login decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.LOGIN);
        final int magic = in.i32("magic");
        in.check(magic == Protocol.MAGIC, "magic", magic);
        final int versionMin = in.u16("versionMin");
        final int versionMax = in.u16("versionMax");
        in.check(versionMin <= versionMax, "versionMin above versionMax", versionMin);
        final long capabilities = in.i64("capabilities");
        final long sessionCounter = in.count64("sessionCounter");
        final Terms terms = Terms.decode(in);
        final Introduction who = Introduction.decode(in);
        final SharedMemory sharedMemory = Extension.decode(in).sharedMemory();
        in.end();
        return new Login(versionMin, versionMax, capabilities, sessionCounter, terms, who, sharedMemory);
    }
}
