package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast bench compare}. */
@Command(name = "compare", description = {
    "Holdfast and others in alternating blocks of one run, all up in the same two processes and one at a time polled: "
        + "over shared memory stock Chronicle Queue and Aeron IPC, without and with threads of its own; over TCP "
        + "Holdfast with TLS, and bare sockets that carry as many bytes.",
    "A turn is a block of round trips, one at a time, and a block one way until the last message is acked or known to "
        + "have been read. Both ends poll busily; a record of stock Chronicle is as long as one of Holdfast's.",
    "Prints percentiles of the round trips in nanoseconds and messages a second one way for each system, and how many "
        + "times theirs Holdfast's are, block by block: least, median and greatest. Below 1 Holdfast's round trip is "
        + "the shorter one; above 1 Holdfast's throughput is the higher one."})
public final class BenchCompareCommand implements Callable<Integer> {
    private static final int ROUNDS = 10;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;
    @Mixin
    private LinkOptions links;

    @Option(names = "--count", defaultValue = "50000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Round trips of a block. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Option(names = "--messages", defaultValue = "500000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages one way of a block. Default: ${DEFAULT-VALUE}.")
    private Long messages;

    @Override
    public Integer call() {
        options.check();
        final Transport transport = links.transport() == null ? Transport.SHM : links.transport();
        final List<Contestant> contestants = Contestant.all(transport);
        try (Shutdown shutdown = Shutdown.install()) {
            final Map<String, Object> machine = MachineState.fields(options.parent());
            try (PeerProcess peer = PeerProcess.start(links.newSettings(options, transport), contestants, shutdown)) {
                final Rounds rounds = new Rounds(peer, contestants,
                    List.of(Plan.ofRoundTrips(count), Plan.ofStream(messages)));
                rounds.run(options.rounds(ROUNDS));
                options.print(spec, result(contestants, rounds, machine));
            }
        }
        return ExitCode.OK;
    }

    private Map<String, Object> result(final List<Contestant> contestants, final Rounds rounds,
                                       final Map<String, Object> machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "compare");
        fields.put("transport", rounds.transport(Contestant.HOLDFAST));
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("messages", messages);
        fields.put("rounds", options.rounds(ROUNDS));
        fields.put("clock", links.clock().toString());
        contestants.forEach(contestant -> fields.put(contestant.title(), system(contestant, rounds)));
        final Map<String, Object> ratioP50 = new LinkedHashMap<>();
        final Map<String, Object> ratioThroughput = new LinkedHashMap<>();
        final Tally trips = rounds.tally(0, Contestant.HOLDFAST);
        final Tally stream = rounds.tally(1, Contestant.HOLDFAST);
        contestants.stream().filter(contestant -> contestant != Contestant.HOLDFAST).forEach(other -> {
            ratioP50.put(other.title(), trips.ratio(rounds.tally(0, other), Block::p50Ns));
            ratioThroughput.put(other.title(), stream.ratio(rounds.tally(1, other), Block::perSecond));
        });
        fields.put("ratioP50", ratioP50);
        fields.put("ratioThroughput", ratioThroughput);
        fields.put("machine", machine);
        return fields;
    }

    private Map<String, Object> system(final Contestant contestant, final Rounds rounds) {
        final Map<String, Object> head = new LinkedHashMap<>();
        head.put("transport", rounds.transport(contestant));
        head.put("peer", contestant.title());
        head.put("size", options.length());
        head.put("count", count);
        final Tally stream = rounds.tally(1, contestant);
        final Map<String, Object> fields = Tally.fields(head, rounds.tally(0, contestant), stream);
        fields.put("messagesPerSecondOfRounds", stream.perSecondOfBlocks());
        return fields;
    }
}
