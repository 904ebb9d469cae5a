package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frames of the session protocol, drawn once, and the encoders of those that are sent often. Each encoder writes to
 * a native address and answers the frame's length. {@link Hello}, {@link Challenge}, {@link
 * SecretProof}, {@link Welcome} and {@link Farewell} write themselves. Any thread; allocates nothing.
 * <pre>
 *   0 u32 length of all that follows it   4 u8 type   5 body                                        big-endian
 *
 *   PRODUCE       5 u64 producer sequence   13 message frame of the base protocol
 *   CONFIRM       5 u64 producer sequence   13 u64 index
 *   SUBSCRIBE     5 u32 request   9 u8 from   10 u64 position   18 u32 name length   22 name
 *   SUBSCRIBED    5 u32 request   9 u32 round   13 u8 flags   14 u64 after
 *   UNSUBSCRIBE   5 u32 name length   9 name
 *   DELIVER       5 u8 flags   6 u64 index   14 u64 queue sequence   22 u64 epoch ns   30 message frame
 *   ACK           5 u32 round   9 u64 index
 *   HEARTBEAT     5 u64 index
 * </pre>
 */
public final class SessionFrames {
    /** The version of this protocol that the code speaks. */
    public static final int VERSION = 1;

    /** Type: the client's first frame, {@link io.holdfast.bridge.queueserver.protocol.Hello}. */
    public static final byte HELLO = 1;

    /** Type: the server takes the client, {@link io.holdfast.bridge.queueserver.protocol.Welcome}. */
    public static final byte WELCOME = 2;

    /** Type: the server does not take the client; a {@link Farewell}. */
    public static final byte REFUSED = 3;

    /** Type: a producer creates a message. */
    public static final byte PRODUCE = 4;

    /** Type: all messages of a producer up to a sequence are accepted. */
    public static final byte CONFIRM = 5;

    /** Type: a consumer subscribes. */
    public static final byte SUBSCRIBE = 6;

    /** Type: the answer to a subscription. */
    public static final byte SUBSCRIBED = 7;

    /** Type: a consumer ends a subscription. */
    public static final byte UNSUBSCRIBE = 8;

    /** Type: a message for a consumer. */
    public static final byte DELIVER = 9;

    /** Type: a consumer has done with all messages up to an index. */
    public static final byte ACK = 10;

    /** Type: the sender is there. */
    public static final byte HEARTBEAT = 11;

    /** Type: the sender ends the session; a {@link Farewell}. */
    public static final byte CLOSE = 12;

    /** Type: the server wants a proof before it says more; a {@link Challenge}. */
    public static final byte CHALLENGE = 13;

    /** Type: the client's answer to CHALLENGE; a {@link SecretProof}. */
    public static final byte PROOF = 14;

    /** From where to subscribe: behind the consumer's last ack; a subscription that is there stays as it is. */
    public static final byte FROM_LAST_ACK = 0;

    /** From where to subscribe: the oldest message kept. */
    public static final byte FROM_START = 1;

    /** From where to subscribe: behind the newest message. */
    public static final byte FROM_END = 2;

    /** From where to subscribe: the first message with at least the index in {@code position}. */
    public static final byte FROM_INDEX = 3;

    /** From where to subscribe: the first message not older than {@code position}, nanoseconds since the epoch. */
    public static final byte FROM_TIME = 4;

    /** Flag of SUBSCRIBED: it begins later than asked for, because the messages before are not kept any more. */
    public static final int FLAG_PURGED = 1;

    /** Flag of DELIVER: this client may have had the message before. */
    public static final int FLAG_REDELIVERED = 1;

    /** Bytes of every frame before its body. */
    public static final int HEADER_LENGTH = 5;

    /** Bytes of PRODUCE before the message frame. */
    public static final int PRODUCE_PREFIX_LENGTH = 13;

    /** Bytes of DELIVER before the message frame. */
    public static final int DELIVER_PREFIX_LENGTH = 30;

    /** Bytes of CONFIRM. */
    public static final int CONFIRM_LENGTH = 21;

    /** Bytes of SUBSCRIBE beside its name. */
    public static final int SUBSCRIBE_OVERHEAD = 22;

    /** Bytes of SUBSCRIBED. */
    public static final int SUBSCRIBED_LENGTH = 22;

    /** Bytes of UNSUBSCRIBE beside its name. */
    public static final int UNSUBSCRIBE_OVERHEAD = 9;

    /** Bytes of ACK. */
    public static final int ACK_LENGTH = 17;

    /** Bytes of HEARTBEAT. */
    public static final int HEARTBEAT_LENGTH = 13;

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final boolean IS_SWAPPED = ByteOrder.nativeOrder() != ByteOrder.BIG_ENDIAN;

    private SessionFrames() {
    }

    static int u16(final ByteBuffer bytes, final int offset) {
        return Short.toUnsignedInt((short) SHORT.get(bytes, offset));
    }

