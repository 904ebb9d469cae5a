package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Text;
import io.holdfast.store.ConnectionFacts;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreReset;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast reset}. */
@Command(name = "reset", exitCodeOnExecutionException = 2, description = {
    "Gives up one direction of a connection, while no owner runs: the way out of an INDEX_MISMATCH, and of damage that "
        + "cannot be repaired.",
    "--outgoing begins a new log of our messages; those the peer has not acked are given up. --incoming forgets what "
        + "we hold of the peer's log, which then goes on after its own record of our ack; 'holdfast ack' sets that ack "
        + "instead. What is given up is moved aside, never deleted.",
    "Asks for the peer's name to be typed unless --yes is given."})
public final class ResetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption format;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Direction direction;

    @Mixin
    private Consent consent;

    /** Which of the two. */
    private static final class Direction {
        @Option(names = "--outgoing", required = true, description = "Our messages to the peer.")
        private boolean isOutgoing;

        @Option(names = "--incoming", required = true, description = "What we hold of the peer's messages.")
        private boolean isIncoming;
    }

    @Override
    public Integer call() {
        final ChosenLog log = choice.one();
        final StoreReset reset = new StoreReset(log.root(), log.localName(), new StoreContext());
        final ConnectionFacts facts = reset.facts(log.remoteName());
        try (ChangeReport out = new ChangeReport(format, spec.commandLine().getErr())) {
            out.before(Lines.of("before", facts));
            out.before(direction.isOutgoing ? "this gives up " + facts.unacked() + " messages to " + log.remoteName()
                + " that it is not known to have" : "messages of " + log.remoteName() + " may come again");
            consent.require("the peer's name", log.remoteName());
            final StoreReset.Result result = direction.isOutgoing ? reset.outgoing(log.remoteName())
                : reset.forgetIncoming(log.remoteName());
            out.result(ResetJson.of(log, direction.isOutgoing, result), lines(result));
        }
        return ExitCode.OK;
    }

    private String[] lines(final StoreReset.Result result) {
        final List<String> lines = new ArrayList<>();
        lines.add(Lines.of("after", result.after()));
        if (direction.isOutgoing) {
            lines.add("given up: unacked messages=" + result.before().unacked() + (result.before().unacked() == 0 ? ""
                : " range=" + Text.hex(result.before().firstUnacked()) + ".."
                    + Text.hex(result.before().lastIndex())));
        }
        if (result.quarantine() != null) {
            lines.add("kept: " + result.quarantine());
        }
        return lines.toArray(new String[0]);
    }
}
