package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code holdfast bench throughput}. */
@Command(name = "throughput", description = {
    "Messages a second one way over TCP, from the first offer until the last ack, both ends durable, against bare "
        + "sockets that move as many bytes in writes of up to 64 KiB, in alternating blocks of one run."})
public final class BenchThroughputCommand implements Callable<Integer> {
    private static final int WARM_UP_ROUNDS = 2;
    private static final int BARE_WRITE_LENGTH = 64 * 1024;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--count", defaultValue = "1000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages of a block. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Override
    public Integer call() {
        options.check();
        final List<Double> holdfast = new ArrayList<>();
        final List<Double> bare = new ArrayList<>();
        final ByteBuffer chunk = bareChunk();
        try (Shutdown shutdown = Shutdown.install(); PeerProcess peer = PeerProcess.start(options)) {
            for (int round = -WARM_UP_ROUNDS; round < options.rounds(); round++) {
                BenchOptions.requireWanted(shutdown);
                final double holdfastRate = perSecond(() -> peer.holdfast().stream(count));
                peer.switchToBare();
                final double bareRate = perSecond(() -> streamBare(peer.bare(), chunk));
                peer.switchToHoldfast();
                if (round >= 0) {
                    holdfast.add(holdfastRate);
                    bare.add(bareRate);
                }
            }
        }
        options.print(spec, result(holdfast, bare));
        return ExitCode.OK;
    }

    private ByteBuffer bareChunk() {
        final int frameLength = BareLink.frameLength(options.length());
        return ByteBuffer.allocateDirect(Math.max(1, BARE_WRITE_LENGTH / frameLength) * frameLength);
    }

    private double perSecond(final Runnable block) {
        final long startNs = SystemClock.INSTANCE.monotonicNs();
        block.run();
        return count * (double) TimeUnit.SECONDS.toNanos(1) / (SystemClock.INSTANCE.monotonicNs() - startNs);
    }

    private void streamBare(final BareLink link, final ByteBuffer chunk) {
        link.send(BareLink.STREAM, count);
        long left = count * BareLink.frameLength(options.length());
        while (left > 0) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), left));
            left -= chunk.remaining();
            link.write(chunk);
        }
        link.receive();
    }

    private Map<String, Object> result(final List<Double> holdfast, final List<Double> bare) {
        final List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < holdfast.size(); i++) {
            ratios.add(holdfast.get(i) / bare.get(i));
        }
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "throughput");
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("rounds", options.rounds());
        fields.put("holdfastPerSecond", Spread.ofBlocks(holdfast));
        fields.put("barePerSecond", Spread.ofBlocks(bare));
        fields.put("ratio", Spread.ofBlocks(ratios));
        return fields;
    }
}
