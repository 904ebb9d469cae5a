package io.holdfast.examples.command;

import java.util.Locale;
import java.util.Map;

/** Writes a flat record as one line: {@code {"a":1,"b":"x"}} for programs or {@code a=1 b=x} for people. */
public final class JsonLine {
    private static final char FIRST_PRINTABLE = ' ';

    private JsonLine() {
    }

    /**
     * Writes JSON.
     *
     * @param fields in the order in which they are to be written; values are numbers, booleans, strings or further maps
     * @return one line without a line end
     */
    public static String json(final Map<String, ?> fields) {
        final StringBuilder line = new StringBuilder("{");
        fields.forEach((name, value) -> {
            quote(line.append(line.length() > 1 ? "," : ""), name);
            line.append(':').append(value instanceof Number || value instanceof Boolean ? number(value) : "");
            if (value instanceof Map<?, ?> nested) {
                line.append(json(stringKeys(nested)));
            } else if (!(value instanceof Number) && !(value instanceof Boolean)) {
                quote(line, String.valueOf(value));
            }
        });
        return line.append('}').toString();
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

    private static Map<String, ?> stringKeys(final Map<?, ?> map) {
        final Map<String, Object> keyed = new java.util.LinkedHashMap<>();
        map.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
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
            } else if (c < FIRST_PRINTABLE) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
