package io.holdfast.examples.doctor;

import io.holdfast.Clock;
import io.holdfast.examples.command.ShellWord;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether all connections can be read, and whether their messages are of the past. Looks as {@code ls} does. */
final class ConnectionsCheck implements Check {
    private static final String CHECK = "connections";
    private static final long AHEAD_NS = TimeUnit.SECONDS.toNanos(1);

    private final StoreView store;
    private final List<ConnectionRef> connections;
    private final Clock clock;

    /**
     * The connections of a store.
     *
     * @param store       the store
     * @param connections all it has
     * @param clock       of the machine
     */
    ConnectionsCheck(final StoreView store, final List<ConnectionRef> connections, final Clock clock) {
        this.store = store;
        this.connections = List.copyOf(connections);
        this.clock = clock;
    }

    @Override
    public List<Diagnosis> look() {
        final List<Diagnosis> found = new ArrayList<>();
        for (final ConnectionRef connection : connections) {
            final ConnectionSummary summary = store.summary(connection);
            final long aheadNs = summary.lastAppendNs() - clock.epochNs();
            if (summary.hasProblem()) {
                found.add(Diagnosis.fail(CHECK, connection + " cannot be read in full: " + summary.problem(),
                    "holdfast verify --store " + ShellWord.of(store.root().toString()) + " --name "
                        + connection.localName() + " --remote " + connection.remoteName()));
            }
            if (aheadNs >= AHEAD_NS) {
                found.add(Diagnosis.warn(CHECK, "the last message of " + connection + " is of "
                    + Text.time(summary.lastAppendNs()) + " UTC, " + Text.age(aheadNs) + " from now: the clock was, or"
                    + " is, wrong, and what is looked for by its time or age may not be found",
                    "see what clock-sync says; messages keep the times they have"));
            }
        }
        return found.isEmpty() ? List.of(Diagnosis.ok(CHECK, connections.size() + " can be read, with no message of the"
            + " future")) : found;
    }
}
