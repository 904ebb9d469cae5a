package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

/**
 * A message in a line for people as {@link TextFormat} has it, its payload below in hexadecimal and ASCII.
 *
 * <pre>
 * 4d56f00000000         1  2026-11-23T09:18:55.123456789Z      7     12  1/1  -
 *   00000000  48 65 6c 6c 6f 20 57 6f  72 6c 64 21              |Hello World!|
 * </pre>
 */
final class HexFormat implements MessageFormat {
    private static final int PER_LINE = 16;
    private static final int HALF = 8;
    private static final int OFFSET_DIGITS = 8;
    private static final int BITS = 4;

    private final TextFormat.MessageLine line = new TextFormat.MessageLine();
    private final PayloadBytes payload = new PayloadBytes();
    private final int most;

    /**
     * A format.
     *
     * @param most bytes of a payload to be shown
     */
    HexFormat(final int most) {
        this.most = most;
    }

    @Override
    public void write(final JournalMessage message, final ByteOutput out) {
        line.write(message, out);
        out.put('\n');
        payload.of(message);
        final int shown = Math.min(most, payload.length());
        for (int from = 0; from < shown; from += PER_LINE) {
            row(from, Math.min(shown, from + PER_LINE), out);
        }
        if (shown < payload.length()) {
            TextFormat.writeCut(payload.length() - shown, payload.length(), out.put(' '));
            out.put('\n');
        }
    }

    private void row(final int from, final int to, final ByteOutput out) {
        final byte[] bytes = payload.bytes();
        out.put(' ').put(' ');
        for (int shift = (OFFSET_DIGITS - 2) * BITS; shift >= 0; shift -= 2 * BITS) {
            out.hexByte(from >>> shift);
        }
        for (int i = from; i < from + PER_LINE; i++) {
            out.put(' ');
            if (i % HALF == 0) {
                out.put(' ');
            }
            if (i < to) {
                out.hexByte(bytes[i]);
            } else {
                out.put(' ').put(' ');
            }
        }
        out.put(' ').put(' ').put('|');
        for (int i = from; i < to; i++) {
            out.put(bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.');
        }
        out.put('|').put('\n');
    }
}
