package io.holdfast.bridge.protocol;

import java.nio.charset.StandardCharsets;

/** Makes any text fit for REFUSED and CLOSE. */
final class WireText {
    private WireText() {
    }

    /** Control characters become blanks, what UTF-8 cannot hold becomes '?', and the end is cut off if too long. */
    static String fit(final String text) {
        final StringBuilder fitted = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            final int point = text.codePointAt(i);
            i += Character.charCount(point);
            final boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            final String one = Character.isISOControl(point) ? " " : isSurrogate ? "?" : Character.toString(point);
            bytes += one.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > Protocol.MAX_TEXT_LENGTH) {
                break;
            }
            fitted.append(one);
        }
        return fitted.toString();
    }
}
