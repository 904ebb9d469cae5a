package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.command.Shutdown;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A benchmark of one system and one kind of block. */
final class SingleBench {
    private final String name;
    private final BenchOptions options;
    private final LinkOptions links;

    SingleBench(final String name, final BenchOptions options, final LinkOptions links) {
        this.name = name;
        this.options = options;
        this.links = links;
    }

    /**
     * Measures.
     *
     * @param contestant  the system
     * @param plan        the kind of block
     * @param usualRounds unless the options say how many
     * @return the record to print
     */
    Map<String, Object> run(final Contestant contestant, final Plan plan, final int usualRounds) {
        options.check();
        final Transport transport = contestant.transport(links.transport());
        try (Shutdown shutdown = Shutdown.install()) {
            final Map<String, Object> machine = MachineState.fields(options.parent());
            try (PeerProcess peer = PeerProcess.start(links.newSettings(options, transport), List.of(contestant),
                shutdown)) {
                final Rounds rounds = new Rounds(peer, List.of(contestant), List.of(plan));
                rounds.run(options.rounds(usualRounds));
                return result(contestant, plan, rounds, machine);
            }
        }
    }

    private Map<String, Object> result(final Contestant contestant, final Plan plan, final Rounds rounds,
                                       final Map<String, Object> machine) {
        final Map<String, Object> head = new LinkedHashMap<>();
        head.put("bench", name);
        head.put("transport", rounds.transport(contestant));
        head.put("peer", contestant.title());
        head.put("size", options.length());
        head.put("count", plan.count());
        final Tally tally = rounds.tally(0, contestant);
        final Map<String, Object> fields = Tally.fields(head, tally, tally);
        fields.put("rounds", tally.size());
        if (contestant == Contestant.HOLDFAST) {
            fields.put("clock", links.clock().toString());
            fields.put("durability", links.durability());
        }
        fields.put("messagesPerSecondOfRounds", tally.perSecondOfBlocks());
        fields.put("machine", machine);
        return fields;
    }
}
