package io.holdfast.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON strictly: whatever a program prints must be what any parser takes. */
public final class Json {
    private final String text;
    private int position;

    private Json(final String text) {
        this.text = text;
    }

    /**
     * Reads one value.
     *
     * @param text all of it
     * @return null, a {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link List} or {@link Map}
     */
    public static Object value(final String text) {
        final Json json = new Json(text);
        final Object value = json.value();
        if (json.position != text.length()) {
            throw json.fault("more than one value");
        }
        return value;
    }

    /**
     * Reads an object.
     *
     * @param line all of it
     * @return its fields in their order
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(final String line) {
        return (Map<String, Object>) value(line);
    }

    /**
     * Reads lines of objects.
     *
     * @param lines what a program printed
     * @return an object for each line
     */
    public static List<Map<String, Object>> lines(final String lines) {
        return lines.lines().map(Json::object).toList();
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 'n' -> word("null", null);
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        expect('{');
        while (next() != '}') {
            if (!fields.isEmpty()) {
                expect(',');
            }
            final String name = string();
            expect(':');
            if (fields.containsKey(name)) {
                throw fault("twice: " + name);
            }
            fields.put(name, value());
        }
        expect('}');
        return fields;
    }

    private List<Object> list() {
        final List<Object> values = new ArrayList<>();
        expect('[');
        while (next() != ']') {
            if (!values.isEmpty()) {
                expect(',');
            }
            values.add(value());
        }
        expect(']');
        return values;
    }

    private String string() {
        expect('"');
        final StringBuilder string = new StringBuilder();
        while (next() != '"') {
            final char c = text.charAt(position++);
            if (c < ' ') {
                throw fault("a control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return string.toString();
    }

    private char escaped() {
        final char c = text.charAt(position++);
        if (c == 'u') {
            position += 4;
            return (char) Integer.parseInt(text.substring(position - 4, position), 16);
        }
        final int at = "\"\\/bfnrt".indexOf(c);
        if (at < 0) {
            throw fault("an unknown escape");
        }
        return "\"\\/\b\f\n\r\t".charAt(at);
    }

    private Object word(final String word, final Object value) {
        if (!text.startsWith(word, position)) {
            throw fault("no value");
        }
        position += word.length();
        return value;
    }

    private Object number() {
        final int begin = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        final String number = text.substring(begin, position);
        if (number.matches("-?(0|[1-9]\\d*)")) {
            return Long.valueOf(number);
        }
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
            throw fault("no number");
        }
        return Double.valueOf(number);
    }

    private char next() {
        if (position == text.length()) {
            throw fault("the end");
        }
        return text.charAt(position);
    }

    private void expect(final char c) {
        if (next() != c) {
            throw fault("no '" + c + "'");
        }
        position++;
    }

    private IllegalArgumentException fault(final String what) {
        return new IllegalArgumentException(what + " at " + position + " in " + text);
    }
}
