package io.holdfast.examples.bench;

import org.HdrHistogram.Histogram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up figures: per message by percentiles, per block by least, median and greatest. */
final class Spread {
    static final String MEDIAN = "median";

    private static final double P50 = 50;
    private static final double P90 = 90;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private Spread() {
    }

    /**
     * Sums up single messages.
     *
     * @param ns in nanoseconds
     * @return percentiles by name
     */
    static Map<String, Object> ofLatencies(final Histogram ns) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("p50Ns", ns.getValueAtPercentile(P50));
        fields.put("p90Ns", ns.getValueAtPercentile(P90));
        fields.put("p99Ns", ns.getValueAtPercentile(P99));
        fields.put("p999Ns", ns.getValueAtPercentile(P999));
        fields.put("maxNs", ns.getMaxValue());
        return fields;
    }

    /**
     * Sums up blocks.
     *
     * @param values one per block
     * @return least, median and greatest by name
     */
    static Map<String, Object> ofBlocks(final List<Double> values) {
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("min", sorted[0]);
        fields.put(MEDIAN, median(sorted));
        fields.put("max", sorted[sorted.length - 1]);
        return fields;
    }

    private static double median(final double[] sorted) {
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
