package io.holdfast.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Changes of a file that an input stands for, so that a fuzzer changes few places of a file that is otherwise good.
 * Any number of
 * <pre>u8 kind (bit 0: 8 bytes instead of 4, bit 1: flip bits instead of setting, bit 2: at multiples of 4)
 * | u16 place | 4 or 8 bytes</pre>
 */
public final class Edits {
    private static final int WIDE = 1;
    private static final int FLIPS = 2;
    private static final int SCALED = 4;
    private static final int HEAD_LENGTH = 3;

    private Edits() {
    }

    /** Applies what stands in an input from an offset on; little-endian. */
    public static void apply(final byte[] input, final int from, final byte[] file) {
        final ByteBuffer edits = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        edits.position(Math.min(from, input.length));
        while (edits.remaining() > HEAD_LENGTH) {
            final int kind = edits.get();
            final int place = (edits.getShort() & 0xFFFF) * ((kind & SCALED) == 0 ? 1 : 4);
            final int length = Math.min(edits.remaining(), (kind & WIDE) == 0 ? 4 : 8);
            for (int i = 0; i < length; i++) {
                final byte value = edits.get();
                if (file.length > 0) {
                    final int at = (place + i) % file.length;
                    file[at] = (byte) ((kind & FLIPS) == 0 ? value : file[at] ^ value);
                }
            }
        }
    }

    /** An edit that sets 8 bytes, for a corpus. */
    public static byte[] set(final int place, final long value) {
        return ByteBuffer.allocate(HEAD_LENGTH + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).put((byte) WIDE)
            .putShort((short) place).putLong(value).array();
    }
}
