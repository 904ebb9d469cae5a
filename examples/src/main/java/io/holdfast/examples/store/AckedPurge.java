package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Text;
import io.holdfast.store.Owner;
import io.holdfast.store.PurgePlan;
import io.holdfast.store.journal.StoreView;
import io.holdfast.store.tool.StorePurge;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Purges the acked files of the connections of one local peer. One use, one thread. */
final class AckedPurge {
    private final StorePurge purge;
    private final Consent consent;
    private final PrintWriter out;
    private final List<ChosenLog> due = new ArrayList<>();

    AckedPurge(final StorePurge purge, final Consent consent, final PrintWriter out) {
        this.purge = purge;
        this.consent = consent;
        this.out = out;
    }

    /** {@return an exit code} */
    int run(final LogChoice choice, final boolean isDryRun) {
        final EachConnection each = new EachConnection(choice, (log, error) -> out.println(log + ": "
            + error.getMessage()));
        final List<ChosenLog> logs = each.all();
        if (logs.isEmpty()) {
            out.println("the store has no connection");
            return 0;
        }
        requireOnePeer(logs);
        int worst = each.run(logs, this::plan);
        if (!isDryRun && !due.isEmpty()) {
            requireNoOwner(due.get(0));
            out.flush();
            if (logs.size() == 1) {
                consent.require("the peer's name", due.get(0).remoteName());
            } else {
                consent.require("the local peer's name", due.get(0).localName());
            }
            worst = Math.max(worst, each.run(due, this::purge));
        }
        return worst;
    }

    private static void requireOnePeer(final List<ChosenLog> logs) {
        final List<String> names = logs.stream().map(ChosenLog::localName).distinct().toList();
        if (names.size() > 1) {
            throw new CommandFailure("several peers have connections here, choose one with --name: "
                + String.join(", ", names));
        }
    }

    /** Before a person is asked. */
    private static void requireNoOwner(final ChosenLog log) {
        final Owner owner = StoreView.of(log.root()).owner(log.localName());
        if (owner.isAlive()) {
            throw new CommandFailure("the connections of " + log.localName() + " are in use by the process pid="
                + owner.pid() + "; stop it first, or set its retention");
        }
    }

    private int plan(final ChosenLog log) {
        final PurgePlan plan = purge.plan(log.localName(), log.remoteName());
        if (plan.cycles() == 0) {
            out.println(log + ": nothing to purge");
        } else {
            out.println(log + ": files=" + plan.cycles() + " messages=" + plan.messages() + " up to "
                + Lines.hex(plan.toIndex()) + ", all acked, size=" + Text.size(plan.bytes()));
            due.add(log);
        }
        return 0;
    }

    private int purge(final ChosenLog log) {
        out.println(log + ": purged files=" + purge.purge(log.localName(), log.remoteName()));
        return 0;
    }
}
