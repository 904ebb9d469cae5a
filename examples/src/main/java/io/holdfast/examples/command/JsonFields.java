package io.holdfast.examples.command;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of one JSON object in their order, each kind of value written as all programs write it. One thread. */
public final class JsonFields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /**
     * Adds an index or incarnation, in hexadecimal; 0, which stands for none, becomes null.
     *
     * @param name  of the field
     * @param value 0 for none
     * @return this
     */
    public JsonFields hex(final String name, final long value) {
        return put(name, value == 0 ? null : Text.hex(value));
    }

    /**
     * Adds a time; 0, which stands for none, becomes null.
     *
     * @param name    of the field
     * @param epochNs nanoseconds since the epoch, 0 for none
     * @return this
     */
    public JsonFields time(final String name, final long epochNs) {
        return put(name, epochNs == 0 ? null : Text.isoTime(epochNs));
    }

    /**
     * Adds a number.
     *
     * @param name  of the field
     * @param value null if it is not known
     * @return this
     */
    public JsonFields number(final String name, final Number value) {
        return put(name, value);
    }

    /**
     * Adds a text.
     *
     * @param name  of the field
     * @param value null if there is none
     * @return this
     */
    public JsonFields text(final String name, final String value) {
        return put(name, value);
    }

    /**
     * Adds a file or folder.
     *
     * @param name  of the field
     * @param value null if there is none
     * @return this
     */
    public JsonFields path(final String name, final Path value) {
        return put(name, value == null ? null : value.toString());
    }

    /**
     * Adds a generation; 0, which stands for none, becomes null.
     *
     * @param name  of the field
     * @param value 0 for none
     * @return this
     */
    public JsonFields generation(final String name, final int value) {
        return put(name, value == 0 ? null : value);
    }

    /**
     * Adds a yes or no.
     *
     * @param name  of the field
     * @param value null if it is not known
     * @return this
     */
    public JsonFields flag(final String name, final Boolean value) {
        return put(name, value);
    }

    /**
     * Adds an object in the object.
     *
     * @param name  of the field
     * @param value null if there is none
     * @return this
     */
    public JsonFields object(final String name, final JsonFields value) {
        return put(name, value == null ? null : value.asMap());
    }

    /**
     * Adds a list of objects.
     *
     * @param name   of the field
     * @param values in their order
     * @return this
     */
    public JsonFields objects(final String name, final List<JsonFields> values) {
        return put(name, values.stream().map(JsonFields::asMap).toList());
    }

    /**
     * Adds a list of texts.
     *
     * @param name   of the field
     * @param values in their order
     * @return this
     */
    public JsonFields texts(final String name, final List<String> values) {
        return put(name, List.copyOf(values));
    }

    private JsonFields put(final String name, final Object value) {
        if (fields.containsKey(name)) {
            throw new IllegalArgumentException("the field is there already: " + name);
        }
        fields.put(name, value);
        return this;
    }

    /** {@return the fields, for {@link Output#json}} */
    public Map<String, Object> asMap() {
        return Collections.unmodifiableMap(fields);
    }
}
