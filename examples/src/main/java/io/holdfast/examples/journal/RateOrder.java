package io.holdfast.examples.journal;

import picocli.CommandLine.ITypeConverter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * In which order {@code top} lists connections: as {@code ls} does, or the fastest first.
 *
 * @param comparator of it
 */
record RateOrder(Comparator<ConnectionRate> comparator) {
    private static final String RATE = "rate";

    private static RateOrder fastestFirst() {
        return new RateOrder(Comparator.comparingDouble(RateOrder::known).reversed()
            .thenComparing(rate -> rate.summary().connection()));
    }

    private static double known(final ConnectionRate rate) {
        return Double.isNaN(rate.messagesPerSecond()) ? -1 : rate.messagesPerSecond();
    }

    /** What may be typed. */
    static final class Keys implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            final List<String> keys = new ArrayList<>(List.of(RATE));
            new ConnectionOrder.Keys().forEach(keys::add);
            return keys.iterator();
        }
    }

    /** Reads a key. */
    static final class Converter implements ITypeConverter<RateOrder> {
        @Override
        public RateOrder convert(final String text) {
            if (text.toLowerCase(Locale.ROOT).equals(RATE)) {
                return fastestFirst();
            }
            return new RateOrder(Comparator.comparing(ConnectionRate::summary,
                ConnectionOrder.of(text, new Keys()).comparator()));
        }
    }
}
