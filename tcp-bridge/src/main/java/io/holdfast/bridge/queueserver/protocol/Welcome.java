package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * WELCOME: the server takes the client, and tells what it knows of it.
 * <pre>
 *    5 u8 version   6 u8 flags   7 u32 heartbeat ms
 *   11 u32 max name length   15 u32 max message length   19 u32 max subscriptions
 *   23 u64 incarnation   31 u64 first index   39 u64 last index   47 u64 mark
 *   55 u64 lost after   63 u64 lost up to   71 u64 lost count
 *   79 proof, 32 bytes   111 u32 server name length   115 server name
 * </pre>
 *
 * @param version    of the protocol that is spoken from now on
 * @param flags      {@link #FLAG_KNOWN} and so on
 * @param terms      what the client has to keep to
 * @param log        what the server has
 * @param mark       of a named producer the sequence confirmed last, 0 if none was; of a consumer the index that it
 *                   acked last or, if it is new, of the newest message
 * @param lost       what was lost, if {@link #FLAG_LOST} is set
 * @param proof      that the server knows the client's secret, if {@link #FLAG_PROVEN} is set, else all 0
 * @param serverName a peer name
 */
public record Welcome(int version, int flags, Terms terms, LogFacts log, long mark, Lost lost, byte[] proof,
                      String serverName) {
    /** Flag: the server has met this name in this role before. */
    public static final int FLAG_KNOWN = 1;

    /** Flag: another session of this name and role was ended for this one. */
    public static final int FLAG_REPLACED = 2;

    /** Flag: messages that this consumer had not acked are lost to it. */
    public static final int FLAG_LOST = 4;

    /** Flag: the client has proven that it knows the secret of its name, and here is the server's proof. */
    public static final int FLAG_PROVEN = 8;

    /** Bytes of the frame beside the server's name. */
    public static final int OVERHEAD = 115;

    private static final int PROOF_OFFSET = 79;
    private static final int NAME_LENGTH_OFFSET = 111;

    /**
     * What the client has to keep to.
     *
     * @param heartbeatMs      either side sends something at least this often, and gives up after three times as long
     * @param maxNameLength    of a queue's name, in bytes
     * @param maxMessageLength of a message, in bytes
     * @param maxSubscriptions of one consumer, by name
     */
    public record Terms(long heartbeatMs, long maxNameLength, long maxMessageLength, long maxSubscriptions) {
    }

    /**
     * What the server has.
     *
     * @param incarnation of the log: an index or a mark of another one means nothing here
     * @param firstIndex  of the oldest message kept, 0 if none is
     * @param lastIndex   of the newest message that may be delivered, 0 if there never was one
     */
    public record LogFacts(long incarnation, long firstIndex, long lastIndex) {
    }

    /**
     * Messages that expired before the consumer acked them.
     *
     * @param after index of the message before the first one
     * @param upTo  index of the last one
     * @param count how many messages that were, of all queues; -1 if that is not known
     */
    public record Lost(long after, long upTo, long count) {
        /** Nothing. */
        public static final Lost NOTHING = new Lost(0, 0, 0);
    }

    /**
     * Tells about a flag.
     *
     * @param flag {@link #FLAG_KNOWN} and so on
     * @return whether it is set
     */
    public boolean has(final int flag) {
        return (flags & flag) != 0;
    }

    /**
     * Reads a complete frame, which {@link SessionFrameParser} has checked.
     *
     * @param bytes holds it
     * @param start of the frame
     * @return what it says
     */
    public static Welcome read(final ByteBuffer bytes, final int start) {
        final Terms terms = new Terms(BaseFrames.u32(bytes, start + 7), BaseFrames.u32(bytes, start + 11),
            BaseFrames.u32(bytes, start + 15), BaseFrames.u32(bytes, start + 19));
        final LogFacts log = new LogFacts(SessionFrames.i64(bytes, start + 23), SessionFrames.i64(bytes, start + 31),
            SessionFrames.i64(bytes, start + 39));
        final Lost lost = new Lost(SessionFrames.i64(bytes, start + 55), SessionFrames.i64(bytes, start + 63),
            SessionFrames.i64(bytes, start + 71));
        final byte[] proof = new byte[SecretProof.PROOF_LENGTH];
        bytes.get(start + PROOF_OFFSET, proof);
        return new Welcome(bytes.get(start + 5) & 0xFF, bytes.get(start + 6) & 0xFF, terms, log,
            SessionFrames.i64(bytes, start + 47), lost, proof, Hello.text(bytes, start + NAME_LENGTH_OFFSET));
    }

    /**
     * Encodes it.
     *
     * @param to address of the frame's first byte, with room for {@link #OVERHEAD} + {@link Hello#MAX_NAME_LENGTH}
     * @return the frame's length
     */
    public int put(final long to) {
        final byte[] name = serverName.getBytes(StandardCharsets.UTF_8);
        SessionFrames.putHeader(to, SessionFrames.WELCOME, OVERHEAD + name.length);
        UnsafeMemory.UNSAFE.putByte(to + 5, (byte) version);
        UnsafeMemory.UNSAFE.putByte(to + 6, (byte) flags);
        SessionFrames.putInt(to + 7, (int) terms.heartbeatMs);
        SessionFrames.putInt(to + 11, (int) terms.maxNameLength);
        SessionFrames.putInt(to + 15, (int) terms.maxMessageLength);
        SessionFrames.putInt(to + 19, (int) terms.maxSubscriptions);
        SessionFrames.putLong(to + 23, log.incarnation);
        SessionFrames.putLong(to + 31, log.firstIndex);
        SessionFrames.putLong(to + 39, log.lastIndex);
        SessionFrames.putLong(to + 47, mark);
        SessionFrames.putLong(to + 55, lost.after);
        SessionFrames.putLong(to + 63, lost.upTo);
        SessionFrames.putLong(to + 71, lost.count);
        SessionFrames.putBytes(to + PROOF_OFFSET, proof);
        SessionFrames.putInt(to + NAME_LENGTH_OFFSET, name.length);
        SessionFrames.putBytes(to + OVERHEAD, name);
        return OVERHEAD + name.length;
    }

    /** {@return all but the proof} */
    @Override
    public String toString() {
        return "Welcome[version=" + version + ", flags=" + flags + ", terms=" + terms + ", log=" + log + ", mark="
            + mark + ", lost=" + lost + ", serverName=" + serverName + "]";
    }
}
