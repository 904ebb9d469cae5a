package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The events of the base protocol, drawn once, and their encoder. Bytes go from one native address to another, as they
 * are in mapped files and direct buffers. Any thread; allocates nothing.
 * <pre>
 *   0 u8 event   1 u32 name length   5 name [, u32 message length, message]       big-endian
 * </pre>
 */
public final class BaseFrames {
    /** Event: a message, {@code *}. */
    public static final byte MESSAGE = '*';

    /** Event: subscribe, {@code >}; an empty name means all queues. */
    public static final byte SUBSCRIBE = '>';

    /** Event: unsubscribe, {@code /}; an empty name means every subscription. */
    public static final byte UNSUBSCRIBE = '/';

    /** Bytes of a subscription beside its name. */
    public static final int NAMED_OVERHEAD = 1 + Integer.BYTES;

    /** Bytes of a message frame beside name and message. */
    public static final int MESSAGE_OVERHEAD = NAMED_OVERHEAD + Integer.BYTES;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private BaseFrames() {
    }

    /** {@return an unsigned integer of the wire} */
    static long u32(final ByteBuffer bytes, final int offset) {
        return Integer.toUnsignedLong((int) INT.get(bytes, offset));
    }

    /**
     * Computes.
     *
     * @param nameLength    in bytes
     * @param messageLength in bytes
     * @return the length of the frame that carries both
     */
    public static int messageLength(final int nameLength, final int messageLength) {
        return MESSAGE_OVERHEAD + nameLength + messageLength;
    }

    /**
     * Encodes a message.
     *
     * @param to            address of the frame's first byte
     * @param name          address of the name
     * @param nameLength    in bytes
     * @param message       address of the message
     * @param messageLength in bytes
     * @return the frame's length
     */
    public static int putMessage(final long to, final long name, final int nameLength, final long message,
                                 final int messageLength) {
        final int headLength = putMessageHead(to, name, nameLength, messageLength);
        UnsafeMemory.UNSAFE.copyMemory(message, to + headLength, messageLength);
        return headLength + messageLength;
    }

    /**
     * Encodes what comes before the bytes of a message.
     *
     * @param to            address of the frame's first byte
     * @param name          address of the name
     * @param nameLength    in bytes
     * @param messageLength in bytes
     * @return how many bytes that is
     */
    public static int putMessageHead(final long to, final long name, final int nameLength, final int messageLength) {
        final int length = putNamed(to, MESSAGE, name, nameLength);
        putInt(to + length, messageLength);
        return length + Integer.BYTES;
    }

    /**
     * Encodes what comes before the bytes of a message.
     *
     * @param to            address of the frame's first byte
     * @param name          all of the name
     * @param messageLength in bytes
     * @return how many bytes that is
     */
    public static int putMessageHead(final long to, final byte[] name, final int messageLength) {
        UnsafeMemory.UNSAFE.putByte(to, MESSAGE);
        putInt(to + 1, name.length);
        UnsafeMemory.UNSAFE.copyMemory(name, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), null,
            to + NAMED_OVERHEAD, name.length);
        putInt(to + NAMED_OVERHEAD + name.length, messageLength);
        return MESSAGE_OVERHEAD + name.length;
    }

    /**
     * Encodes a subscription or its end.
     *
     * @param to         address of the frame's first byte
     * @param event      {@link #SUBSCRIBE} or {@link #UNSUBSCRIBE}
     * @param name       address of the name
     * @param nameLength in bytes
     * @return the frame's length
     */
    public static int putNamed(final long to, final byte event, final long name, final int nameLength) {
        UnsafeMemory.UNSAFE.putByte(to, event);
        putInt(to + 1, nameLength);
        UnsafeMemory.UNSAFE.copyMemory(name, to + NAMED_OVERHEAD, nameLength);
        return NAMED_OVERHEAD + nameLength;
    }

    private static void putInt(final long address, final int value) {
        UnsafeMemory.UNSAFE.putInt(address,
            ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
    }
}
