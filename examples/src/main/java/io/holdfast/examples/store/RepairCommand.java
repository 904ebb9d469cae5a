package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast repair}. */
@Command(name = "repair", exitCodeOnExecutionException = 2, description = {
    "Puts right the files of a connection, or of all that fit, while no owner runs. Every intact message keeps its "
        + "index, a tombstone stands for each damaged one, and the files as they were are kept beside the connection.",
    "Exit code 0: nothing is wrong any more, or nothing is there. 2: something needs a backup or 'holdfast reset', or "
        + "could not be looked at; nothing was changed there."})
public final class RepairCommand implements Callable<Integer> {
    private static final int BROKEN = 2;

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final EachConnection each = new EachConnection(choice, (log, error) -> out.println(error.getMessage()));
        final List<ChosenLog> logs = each.all();
        if (logs.isEmpty()) {
            out.println("the store has no connection");
        }
        final int worst = each.run(logs, log -> repair(log, out));
        out.flush();
        return worst;
    }

    private static int repair(final ChosenLog log, final PrintWriter out) {
        final RepairReport report = new StoreRepair(log.root(), log.localName(), new StoreContext())
            .repair(log.remoteName());
        report.findings().forEach(finding -> out.println(Lines.of(finding)));
        out.println(log + ": " + textOf(report));
        return report.isRefused() ? BROKEN : 0;
    }

    private static String textOf(final RepairReport report) {
        if (report.isRefused()) {
            return "not repaired, nothing was changed: it needs a backup, or holdfast reset";
        }
        if (!report.isRepaired()) {
            return "nothing to repair";
        }
        return "repaired; lost messages=" + report.lostMessages() + " generation=" + report.generationAfter()
            + (report.generationAfter() == report.generationBefore() ? "" : " (a new one: the tail may be lost)")
            + (report.quarantine() == null ? "" : " kept=" + report.quarantine());
    }
}
