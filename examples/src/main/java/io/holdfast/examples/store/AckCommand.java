package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
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

import java.io.PrintWriter;
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
        final PrintWriter out = spec.commandLine().getOut();
        final ChosenLog log = choice.one();
        final StoreAck tool = new StoreAck(log.root(), log.localName(), new StoreContext());
        final Held held = isDryRun ? tool.look(log.remoteName()) : tool.held(log.remoteName());
        if (held.incarnation() == 0) {
            throw new CommandFailure("nothing of the log of " + log.remoteName() + " is held, so there is no ack to"
                + " set");
        }
        final long index = tell(log, held, out);
        out.flush();
        if (index == held.consumed() || isDryRun) {
            return ExitCode.OK;
        }
        consent.require("the peer's name", log.remoteName());
        final StoreAck.Result result = tool.set(log.remoteName(), index);
        out.println(Lines.of("after", result.after()));
        out.println("kept: " + result.quarantine());
        out.flush();
        return ExitCode.OK;
    }

    /** Tells what is asked for. Returns the index. */
    private long tell(final ChosenLog log, final Held held, final PrintWriter out) {
        try (PeerLog peer = PeerLog.of(log, held)) {
            final long index = peer.indexOf(position);
            out.println(Lines.of("before", held));
            if (index == held.consumed()) {
                out.println("nothing to do: consumed is " + Lines.hex(index) + " already");
                return index;
            }
            final boolean isOn = index > held.consumed();
            final String messages = peer.isKnown() ? Long.toString(peer.messagesBetween(
                Math.min(index, held.consumed()), Math.max(index, held.consumed()))) + " messages"
                : "an unknown number of messages (the log is not in this store)";
            out.println((isDryRun ? "would set" : "sets") + " consumed to " + Lines.hex(index) + ": " + messages
                + " of " + log.remoteName() + " after " + Lines.hex(Math.min(index, held.consumed())) + " up to "
                + Lines.hex(Math.max(index, held.consumed())) + " will " + (isOn ? "never come" : "come again"));
            return index;
        }
    }
}
