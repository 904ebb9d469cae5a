package io.holdfast.bridge.login;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** The lines {@code name = value} of a text; empty ones and those that begin with # are for people. */
final class TextLines {
    private TextLines() {
    }

    /**
     * Goes over the lines.
     *
     * @param text   of a file
     * @param sign   finds the sign between name and value in a line, either of which may hold more of them
     * @param action takes name and value, and throws {@link IllegalArgumentException} if they cannot be used
     * @throws IllegalArgumentException with the number of the first bad line, and never its content
     */
    static void forEach(final String text, final ToIntFunction<String> sign,
                        final BiConsumer<String, String> action) {
        final Map<String, Integer> names = new LinkedHashMap<>();
        int number = 0;
        for (final String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            final int equals = sign.applyAsInt(line);
            try {
                if (equals <= 0) {
                    throw new IllegalArgumentException("is not NAME = VALUE");
                }
                final String name = line.substring(0, equals).strip();
                final Integer before = names.put(name, number);
                if (before != null) {
                    throw new IllegalArgumentException("has the same name as line " + before);
                }
                action.accept(name, line.substring(equals + 1).strip());
            } catch (final IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + " " + e.getMessage(), e);
            }
        }
    }
}
