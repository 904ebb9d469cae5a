package io.holdfast.examples.bench;

import io.holdfast.examples.command.AtLeastOne;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast bench throughput}. */
@Command(name = "throughput", description = {
    "Messages a second one way between two processes, from the first one sent until the last one is acked (Holdfast) "
        + "or known to have been read (the others). Holdfast deletes what is acked while the run goes on.",
    "Both ends poll busily. Holdfast's sender is the only one on its connection (singleSender) and, as --clock says, "
        + "has a clock that is refreshed every 256 messages.",
    "Its percentiles are nanoseconds for each message, averaged over bursts of 512: what sending costs the sender, "
        + "waiting for room included."})
public final class BenchThroughputCommand implements Callable<Integer> {
    private static final int ROUNDS = 1;
    private static final int BURSTS = 100;
    private static final long COUNT = 1_000_000;
    private static final long BURST_COUNT = 30_000;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;
    @Mixin
    private LinkOptions links;
    @Mixin
    private PeerOption peer;

    @Option(names = "--count", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages of a block. Default: " + COUNT + ", or " + BURST_COUNT + " with --burst.")
    private Long count;

    @Option(names = "--burst",
        description = "Blocks are bursts that fit the space reserved ahead in the log (4 MiB at least once a log "
            + "has 32), with time for housekeeping before each; 100 rounds unless --rounds says otherwise.")
    private boolean isBurst;

    @Override
    public Integer call() {
        final Plan plan = isBurst ? Plan.ofBurst(count == null ? BURST_COUNT : count)
            : Plan.ofStream(count == null ? COUNT : count);
        options.print(spec, new SingleBench("throughput", options, links)
            .run(peer.contestant(), plan, isBurst ? BURSTS : ROUNDS));
        return ExitCode.OK;
    }
}
