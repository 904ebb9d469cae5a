package io.holdfast.examples.bench;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The blocks of one system and one kind. */
final class Tally {
    private final List<Block> blocks = new ArrayList<>();

    void add(final Block block) {
        blocks.add(block);
    }

    int size() {
        return blocks.size();
    }

    /** {@return percentiles over all blocks by name, in nanoseconds} */
    Map<String, Object> latencies() {
        final Histogram sum = Block.newHistogram();
        blocks.forEach(block -> sum.add(block.ns()));
        return Spread.ofLatencies(sum);
    }

    /** {@return messages a second over all blocks} */
    double perSecond() {
        final long messages = blocks.stream().mapToLong(Block::messages).sum();
        final long elapsedNs = blocks.stream().mapToLong(Block::elapsedNs).sum();
        return messages * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNs;
    }

    /** {@return least, median and greatest of the blocks' messages a second} */
    Map<String, Object> perSecondOfBlocks() {
        return Spread.ofBlocks(blocks.stream().map(Block::perSecond).toList());
    }

    /**
     * Divides block by block.
     *
     * @param other  a tally of as many blocks, each of which was measured right before or after one of these
     * @param figure what to divide
     * @return least, median and greatest of the ratios
     */
    Map<String, Object> ratio(final Tally other, final ToDoubleFunction<Block> figure) {
        final List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            ratios.add(figure.applyAsDouble(blocks.get(i)) / figure.applyAsDouble(other.blocks.get(i)));
        }
        return Spread.ofBlocks(ratios);
    }

    /**
     * Sums up one system.
     *
     * @param head       what was measured
     * @param latencies  the blocks that tell latencies
     * @param throughput the blocks that tell throughput
     * @return the record of the system
     */
    static Map<String, Object> fields(final Map<String, Object> head, final Tally latencies,
                                      final Tally throughput) {
        final Map<String, Object> fields = new LinkedHashMap<>(head);
        fields.putAll(latencies.latencies());
        fields.put("messagesPerSecond", Math.round(throughput.perSecond()));
        return fields;
    }
}
