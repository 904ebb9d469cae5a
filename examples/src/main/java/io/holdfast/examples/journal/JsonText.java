package io.holdfast.examples.journal;

import io.holdfast.examples.command.Text;

import java.nio.charset.StandardCharsets;

/** Writes payloads as JSON values, exactly and in one line; control characters are escaped, also for a terminal. */
public final class JsonText {
    private static final int FIRST_SUPPLEMENTARY = 0x10000;
    private static final int BYTE = 8;
    private static final int GROUP = 3;
    private static final int DIGITS_OF_GROUP = 4;
    private static final int BITS_PER_DIGIT = 6;
    private static final int LAST_DIGIT = 63;
    private static final byte[] BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        .getBytes(StandardCharsets.US_ASCII);

    private JsonText() {
    }

    /**
     * Writes a string with its quotes.
     *
     * @param bytes  UTF-8, from 0 on
     * @param length how many
     * @param out    where to
     */
    public static void string(final byte[] bytes, final int length, final ByteOutput out) {
        out.put('"');
        int plain = 0;
        int at = 0;
        while (at < length) {
            final byte first = bytes[at];
            final int codePoint = first >= 0 ? first : Utf8.codePoint(bytes, at, length);
            final int next = at + Utf8.length(codePoint);
            if (codePoint == '"' || codePoint == '\\' || Text.isControl(codePoint)) {
                out.put(bytes, plain, at);
                escape(codePoint, out);
                plain = next;
            }
            at = next;
        }
        out.put(bytes, plain, length).put('"');
    }

    /**
     * Writes bytes that are no text as Base64, with quotes.
     *
     * @param bytes  from 0 on
     * @param length how many
     * @param out    where to
     */
    public static void base64(final byte[] bytes, final int length, final ByteOutput out) {
        out.put('"');
        final int whole = length - length % GROUP;
        for (int at = 0; at < whole; at += GROUP) {
            final int bits = (bytes[at] & 0xff) << 2 * BYTE | (bytes[at + 1] & 0xff) << BYTE | bytes[at + 2] & 0xff;
            digits(bits, DIGITS_OF_GROUP, out);
        }
        if (length - whole == 1) {
            digits((bytes[whole] & 0xff) << 2 * BYTE, 2, out);
            out.put('=').put('=');
        } else if (length - whole == 2) {
            digits((bytes[whole] & 0xff) << 2 * BYTE | (bytes[whole + 1] & 0xff) << BYTE, DIGITS_OF_GROUP - 1, out);
            out.put('=');
        }
        out.put('"');
    }

    /** Writes the first digits of a group of three bytes. */
    private static void digits(final int bits, final int count, final ByteOutput out) {
        int shift = (DIGITS_OF_GROUP - 1) * BITS_PER_DIGIT;
        for (int i = 0; i < count; i++) {
            out.put(BASE64[bits >> shift & LAST_DIGIT]);
            shift -= BITS_PER_DIGIT;
        }
    }

    private static void escape(final int codePoint, final ByteOutput out) {
        if (codePoint >= FIRST_SUPPLEMENTARY) {
            throw new IllegalArgumentException("no such character is escaped: " + Integer.toHexString(codePoint));
        }
        out.put('\\');
        switch (codePoint) {
            case '"', '\\' -> out.put(codePoint);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> out.put('u').hexByte(codePoint >> BYTE).hexByte(codePoint);
        }
    }
}
