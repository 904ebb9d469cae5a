package io.holdfast.examples.bench;

import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.Link;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks of several systems by turns: in each round every system has its turn, in every other round in reverse order,
 * so that a machine that becomes slower or faster hits all alike.
 */
final class Rounds {
    private static final int WARM_UPS = 3;

    private final PeerProcess peer;
    private final List<Contestant> contestants;
    private final Progress progress;
    private final List<Plan> plans;
    private final List<Map<Contestant, Tally>> tallies = new ArrayList<>();
    private final Map<Contestant, String> transports = new EnumMap<>(Contestant.class);

    Rounds(final PeerProcess peer, final List<Contestant> contestants, final List<Plan> plans) {
        this.peer = peer;
        this.contestants = contestants;
        this.plans = plans;
        progress = new Progress(peer::requireRunning);
        plans.forEach(plan -> {
            final Map<Contestant, Tally> tally = new EnumMap<>(Contestant.class);
            contestants.forEach(contestant -> tally.put(contestant, new Tally()));
            tallies.add(tally);
        });
    }

    /**
     * Warms up and measures.
     *
     * @param count of measured rounds
     */
    void run(final int count) {
        final List<Contestant> order = new ArrayList<>(contestants);
        try {
            for (int round = -WARM_UPS; round < count; round++) {
                final String title = round < 0 ? "warm-up" : "round " + (round + 1) + " of " + count;
                for (final Contestant contestant : order) {
                    final boolean isMeasured = round >= 0;
                    peer.inTurn(contestant, link -> turn(contestant, link, isMeasured, title));
                }
                Collections.reverse(order);
            }
        } finally {
            progress.end();
        }
    }

    private void turn(final Contestant contestant, final Link link, final boolean isMeasured, final String title) {
        for (int i = 0; i < plans.size(); i++) {
            final Plan plan = plans.get(i);
            progress.begin(title + ": " + contestant.title() + ", " + plan.what());
            final long count = isMeasured ? plan.count() : plan.warmUpCount();
            final Block block = plan.measure().of(link, count, progress);
            if (isMeasured) {
                tallies.get(i).get(contestant).add(block);
            }
        }
        transports.put(contestant, link.transport());
    }

    /** {@return the blocks of one kind of one system} */
    Tally tally(final int plan, final Contestant contestant) {
        return tallies.get(plan).get(contestant);
    }

    /** {@return how the messages of one system travelled up to the end} */
    String transport(final Contestant contestant) {
        return transports.get(contestant);
    }
}
