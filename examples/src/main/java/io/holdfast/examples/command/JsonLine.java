package io.holdfast.examples.command;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** Writes a flat record as one line: {@code {"a":1,"b":"x"}} for programs or {@code a=1 b=x} for people. */
public final class JsonLine {
    private JsonLine() {
    }

    /**
     * Writes JSON.
     *
     * @param fields in the order in which they are to be written; values are null, numbers, booleans, strings,
     *               collections or further maps; a number that is not finite is written as null
     * @return one line without a line end
     */
    public static String json(final Map<String, ?> fields) {
        final StringBuilder line = new StringBuilder();
        object(line, fields);
        return line.toString();
    }

    private static void object(final StringBuilder line, final Map<?, ?> fields) {
        line.append('{');
        boolean isFirst = true;
        for (final Map.Entry<?, ?> field : fields.entrySet()) {
            quote(line.append(isFirst ? "" : ","), String.valueOf(field.getKey()));
            value(line.append(':'), field.getValue());
            isFirst = false;
        }
        line.append('}');
    }

    private static void value(final StringBuilder line, final Object value) {
        if (value instanceof final Map<?, ?> nested) {
            object(line, nested);
        } else if (value instanceof final Collection<?> list) {
            list(line, list);
        } else if (value == null || value instanceof final Double number && !Double.isFinite(number)) {
            line.append("null");
        } else if (value instanceof Number || value instanceof Boolean) {
            line.append(number(value));
        } else {
            quote(line, value.toString());
        }
    }

    private static void list(final StringBuilder line, final Collection<?> list) {
        line.append('[');
        boolean isFirst = true;
        for (final Object value : list) {
            value(line.append(isFirst ? "" : ","), value);
            isFirst = false;
        }
        line.append(']');
    }

    /**
     * Writes {@code name=value} pairs.
     *
     * @param fields in the order in which they are to be written
     * @return one line without a line end
     */
    public static String text(final Map<String, ?> fields) {
        final StringBuilder line = new StringBuilder();
        fields.forEach((name, value) ->
            line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(number(value)));
        return line.toString();
    }

    private static String number(final Object value) {
        return value instanceof Double ? String.format(Locale.ROOT, "%.3f", value) : String.valueOf(value);
    }

    private static void quote(final StringBuilder line, final String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (Text.isControl(c) || Character.isSurrogate(c) && !isPaired(text, i)) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    /** {@return whether a surrogate is one of a pair; what is not, no encoding can write} */
    private static boolean isPaired(final String text, final int at) {
        return Character.isHighSurrogate(text.charAt(at))
            ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
            : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
