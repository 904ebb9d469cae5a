package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.LinkSettings;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.DurabilityOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
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

/** {@code holdfast queue-client bench}. */
@Command(name = "bench", description = {
    "Measures a queue server in a process of its own, with a producer and one consumer, and with a producer and ten, "
        + "over loopback and in the base protocol. All messages go through its log, and each consumer checks the "
        + "number of each message. In alternating blocks of the same run and the same two processes, bare sockets.",
    "A turn is a block of round trips, one message at a time until all consumers have it, or until it is echoed, and a "
        + "block of messages one way until all consumers have them all. Both processes poll busily.",
    "Prints percentiles of the round trips in nanoseconds, messages and deliveries a second, how many times the p50 of "
        + "bare sockets that of the queue server is, block by block, and the state of the machine."})
public final class BenchQueueCommand implements Callable<Integer> {
    private static final int ROUNDS = 10;
    private static final int SEVERAL = 10;
    private static final List<Contestant> CONTESTANTS =
        List.of(Contestant.QUEUE_SERVER, Contestant.NIO_FLOOR, Contestant.QUEUE_SERVER_10);

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;
    @Mixin
    private DurabilityOption durability;

    @Option(names = ClockKind.OPTION, defaultValue = "cached", paramLabel = "KIND",
        converter = ClockKind.Converter.class, completionCandidates = ClockKind.Kinds.class,
        description = "The server's clock: cached is refreshed in each duty cycle, system is read for each message. "
            + "Default: ${DEFAULT-VALUE}.")
    private ClockKind clock;

    @Option(names = "--count", defaultValue = "20000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Round trips of a block. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Option(names = "--messages", defaultValue = "1000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages one way of a block. Default: ${DEFAULT-VALUE}.")
    private Long messages;

    @Override
    public Integer call() {
        options.check();
        try (Shutdown shutdown = Shutdown.install()) {
            final Map<String, Object> machine = MachineState.fields(options.parent());
            try (PeerProcess peer = PeerProcess.start(newSettings(), CONTESTANTS, shutdown)) {
                final Rounds rounds = new Rounds(peer, CONTESTANTS,
                    List.of(Plan.ofRoundTrips(count), Plan.ofStream(messages)));
                rounds.run(options.rounds(ROUNDS));
                options.print(spec, result(rounds, machine));
            }
        }
        return ExitCode.OK;
    }

    private LinkSettings newSettings() {
        return new LinkSettings(TemporaryFolder.create(options.parent(), "holdfast-bench-"), Transport.TCP,
            options.length(), clock == ClockKind.CACHED, durability.durability());
    }

    private Map<String, Object> result(final Rounds rounds, final Map<String, Object> machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "queue");
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("messages", messages);
        fields.put("rounds", options.rounds(ROUNDS));
        fields.put("clock", clock.toString());
        fields.put("durability", DurabilityOption.text(durability.durability()));
        fields.put("oneConsumer", queue(rounds, Contestant.QUEUE_SERVER, 1));
        fields.put("tenConsumers", queue(rounds, Contestant.QUEUE_SERVER_10, SEVERAL));
        fields.put(Contestant.NIO_FLOOR.title(),
            Tally.fields(Map.of(), rounds.tally(0, Contestant.NIO_FLOOR), rounds.tally(1, Contestant.NIO_FLOOR)));
        fields.put("ratioP50", rounds.tally(0, Contestant.QUEUE_SERVER)
            .ratio(rounds.tally(0, Contestant.NIO_FLOOR), Block::p50Ns));
        fields.put("machine", machine);
        return fields;
    }

    private static Map<String, Object> queue(final Rounds rounds, final Contestant contestant, final int consumers) {
        final Tally stream = rounds.tally(1, contestant);
        final Map<String, Object> fields = Tally.fields(Map.of("consumers", consumers),
            rounds.tally(0, contestant), stream);
        fields.put("deliveriesPerSecond", Math.round(consumers * stream.perSecond()));
        fields.put("messagesPerSecondOfRounds", stream.perSecondOfBlocks());
        return fields;
    }
}
