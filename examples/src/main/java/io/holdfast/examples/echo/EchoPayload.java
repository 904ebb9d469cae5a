package io.holdfast.examples.echo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The payload of a numbered message, little-endian. Every byte depends on number, send time and length, so that a
 * change of any is seen.
 *
 * <pre>
 *  0 u64 low 40 bits: number; high 24 bits: check over number, send time, length
 *  8 i64 send time, nanoseconds of the sender's monotonic clock
 * 16 filler
 * </pre>
 */
final class EchoPayload {
    static final int MIN_LENGTH = 16;
    static final long MAX_NUMBER = (1L << 40) - 1;

    /** What {@link #number} answers for a payload that is not as it was sent. */
    static final long DAMAGED = -1;

    private static final int NUMBER_BITS = 40;
    private static final int SEND_TIME = 8;
    private static final int FIRST_TYPE = 101;
    private static final int TYPES = 5;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EchoPayload() {
    }

    /**
     * Tells which of the user types a message has.
     *
     * @param number of the message
     * @return its type
     */
    static int type(final long number) {
        return FIRST_TYPE + (int) (number % TYPES);
    }

    /**
     * Writes a payload.
     *
     * @param payload    receives it, from its beginning
     * @param length     of the payload in bytes
     * @param number     of the message
     * @param sendTimeNs by the sender's monotonic clock
     */
    static void encode(final byte[] payload, final int length, final long number, final long sendTimeNs) {
        final long seed = seed(number, sendTimeNs, length);
        LONGS.set(payload, 0, number | seed >>> NUMBER_BITS << NUMBER_BITS);
        LONGS.set(payload, SEND_TIME, sendTimeNs);
        for (int i = MIN_LENGTH; i < length; i++) {
            payload[i] = filler(seed, i);
        }
    }

    /**
     * Checks a payload.
     *
     * @param payload holds it, from its beginning
     * @param length  as received
     * @param type    as received
     * @return the message's number, or {@link #DAMAGED}
     */
    static long number(final byte[] payload, final int length, final int type) {
        if (length < MIN_LENGTH) {
            return DAMAGED;
        }
        final long word = (long) LONGS.get(payload, 0);
        final long number = word & MAX_NUMBER;
        final long seed = seed(number, sendTimeNs(payload), length);
        boolean isWhole = word >>> NUMBER_BITS == seed >>> NUMBER_BITS && type == type(number);
        for (int i = MIN_LENGTH; isWhole && i < length; i++) {
            isWhole = payload[i] == filler(seed, i);
        }
        return isWhole ? number : DAMAGED;
    }

    /**
     * Reads the send time.
     *
     * @param payload holds a checked payload
     * @return nanoseconds by the sender's monotonic clock
     */
    static long sendTimeNs(final byte[] payload) {
        return (long) LONGS.get(payload, SEND_TIME);
    }

    private static byte filler(final long seed, final int i) {
        return (byte) (Long.rotateLeft(seed, i) + i);
    }

    private static long seed(final long number, final long sendTimeNs, final int length) {
        return mix64(number + mix64(sendTimeNs + mix64(length)));
    }

    /** The finalizer of SplitMix64 (java.util.SplittableRandom). */
    private static long mix64(final long value) {
        final long a = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        final long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }
}
