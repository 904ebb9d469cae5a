package io.holdfast.examples.journal;

import io.holdfast.store.journal.ConnectionSummary;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * In which order connections are listed: by name from A on; by anything else the largest or newest first, and by name
 * among equals.
 *
 * @param key        what the user typed
 * @param comparator of it
 */
record ConnectionOrder(String key, Comparator<ConnectionSummary> comparator) {
    static final Comparator<ConnectionSummary> BY_NAME = Comparator.comparing(ConnectionSummary::connection);
    private static final Map<String, Comparator<ConnectionSummary>> ORDERS = new TreeMap<>(Map.of(
        "name", BY_NAME,
        "unacked", Comparator.comparingLong(ConnectionSummary::unackedMessages).reversed().thenComparing(BY_NAME),
        "bytes", Comparator.comparingLong(ConnectionSummary::unackedBytes).reversed().thenComparing(BY_NAME),
        "lag", Comparator.comparingLong(ConnectionOrder::oldestFirst).thenComparing(BY_NAME),
        "disk", Comparator.comparingLong(ConnectionSummary::diskBytes).reversed().thenComparing(BY_NAME),
        "last", Comparator.comparingLong(ConnectionSummary::lastAppendNs).reversed().thenComparing(BY_NAME)));

    private static long oldestFirst(final ConnectionSummary summary) {
        return summary.oldestUnackedNs() == 0 ? Long.MAX_VALUE : summary.oldestUnackedNs();
    }

    /**
     * {@return the order of a key}
     *
     * @param text what the user typed
     * @param keys what may be typed
     * @throws TypeConversionException if it is none of those of {@link Keys}
     */
    static ConnectionOrder of(final String text, final Iterable<String> keys) {
        final String key = text.toLowerCase(Locale.ROOT);
        final Comparator<ConnectionSummary> comparator = ORDERS.get(key);
        if (comparator == null) {
            throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", keys));
        }
        return new ConnectionOrder(key, comparator);
    }

    /** What may be typed. */
    static final class Keys implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("name", "unacked", "bytes", "lag", "disk", "last").iterator();
        }
    }

    /** Reads a key. */
    static final class Converter implements ITypeConverter<ConnectionOrder> {
        @Override
        public ConnectionOrder convert(final String text) {
            return of(text, new Keys());
        }
    }
}
