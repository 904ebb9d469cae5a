package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A metadata excerpt of ours: a name of 12 characters and a body, written so that Chronicle's tools print it as a
 * named byte array. All numbers are little-endian.
 * <pre>
 *   0 u32 length of what follows, bit 30 set (metadata)
 *   4 u8 B9, u8 12, the name                      wire event name
 *  18 u8 82, u32 length of what follows, u8 8A    wire byte array
 *  24 body, a multiple of 4, whose last 4 bytes are the CRC32C of the others
 * </pre>
 */
final class MetaExcerpt {
    static final int BODY_OFFSET = 24;

    private static final int EVENT_NAME = 0xB9;
    private static final int NAME_LENGTH = 12;
    private static final int NAME_OFFSET = 6;
    private static final int BYTES_LENGTH32 = 0x82;
    private static final int U8_ARRAY = 0x8A;

    private MetaExcerpt() {
    }

    /**
     * Wraps a body.
     *
     * @param name 12 ASCII characters
     * @param body its last 4 bytes are filled in here
     * @return the excerpt, all of it, ready to be read
     */
    static ByteBuffer encode(final String name, final ByteBuffer body) {
        final int bodyLength = body.capacity();
        body.putInt(bodyLength - Integer.BYTES, crc(body, bodyLength - Integer.BYTES));
        final ByteBuffer excerpt = ByteBuffer.allocate(BODY_OFFSET + bodyLength).order(ByteOrder.LITTLE_ENDIAN);
        excerpt.putInt(excerpt.capacity() - ChronicleFormat.WORD | ChronicleFormat.META);
        excerpt.put((byte) EVENT_NAME).put((byte) NAME_LENGTH).put(name.getBytes(StandardCharsets.US_ASCII));
        excerpt.put((byte) BYTES_LENGTH32).putInt(bodyLength + 1).put((byte) U8_ARRAY);
        excerpt.put(body.duplicate().clear());
        return excerpt.flip();
    }

    /**
     * Unwraps a body.
     *
     * @param name    the name expected
     * @param length  of the body expected
     * @param excerpt begins with the excerpt
     * @return the body, or null if the excerpt is another or not intact
     */
    static ByteBuffer decode(final String name, final int length, final ByteBuffer excerpt) {
        final int position = excerpt.position();
        if (excerpt.remaining() < BODY_OFFSET + length
            || excerpt.getInt(position) != (BODY_OFFSET + length - ChronicleFormat.WORD | ChronicleFormat.META)) {
            return null;
        }
        for (int i = 0; i < NAME_LENGTH; i++) {
            if (excerpt.get(position + NAME_OFFSET + i) != name.charAt(i)) {
                return null;
            }
        }
        final ByteBuffer body = excerpt.slice(position + BODY_OFFSET, length).order(ByteOrder.LITTLE_ENDIAN);
        final boolean isIntact = body.getInt(length - Integer.BYTES) == crc(body, length - Integer.BYTES);
        return isIntact ? body : null;
    }

    private static int crc(final ByteBuffer body, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(body.duplicate().clear().limit(length));
        return (int) crc.getValue();
    }
}
