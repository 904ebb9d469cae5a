package io.holdfast.examples.store;

import io.holdfast.store.Finding;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast verify}. */
@Command(name = "verify", description = {
    "Looks at every record and file of a connection, or of all, and changes nothing.",
    "Exit code 0: nothing is wrong, or nothing is there. 1: 'holdfast repair' can put right what is. 2: "
        + "something needs a backup or a decision, or could not be looked at."})
public final class VerifyCommand implements Callable<Integer> {
    private static final int REPAIRABLE = 1;
    private static final int BROKEN = 2;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ConnectionOptions options;
    @Mixin
    private RemoteOption remoteOption;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final StoreRepair repair = new StoreRepair(options.store(), options.name(), new StoreContext());
        return remoteOption.forEach(repair, out, remote -> verify(repair, remote, out));
    }

    private int verify(final StoreRepair repair, final String remote, final PrintWriter out) {
        final List<Finding> findings = repair.verify(remote);
        int worst = 0;
        for (final Finding finding : findings) {
            out.println(Lines.of(finding));
            final int severity = switch (finding.remedy()) {
                case OPENING -> 0;
                case REPAIR -> REPAIRABLE;
                case DECISION -> BROKEN;
            };
            worst = Math.max(worst, severity);
        }
        out.println(options.name() + " to " + remote + ": " + switch (worst) {
            case 0 -> findings.isEmpty() ? "healthy" : "no damage; opening it does what the notes say";
            case REPAIRABLE -> "repairable; run holdfast repair --store " + options.store() + " --name "
                + options.name() + " --remote " + remote;
            default -> "needs a backup, or holdfast reset";
        });
        return worst;
    }
}
