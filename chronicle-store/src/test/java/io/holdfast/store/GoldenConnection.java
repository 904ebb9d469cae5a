package io.holdfast.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What the text beside a golden store says of a connection.
 *
 * @param localName  whose
 * @param remoteName with whom
 * @param facts      the words of its line, by name; indices in hexadecimal
 * @param messages   the lines of its messages, as {@link GoldenMessage#line()} makes them
 */
record GoldenConnection(String localName, String remoteName, Map<String, String> facts, List<String> messages) {
    private static final String MARK = "connection ";

    static List<GoldenConnection> parse(final List<String> lines) {
        final List<GoldenConnection> all = new ArrayList<>();
        for (final String line : lines) {
            if (line.startsWith(MARK)) {
                all.add(of(line));
            } else {
                all.get(all.size() - 1).messages.add(line);
            }
        }
        return all;
    }

    private static GoldenConnection of(final String line) {
        final String[] words = line.substring(MARK.length()).split(" ");
        final String[] names = words[0].split("/");
        final Map<String, String> facts = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            facts.put(words[i].substring(0, words[i].indexOf('=')), words[i].substring(words[i].indexOf('=') + 1));
        }
        return new GoldenConnection(names[0], names[1], facts, new ArrayList<>());
    }

    /** {@return a number of the line, in hexadecimal} */
    long hex(final String name) {
        return Long.parseUnsignedLong(facts.get(name), 16);
    }

    int generation() {
        return Integer.parseInt(facts.get("generation"));
    }

    /** {@return the same with the messages up to an index, 0 for all} */
    GoldenConnection upTo(final long index) {
        return new GoldenConnection(localName, remoteName, facts, messages.stream()
            .filter(line -> index == 0 || Long.parseLong(line.split("[= ]")[2], 16) <= index).toList());
    }

    /** Fails at the first line that is not as it was written. */
    void requireSame(final List<String> found) {
        for (int i = 0; i < Math.min(found.size(), messages.size()); i++) {
            assertEquals(messages.get(i), found.get(i), this + " line " + i);
        }
        assertEquals(messages.size(), found.size(), toString());
    }

    @Override
    public String toString() {
        return localName + '/' + remoteName;
    }
}
