package io.holdfast.examples.store;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.store.ConnectionFacts;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreReset;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;

/** {@code holdfast reset}. */
@Command(name = "reset", description = {
    "Gives up one direction of a connection: the way out of an INDEX_MISMATCH, and of damage that cannot be repaired.",
    "--outgoing begins a new log of our messages; those the peer has not acked are given up. --incoming forgets what "
        + "we hold of the peer's log, which then goes on after its own record of our ack; with --to it sets our ack. "
        + "What is given up is moved aside, never deleted.",
    "Asks for the peer's name to be typed unless --yes is given."})
public final class ResetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConnectionOptions options;

    @Option(names = "--remote", required = true, paramLabel = "PEER", converter = PeerNameConverter.class,
        description = "The peer's name.")
    private String remote;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Direction direction;

    @Option(names = "--to", paramLabel = "INDEX", converter = IndexConverter.class,
        description = "With --incoming: the index of the peer's last message that is to count as consumed, 0 for none;"
            + " hexadecimal as all programs print it, 0x before it or not.")
    private Long index;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean isSure;

    /** Which of the two. */
    private static final class Direction {
        @Option(names = "--outgoing", required = true, description = "Our messages to the peer.")
        private boolean isOutgoing;

        @Option(names = "--incoming", required = true, description = "What we hold of the peer's messages.")
        private boolean isIncoming;
    }

    @Override
    public Integer call() throws IOException {
        if (index != null && (direction.isOutgoing || index < 0)) {
            throw new ParameterException(spec.commandLine(), "--to needs --incoming and an index of 0 or more");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final StoreReset reset = new StoreReset(options.store(), options.name(), new StoreContext());
        out.println(Lines.of("before", reset.facts(remote)));
        out.println(warning(reset.facts(remote)));
        out.flush();
        requireConsent(out);
        final StoreReset.Result result = run(reset);
        out.println(Lines.of("after", result.after()));
        if (direction.isOutgoing) {
            out.println("given up: unacked messages=" + result.before().unacked() + (result.before().unacked() == 0 ? ""
                : " range=" + Lines.hex(result.before().firstUnacked()) + ".."
                    + Lines.hex(result.before().lastIndex())));
        }
        if (result.quarantine() != null) {
            out.println("kept: " + result.quarantine());
        }
        out.flush();
        return ExitCode.OK;
    }

    private String warning(final ConnectionFacts facts) {
        if (direction.isOutgoing) {
            return "this gives up " + facts.unacked() + " messages to " + remote + " that it is not known to have";
        }
        return index == null ? "messages of " + remote + " may come again"
            : "messages of " + remote + " up to index " + Lines.hex(index)
                + " will never come, those after it may come again";
    }

    private StoreReset.Result run(final StoreReset reset) {
        if (direction.isOutgoing) {
            return reset.outgoing(remote);
        }
        return index == null ? reset.forgetIncoming(remote) : reset.setIncoming(remote, index);
    }

    private void requireConsent(final PrintWriter out) throws IOException {
        if (isSure) {
            return;
        }
        out.println("type the peer's name to go on:");
        out.flush();
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        if (!remote.equals(in.readLine())) {
            throw new CommandFailure("nothing was changed: the peer's name was not typed");
        }
    }
}
