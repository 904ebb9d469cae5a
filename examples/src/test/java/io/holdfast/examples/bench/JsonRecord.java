package io.holdfast.examples.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one JSON object of numbers, strings and further objects, and nothing else. */
final class JsonRecord {
    private final String text;
    private int position;

    private JsonRecord(final String text) {
        this.text = text;
    }

    /**
     * Reads a record.
     *
     * @param text all of it
     * @return numbers as {@link Double}, strings, and maps
     */
    static Map<String, Object> parse(final String text) {
        final JsonRecord record = new JsonRecord(text);
        final Map<String, Object> fields = record.object();
        if (record.position != text.length()) {
            throw record.fault("more than one record");
        }
        return fields;
    }

    private Map<String, Object> object() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        expect('{');
        while (text.charAt(position) != '}') {
            if (!fields.isEmpty()) {
                expect(',');
            }
            final String name = string();
            expect(':');
            if (fields.put(name, value()) != null) {
                throw fault("twice: " + name);
            }
        }
        expect('}');
        return fields;
    }

    private Object value() {
        return switch (text.charAt(position)) {
            case '{' -> object();
            case '"' -> string();
            default -> number();
        };
    }

    private String string() {
        expect('"');
        final int end = text.indexOf('"', position);
        final String string = text.substring(position, end);
        position = end + 1;
        return string;
    }

    private Double number() {
        final int begin = position;
        while ("+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return Double.valueOf(text.substring(begin, position));
    }

    private void expect(final char c) {
        if (text.charAt(position) != c) {
            throw fault("no '" + c + "'");
        }
        position++;
    }

    private IllegalArgumentException fault(final String what) {
        return new IllegalArgumentException(what + " at " + position + " in " + text);
    }
}
