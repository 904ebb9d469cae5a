package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.HalfOpenSockets;
import io.holdfast.examples.bench.link.Link;
import io.holdfast.examples.command.Shutdown;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks of round trips by turns without and with sockets at the server that have not logged in. */
final class HalfOpenBench {
    private static final int WARM_UPS = 2;

    private final BenchOptions options;
    private final LinkOptions links;
    private final HalfOpenOptions crowd;
    private final Tally without = new Tally();
    private final Tally with = new Tally();

    HalfOpenBench(final BenchOptions options, final LinkOptions links, final HalfOpenOptions crowd) {
        this.options = options;
        this.links = links;
        this.crowd = crowd;
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
        crowd.check(contestant);
        final Transport transport = contestant.transport(links.transport());
        try (Shutdown shutdown = Shutdown.install()) {
            final Map<String, Object> machine = MachineState.fields(options.parent());
            try (PeerProcess peer = PeerProcess.start(links.newSettings(options, transport), List.of(contestant),
                shutdown)) {
                final Progress progress = new Progress(peer::requireRunning);
                final Map<String, Object> head = new LinkedHashMap<>();
                try {
                    peer.inTurn(contestant, link -> {
                        measure(peer, contestant, link, new Blocks(plan, options.rounds(usualRounds), progress));
                        head.put("transport", link.transport());
                    });
                } finally {
                    progress.end();
                }
                return result(head, contestant, plan, machine);
            }
        }
    }

    private void measure(final PeerProcess peer, final Contestant contestant, final Link link, final Blocks blocks) {
        for (int i = 0; i < WARM_UPS; i++) {
            blocks.next(link, true, "warm-up");
        }
        for (int round = 0; round < blocks.rounds; round++) {
            final String title = "round " + (round + 1) + " of " + blocks.rounds;
            without.add(blocks.next(link, false, title + ": without"));
            try (HalfOpenSockets sockets = new HalfOpenSockets(contestant, peer.port(), crowd.count(),
                crowd.isDripping())) {
                with.add(blocks.next(link, false, title + ": with " + crowd.count()));
                sockets.requireHeld();
            }
            blocks.next(link, true, title + ": while they go");
        }
    }

    private Map<String, Object> result(final Map<String, Object> head, final Contestant contestant, final Plan plan,
                                       final Map<String, Object> machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "rtt");
        fields.putAll(head);
        fields.put("peer", contestant.title());
        fields.put("size", options.length());
        fields.put("count", plan.count());
        fields.put("rounds", with.size());
        fields.put("halfOpen", crowd.count());
        fields.put("halfOpenKind", crowd.isDripping() ? "a byte a second" : "silent");
        fields.put("without", Tally.fields(Map.of(), without, without));
        fields.put("with", Tally.fields(Map.of(), with, with));
        fields.put("ratioP50", with.ratio(without, Block::p50Ns));
        fields.put("ratioMean", without.ratio(with, Block::perSecond));
        fields.put("machine", machine);
        return fields;
    }

    /** Makes blocks of one kind. */
    private static final class Blocks {
        private final Plan plan;
        private final int rounds;
        private final Progress progress;

        Blocks(final Plan plan, final int rounds, final Progress progress) {
            this.plan = plan;
            this.rounds = rounds;
            this.progress = progress;
        }

        Block next(final Link link, final boolean isWarmUp, final String title) {
            progress.begin(title);
            return plan.measure().of(link, isWarmUp ? plan.warmUpCount() : plan.count(), progress);
        }
    }
}
