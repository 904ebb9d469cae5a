package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

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
    @Mixin
    private OutputOption format;

    private final Set<String> told = new HashSet<>();

    @Override
    public Integer call() {
        try (ChangeReport out = new ChangeReport(format, spec.commandLine().getErr())) {
            final EachConnection each = new EachConnection(choice, (log, error) -> tell(log, error, out));
            final List<ChosenLog> logs = each.all();
            if (logs.isEmpty()) {
                out.before("the store has no connection");
            }
            return each.run(logs, log -> repair(log, out));
        }
    }

    /** For people an owner that runs is named once, not for each of its connections. */
    private void tell(final ChosenLog log, final StoreException error, final ChangeReport out) {
        final String text = error.getMessage();
        out.result(RepairJson.of(log, error), told.add(text) ? new String[] {text} : new String[0]);
    }

    private static int repair(final ChosenLog log, final ChangeReport out) {
        final RepairReport report = new StoreRepair(log.root(), log.localName(), new StoreContext())
            .repair(log.remoteName());
        out.result(RepairJson.of(log, report), Stream.concat(report.findings().stream().map(Lines::of),
            Stream.of(log + ": " + textOf(report))).toArray(String[]::new));
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
