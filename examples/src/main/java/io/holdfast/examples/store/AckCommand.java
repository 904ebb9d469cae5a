package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.journal.Position;
import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreAck;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast ack}. */
@Command(name = "ack", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Sets by hand what the local peer has consumed of the remote peer's log, while no owner runs: further on, so that "
        + "messages never come, or further back, so that they come again. The ack file as it was is kept.",
    "Says how many messages that is, if the remote peer's log is in the same store, and asks for the peer's name to be "
        + "typed unless --yes is given."})
public final class AckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption format;

    @Parameters(paramLabel = "POSITION", converter = Position.Converter.class,
        description = "The remote peer's last message that is to count as consumed: its index in hex or +N, its "
            + "ordinal. If that peer's log is in the same store also: end, all of it; ack, as far as that peer knows; "
            + "start, nothing that is kept, or a time such as 2026-11-23T09:00 or, after --, an age such as -15m: what "
            + "came before.")
    private Position position;

    @Option(names = "--dry-run", description = "Only say what would be done; works beside the owner too.")
    private boolean isDryRun;

    @Mixin
    private Consent consent;

    @Override
    public Integer call() {
        final ChosenLog log = choice.one();
        final StoreAck tool = new StoreAck(log.root(), log.localName(), new StoreContext());
        final Held held = isDryRun ? tool.look(log.remoteName()) : tool.held(log.remoteName());
        if (held.incarnation() == 0) {
            throw new CommandFailure("nothing of the log of " + log.remoteName() + " is held, so there is no ack to"
                + " set");
        }
        final AckChange change;
        try (PeerLog peer = PeerLog.of(log, held)) {
            change = AckChange.of(log, held, peer, position);
        }
        try (ChangeReport out = new ChangeReport(format, spec.commandLine().getErr())) {
            out.before(Lines.of("before", held));
            if (change.isNone()) {
                out.result(change.fields(Outcome.NOTHING, null), change.text());
            } else if (isDryRun) {
                out.result(change.fields(Outcome.PLANNED, null), "would set " + change.text());
            } else {
                out.before("sets " + change.text());
                consent.require("the peer's name", log.remoteName());
                final StoreAck.Result result = tool.set(log.remoteName(), change.index());
                out.result(change.fields(Outcome.DONE, result.quarantine()), Lines.of("after", result.after()),
                    "kept: " + result.quarantine());
            }
        }
        return ExitCode.OK;
    }
}
