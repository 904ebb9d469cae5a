package io.holdfast.examples.bench;

import io.holdfast.examples.command.AtLeastOne;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast bench rtt}. */
@Command(name = "rtt", description = {
    "Round trips of a message and its answer between two processes, Holdfast's or those of another system.",
    "One message at a time, so nothing waits unseen. With --rate, messages are sent by the clock whatever is under "
        + "way, and each counts from the instant at which it was due.",
    "Prints percentiles in nanoseconds, and the state of the machine."})
public final class BenchRttCommand implements Callable<Integer> {
    private static final int ROUNDS = 1;
    private static final int HALF_OPEN_ROUNDS = 10;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;
    @Mixin
    private LinkOptions links;
    @Mixin
    private PeerOption peer;

    @Mixin
    private HalfOpenOptions crowd;

    @Option(names = "--count", defaultValue = "100000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Round trips of a block. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Option(names = "--rate", paramLabel = "N",
        description = "Messages due in a second. Default: each as soon as the one before is back.")
    private Double rate;

    @Override
    public Integer call() {
        if (rate != null && !(rate > 0)) {
            throw new ParameterException(spec.commandLine(), "--rate must be positive, was " + rate);
        }
        final Plan plan = rate == null ? Plan.ofRoundTrips(count) : Plan.ofSchedule(count, rate);
        if (crowd.isAskedFor()) {
            options.print(spec, new HalfOpenBench(options, links, crowd)
                .run(peer.contestant(), plan, HALF_OPEN_ROUNDS));
            return ExitCode.OK;
        }
        options.print(spec, new SingleBench("rtt", options, links).run(peer.contestant(), plan, ROUNDS));
        return ExitCode.OK;
    }
}
