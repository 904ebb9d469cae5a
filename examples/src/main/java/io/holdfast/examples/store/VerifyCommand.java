package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.ShellWord;
import io.holdfast.store.StoreContext;
import io.holdfast.store.VerifyReport;
import io.holdfast.store.VerifyReport.Verdict;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code holdfast verify}. */
@Command(name = "verify", exitCodeOnExecutionException = 2, description = {
    "Looks at every record and file of a connection, or of all that fit, without the lock and without changing any, "
        + "also while the owner runs: then the log counts as it stood at the beginning.",
    "Exit code 0: nothing is wrong, or nothing is there. 1: 'holdfast repair' can put right what is. 2: "
        + "something needs a backup or a decision, or could not be looked at."})
public final class VerifyCommand implements Callable<Integer> {
    private static final int REPAIRABLE = 1;
    private static final int BROKEN = 2;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption format;

    private long messages;
    private int cycles;
    private long bytes;
    private long tookNs;

    @Override
    public Integer call() {
        try (Output output = format.open()) {
            final EachConnection each = new EachConnection(choice, (log, error) -> tell(output, log, error));
            final List<ChosenLog> logs = each.all();
            if (logs.isEmpty() && !format.isJson()) {
                output.line("the store has no connection");
            }
            final int worst = each.run(logs, log -> verify(log, output));
            if (!format.isJson()) {
                output.line(sum());
            }
            return worst;
        }
    }

    private int verify(final ChosenLog log, final Output output) {
        final long beginNs = SystemClock.INSTANCE.monotonicNs();
        final VerifyReport report;
        try (VerifyProgress progress = new VerifyProgress(log.toString())) {
            report = log.isBare() ? StoreRepair.verifyBare(log.folder(), new StoreContext(), progress)
                : new StoreRepair(log.root(), log.localName(), new StoreContext()).verify(log.remoteName(), progress);
        }
        final long ns = SystemClock.INSTANCE.monotonicNs() - beginNs;
        tookNs += ns;
        messages += report.messages();
        cycles += report.cycles();
        bytes += report.bytes();
        if (format.isJson()) {
            output.json(VerifyJson.of(log, report).number("tookNs", ns).asMap());
        } else {
            report.findings().forEach(finding -> output.line(Lines.of(finding)));
            output.line(log + ": " + textOf(log, report));
        }
        output.flush();
        return switch (report.verdict()) {
            case HEALTHY -> 0;
            case REPAIRABLE -> REPAIRABLE;
            case BROKEN -> BROKEN;
        };
    }

    private static String textOf(final ChosenLog log, final VerifyReport report) {
        if (log.isBare() && report.verdict() != Verdict.HEALTHY) {
            return "damaged; a bare log has no connection in which it could be repaired";
        }
        return switch (report.verdict()) {
            case HEALTHY -> report.findings().isEmpty() ? "healthy" : "no damage; opening it does what the notes say";
            case REPAIRABLE -> "repairable; " + (report.isOwned() ? "stop its owner and " : "")
                + "run holdfast repair --store " + ShellWord.of(log.root().toString()) + " --name " + log.localName()
                + " --remote " + log.remoteName();
            case BROKEN -> "needs a backup, or holdfast reset";
        };
    }

    private void tell(final Output output, final ChosenLog log, final StoreException error) {
        if (format.isJson()) {
            final JsonFields fields = VerifyJson.of(log, error);
            output.json(fields.number("tookNs", null).asMap());
        } else {
            output.line(log + ": " + Verdict.BROKEN.name().toLowerCase(Locale.ROOT) + "; " + error.getMessage());
        }
    }

    private String sum() {
        final double seconds = tookNs / NS_PER_SECOND;
        return String.format(Locale.ROOT, "messages=%d cycles=%d bytes=%d seconds=%.3f rate=%d messages/s", messages,
            cycles, bytes, seconds, seconds == 0 ? 0 : Math.round(messages / seconds));
    }
}
