package io.holdfast.examples.journal;

/**
 * A payload as text to search in, of which it is known where in the payload each character is. A payload of ASCII,
 * which most are, is not copied. A byte that is no UTF-8 counts as one character, U+FFFD. One thread.
 */
final class PayloadText implements CharSequence {
    private static final char NO_TEXT = '\ufffd';

    private byte[] bytes = new byte[0];
    private char[] chars = new char[0];
    private int[] offsets = new int[0];
    private int length;
    private boolean isAscii;

    /**
     * Takes another payload.
     *
     * @param payload is not copied if it is ASCII, and must stay as it is
     * @return this
     */
    PayloadText of(final PayloadBytes payload) {
        bytes = payload.bytes();
        length = payload.length();
        isAscii = true;
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                isAscii = false;
                decode(length);
                return this;
            }
        }
        return this;
    }

    private void decode(final int end) {
        if (chars.length <= end) {
            chars = new char[end + 1];
            offsets = new int[end + 1];
        }
        int count = 0;
        int at = 0;
        while (at < end) {
            final int codePoint = Utf8.codePoint(bytes, at, end);
            offsets[count] = at;
            if (codePoint < 0) {
                chars[count++] = NO_TEXT;
                at++;
                continue;
            }
            if (Character.isSupplementaryCodePoint(codePoint)) {
                chars[count++] = Character.highSurrogate(codePoint);
                offsets[count] = at;
                chars[count++] = Character.lowSurrogate(codePoint);
            } else {
                chars[count++] = (char) codePoint;
            }
            at += Utf8.length(codePoint);
        }
        offsets[count] = end;
        length = count;
    }

    /**
     * {@return where in the payload a character begins}
     *
     * @param at its number; the length is behind the last one
     */
    int offset(final int at) {
        return isAscii ? at : offsets[at];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(final int at) {
        return isAscii ? (char) bytes[at] : chars[at];
    }

    @Override
    public CharSequence subSequence(final int from, final int to) {
        return toString().substring(from, to);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(charAt(i));
        }
        return text.toString();
    }
}
