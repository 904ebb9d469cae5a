package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Text;
import io.holdfast.store.Owner;
import io.holdfast.store.PurgePlan;
import io.holdfast.store.journal.StoreView;
import io.holdfast.store.tool.StorePurge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Purges the acked files of the connections of one local peer. One use, one thread. */
final class AckedPurge {
    private final StorePurge purge;
    private final Consent consent;
    private final ChangeReport out;
    private final Map<ChosenLog, PurgePlan> due = new LinkedHashMap<>();

    AckedPurge(final StorePurge purge, final Consent consent, final ChangeReport out) {
        this.purge = purge;
        this.consent = consent;
        this.out = out;
    }

    /** {@return an exit code} */
    int run(final LogChoice choice, final boolean isDryRun) {
        final EachConnection each = new EachConnection(choice, (log, error) -> out.result(
            PurgeJson.of(log, Outcome.FAILED, error.getMessage(), null, 0), log + ": " + error.getMessage()));
        final List<ChosenLog> logs = each.all();
        if (logs.isEmpty()) {
            out.before("the store has no connection");
            return 0;
        }
        requireOnePeer(logs);
        final int worst = each.run(logs, log -> plan(log, isDryRun));
        if (isDryRun || due.isEmpty()) {
            return worst;
        }
        final ChosenLog first = due.keySet().iterator().next();
        requireNoOwner(first);
        if (logs.size() == 1) {
            consent.require("the peer's name", first.remoteName());
        } else {
            consent.require("the local peer's name", first.localName());
        }
        return Math.max(worst, each.run(List.copyOf(due.keySet()), this::purge));
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

    private int plan(final ChosenLog log, final boolean isDryRun) {
        final PurgePlan plan = purge.plan(log.localName(), log.remoteName());
        if (plan.cycles() == 0) {
            out.result(PurgeJson.of(log, Outcome.NOTHING, null, plan, 0), log + ": nothing to purge");
            return 0;
        }
        final String text = log + ": files=" + plan.cycles() + " messages=" + plan.messages() + " up to "
            + Text.hex(plan.toIndex()) + ", all acked, size=" + Text.size(plan.bytes());
        if (isDryRun) {
            out.result(PurgeJson.of(log, Outcome.PLANNED, null, plan, plan.cycles()), text);
        } else {
            out.before(text);
            due.put(log, plan);
        }
        return 0;
    }

    private int purge(final ChosenLog log) {
        final int files = purge.purge(log.localName(), log.remoteName());
        out.result(PurgeJson.of(log, Outcome.DONE, null, due.get(log), files), log + ": purged files=" + files);
        return 0;
    }
}
