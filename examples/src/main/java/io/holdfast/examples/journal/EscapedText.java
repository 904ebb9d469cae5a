package io.holdfast.examples.journal;

import io.holdfast.examples.command.Text;

/**
 * Writes bytes so that they may be shown on a terminal and stay in one line: UTF-8 as it is; control characters, those
 * that turn round the order of text, and bytes that are no UTF-8 as {@code \n}, {@code \r}, {@code \t} or
 * {@code \xNN}. A backslash stays one, so this is for people: what programs are to read goes out as JSON or raw.
 */
final class EscapedText {
    private EscapedText() {
    }

    /**
     * Writes text.
     *
     * @param bytes where it is
     * @param from  first byte
     * @param to    behind the last one
     * @param out   where to
     */
    static void write(final byte[] bytes, final int from, final int to, final ByteOutput out) {
        int plain = from;
        int at = from;
        while (at < to) {
            final byte first = bytes[at];
            if (first >= ' ' && first < 0x7f) {
                at++;
                continue;
            }
            final int codePoint = Utf8.codePoint(bytes, at, to);
            final int length = codePoint < 0 ? 1 : Utf8.length(codePoint);
            if (codePoint < 0 || Text.isControl(codePoint)) {
                out.put(bytes, plain, at);
                escape(bytes, at, at + length, out);
                plain = at + length;
            }
            at += length;
        }
        out.put(bytes, plain, to);
    }

    private static void escape(final byte[] bytes, final int from, final int to, final ByteOutput out) {
        for (int i = from; i < to; i++) {
            out.put('\\');
            switch (bytes[i]) {
                case '\n' -> out.put('n');
                case '\r' -> out.put('r');
                case '\t' -> out.put('t');
                default -> out.put('x').hexByte(bytes[i]);
            }
        }
    }
}