    static long i64(final ByteBuffer bytes, final int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /**
     * Encodes what comes before the message frame of PRODUCE, which {@link BaseFrames#putMessage} writes.
     *
     * @param to                 address of the frame's first byte
     * @param messageFrameLength {@link BaseFrames#messageLength} of name and message
     * @param producerSequence   the producer's own, from 1
     * @return {@link #PRODUCE_PREFIX_LENGTH}
     */
    public static int putProducePrefix(final long to, final int messageFrameLength, final long producerSequence) {
        putHeader(to, PRODUCE, PRODUCE_PREFIX_LENGTH + messageFrameLength);
        putLong(to + 5, producerSequence);
        return PRODUCE_PREFIX_LENGTH;
    }

    /**
     * Encodes what all DELIVER frames have before the rest of their prefix.
     *
     * @param to                 address of the frame's first byte
     * @param messageFrameLength {@link BaseFrames#messageLength} of name and message
     * @param flags              {@link #FLAG_REDELIVERED} or 0
     */
    public static void putDeliverHeader(final long to, final int messageFrameLength, final int flags) {
        putHeader(to, DELIVER, DELIVER_PREFIX_LENGTH + messageFrameLength);
        UnsafeMemory.UNSAFE.putByte(to + 5, (byte) flags);
    }

    /**
     * Encodes the rest of what comes before the message frame of DELIVER, which {@link BaseFrames#putMessage} writes.
     *
     * @param to            address of the frame's first byte
     * @param index         of the message in the server's log
     * @param queueSequence of the message in its queue, from 1
     * @param epochNs       when it was accepted
     * @return {@link #DELIVER_PREFIX_LENGTH}
     */
    public static int putDeliverFacts(final long to, final long index, final long queueSequence, final long epochNs) {
        putLong(to + 6, index);
        putLong(to + 14, queueSequence);
        putLong(to + 22, epochNs);
        return DELIVER_PREFIX_LENGTH;
    }

    /**
     * Encodes CONFIRM.
     *
     * @param to               address of the frame's first byte
     * @param producerSequence up to which all is accepted
     * @param index            of the message with that sequence, 0 if it is not known
     * @return the frame's length
     */
    public static int putConfirm(final long to, final long producerSequence, final long index) {
        putHeader(to, CONFIRM, CONFIRM_LENGTH);
        putLong(to + 5, producerSequence);
        putLong(to + 13, index);
        return CONFIRM_LENGTH;
    }

    /**
     * Encodes what comes before the name of SUBSCRIBE.
     *
     * @param to         address of the frame's first byte
     * @param request    any number, which SUBSCRIBED repeats
     * @param from       {@link #FROM_LAST_ACK} and so on
     * @param position   an index, a time, or 0
     * @param nameLength in bytes, 0 for all queues; the caller puts the name behind
     * @return {@link #SUBSCRIBE_OVERHEAD}
     */
    public static int putSubscribeHead(final long to, final int request, final byte from, final long position,
                                       final int nameLength) {
        putHeader(to, SUBSCRIBE, SUBSCRIBE_OVERHEAD + nameLength);
        putInt(to + 5, request);
        UnsafeMemory.UNSAFE.putByte(to + 9, from);
        putLong(to + 10, position);
        putInt(to + 18, nameLength);
        return SUBSCRIBE_OVERHEAD;
    }

    /**
     * Encodes SUBSCRIBED.
     *
     * @param to      address of the frame's first byte
     * @param request of the SUBSCRIBE
     * @param round   that acks of what is delivered from now on carry
     * @param flags   {@link #FLAG_PURGED} or 0
     * @param after   the index after which its messages are delivered
     * @return the frame's length
     */
    public static int putSubscribed(final long to, final int request, final int round, final int flags,
                                    final long after) {
        putHeader(to, SUBSCRIBED, SUBSCRIBED_LENGTH);
        putInt(to + 5, request);
        putInt(to + 9, round);
        UnsafeMemory.UNSAFE.putByte(to + 13, (byte) flags);
        putLong(to + 14, after);
        return SUBSCRIBED_LENGTH;
    }

    /**
     * Encodes what comes before the name of UNSUBSCRIBE.
     *
     * @param to         address of the frame's first byte
     * @param nameLength in bytes, 0 for every subscription; the caller puts the name behind
     * @return {@link #UNSUBSCRIBE_OVERHEAD}
     */
    public static int putUnsubscribeHead(final long to, final int nameLength) {
        putHeader(to, UNSUBSCRIBE, UNSUBSCRIBE_OVERHEAD + nameLength);
        putInt(to + 5, nameLength);
        return UNSUBSCRIBE_OVERHEAD;
    }

    /**
     * Encodes ACK.
     *
     * @param to    address of the frame's first byte
     * @param round of the SUBSCRIBED that came last before the message, 0 if none came
     * @param index of the last message that is done with
     * @return the frame's length
     */
    public static int putAck(final long to, final int round, final long index) {
        putHeader(to, ACK, ACK_LENGTH);
        putInt(to + 5, round);
        putLong(to + 9, index);
        return ACK_LENGTH;
    }

    /**
     * Encodes HEARTBEAT.
     *
     * @param to    address of the frame's first byte
     * @param index from the server of the newest message that may be delivered, from a client 0
     * @return the frame's length
     */
    public static int putHeartbeat(final long to, final long index) {
        putHeader(to, HEARTBEAT, HEARTBEAT_LENGTH);
        putLong(to + 5, index);
        return HEARTBEAT_LENGTH;
    }

    static void putHeader(final long to, final byte type, final int frameLength) {
        putInt(to, frameLength - Integer.BYTES);
        UnsafeMemory.UNSAFE.putByte(to + 4, type);
    }

    static void putShort(final long address, final int value) {
        UnsafeMemory.UNSAFE.putShort(address, IS_SWAPPED ? Short.reverseBytes((short) value) : (short) value);
    }

    static void putInt(final long address, final int value) {
        UnsafeMemory.UNSAFE.putInt(address, IS_SWAPPED ? Integer.reverseBytes(value) : value);
    }

    static void putLong(final long address, final long value) {
        UnsafeMemory.UNSAFE.putLong(address, IS_SWAPPED ? Long.reverseBytes(value) : value);
    }

    static void putBytes(final long to, final byte[] bytes) {
        UnsafeMemory.UNSAFE.copyMemory(bytes, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), null, to,
            bytes.length);
    }
}
