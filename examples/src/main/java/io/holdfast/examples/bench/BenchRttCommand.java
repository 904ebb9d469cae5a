package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.Shutdown;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast bench rtt}. */
@Command(name = "rtt", description = {
    "Round trips of a message and its reply over TCP, both ends durable, against bare sockets that exchange as many "
        + "bytes, in alternating blocks of one run. One message at a time, so nothing waits unseen.",
    "Prints percentiles of each in nanoseconds, and how many times the bare median Holdfast's is, block by block."})
public final class BenchRttCommand implements Callable<Integer> {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int LEAD_IN = 200;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double MEDIAN = 50;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--count", defaultValue = "20000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Round trips of a block. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Override
    public Integer call() {
        options.check();
        final Histogram holdfastNs = new Histogram(SIGNIFICANT_DIGITS);
        final Histogram bareNs = new Histogram(SIGNIFICANT_DIGITS);
        final List<Double> ratios = new ArrayList<>();
        try (Shutdown shutdown = Shutdown.install(); PeerProcess peer = PeerProcess.start(options)) {
            for (int round = -WARM_UP_ROUNDS; round < options.rounds(); round++) {
                final Histogram holdfast = block(shutdown, () -> peer.holdfast().roundTrip(HoldfastLink.PING));
                peer.switchToBare();
                final Histogram bare = block(shutdown, () -> peer.bare().roundTrip(BareLink.PING, 0));
                peer.switchToHoldfast();
                if (round >= 0) {
                    holdfastNs.add(holdfast);
                    bareNs.add(bare);
                    ratios.add(holdfast.getValueAtPercentile(MEDIAN) / (double) bare.getValueAtPercentile(MEDIAN));
                }
            }
        }
        options.print(spec, result(holdfastNs, bareNs, ratios));
        return ExitCode.OK;
    }

    private Histogram block(final Shutdown shutdown, final Runnable roundTrip) {
        for (long i = Math.min(count, LEAD_IN); i > 0; i--) {
            roundTrip.run();
        }
        final Histogram ns = new Histogram(SIGNIFICANT_DIGITS);
        for (long i = 0; i < count; i++) {
            BenchOptions.requireWanted(shutdown);
            final long startNs = SystemClock.INSTANCE.monotonicNs();
            roundTrip.run();
            ns.recordValue(SystemClock.INSTANCE.monotonicNs() - startNs);
        }
        return ns;
    }

    private Map<String, Object> result(final Histogram holdfastNs, final Histogram bareNs,
                                       final List<Double> ratios) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "rtt");
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("rounds", options.rounds());
        fields.put("holdfast", Spread.ofLatencies(holdfastNs));
        fields.put("bare", Spread.ofLatencies(bareNs));
        fields.put("ratioOfP50", Spread.ofBlocks(ratios));
        return fields;
    }
}
