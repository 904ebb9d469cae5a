package io.holdfast.examples.journal;

/** Tells characters in bytes that may be no text at all. */
public final class Utf8 {
    private static final int CONTINUATION_MASK = 0xc0;
    private static final int CONTINUATION = 0x80;
    private static final int FIRST_OF_TWO = 0xc2;
    private static final int FIRST_OF_THREE = 0xe0;
    private static final int FIRST_OF_FOUR = 0xf0;
    private static final int LAST_OF_FOUR = 0xf4;
    private static final int BITS = 6;
    private static final int BITS_MASK = 0x3f;
    private static final int LEAST_OF_THREE = 0x800;
    private static final int LEAST_OF_FOUR = 0x10000;
    private static final int FIRST_SURROGATE = 0xd800;
    private static final int LAST_SURROGATE = 0xdfff;

    private Utf8() {
    }

    /**
     * Reads one character.
     *
     * @param bytes where it is
     * @param at    its first byte
     * @param end   behind the last byte
     * @return its code point, or -1 if there is none: a wrong byte, or one that is cut off, too long or a surrogate
     */
    static int codePoint(final byte[] bytes, final int at, final int end) {
        final int first = bytes[at] & 0xff;
        if (first < CONTINUATION) {
            return first;
        }
        if (first < FIRST_OF_TWO || first > LAST_OF_FOUR) {
            return -1;
        }
        final int length = first < FIRST_OF_THREE ? 2 : first < FIRST_OF_FOUR ? 3 : 4;
        if (at + length > end) {
            return -1;
        }
        int codePoint = first & (0xff >> length + 1);
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & CONTINUATION_MASK) != CONTINUATION) {
                return -1;
            }
            codePoint = codePoint << BITS | bytes[i] & BITS_MASK;
        }
        return isShortest(codePoint, length) ? codePoint : -1;
    }

    private static boolean isShortest(final int codePoint, final int length) {
        return switch (length) {
            case 2 -> true;
            case 3 -> codePoint >= LEAST_OF_THREE && (codePoint < FIRST_SURROGATE || codePoint > LAST_SURROGATE);
            default -> codePoint >= LEAST_OF_FOUR && codePoint <= Character.MAX_CODE_POINT;
        };
    }

    /** {@return how many bytes a code point takes} */
    static int length(final int codePoint) {
        return codePoint < CONTINUATION ? 1 : codePoint < LEAST_OF_THREE ? 2 : codePoint < LEAST_OF_FOUR ? 3 : 4;
    }

    /**
     * Looks at a whole payload.
     *
     * @param bytes  from 0 on
     * @param length how many
     * @return whether they are UTF-8
     */
    public static boolean isText(final byte[] bytes, final int length) {
        int at = 0;
        while (at < length) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            final int codePoint = codePoint(bytes, at, length);
            if (codePoint < 0) {
                return false;
            }
            at += length(codePoint);
        }
        return true;
    }
}
