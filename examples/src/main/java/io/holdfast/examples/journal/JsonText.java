package io.holdfast.examples.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes payloads as JSON values, exactly and in one line; control characters are escaped, also for a terminal. */
final class JsonText {
    private static final int FIRST_SUPPLEMENTARY = 0x10000;
    private static final int BYTE = 8;

    private JsonText() {
    }

    /**
     * Writes a string with its quotes.
     *
     * @param bytes  UTF-8, from 0 on
     * @param length how many
     * @param out    where to
     */
    static void string(final byte[] bytes, final int length, final ByteOutput out) {
        out.put('"');
        int plain = 0;
        int at = 0;
        while (at < length) {
            final byte first = bytes[at];
            final int codePoint = first >= 0 ? first : Utf8.codePoint(bytes, at, length);
            final int next = at + Utf8.length(codePoint);
            if (codePoint == '"' || codePoint == '\\' || Utf8.isControl(codePoint)) {
                out.put(bytes, plain, at);
                escape(codePoint, out);
                plain = next;
            }
            at = next;
        }
        out.put(bytes, plain, length).put('"');
    }

    /**
     * Writes a string with its quotes.
     *
     * @param text any
     * @param out  where to
     */
    static void string(final String text, final ByteOutput out) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        string(bytes, bytes.length, out);
    }

    /**
     * Writes bytes that are no text, with quotes.
     *
     * @param bytes  from 0 on
     * @param length how many
     * @param out    where to
     */
    static void base64(final byte[] bytes, final int length, final ByteOutput out) {
        final byte[] exact = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        out.put('"').put(Base64.getEncoder().encode(exact)).put('"');
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
