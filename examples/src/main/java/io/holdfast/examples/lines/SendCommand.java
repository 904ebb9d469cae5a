package io.holdfast.examples.lines;

import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.ConnectOptions;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.SessionDayOver;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StoreOptions;
import io.holdfast.examples.command.TransportOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code holdfast send}. */
@Command(name = "send", description = {
    "Sends each line of standard input as a message and waits until the receiver has acked them all.",
    "Lines are bytes up to a line feed; what has been accepted stays in the store until it is acked, also when this "
        + "program is killed. Exit code 0: all was acked, or with --no-wait accepted. 1: not all was, or "
        + "this side's store has lost messages."})
public final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private StoreOptions storeOptions;
    @Mixin
    private ConnectOptions connectOptions;
    @Mixin
    private TransportOption transportOption;
    @Mixin
    private ParentOption parentOption;

    @Option(names = "--resume",
        description = "Skip as many lines as this connection has ever accepted: for the same input once more.")
    private boolean isResume;

    @Option(names = "--no-wait",
        description = "End when the store has accepted all lines. With --remote the server need not be there.")
    private boolean isNoWait;

    @Override
    public Integer call() {
        try (Shutdown shutdown = Shutdown.install(parentOption);
             ClientEndpoint endpoint = ClientEndpoint.open(storeOptions, connectOptions, transportOption, false)) {
            endpoint.onLoss(text -> print(spec.commandLine().getErr(), text));
            endpoint.awaitName(shutdown, connectOptions.timeoutNs());
            final LineFeed feed = new LineFeed(new LineSplitter(System.in), endpoint.connection(),
                isResume ? endpoint.connection().lastOrdinal() : 0);
            try {
                new LineSender(endpoint, feed).run(shutdown, isNoWait, connectOptions.timeoutNs());
            } catch (final SessionDayOver over) {
                return dayOver(over, endpoint, feed);
            }
            summarise(endpoint, feed, endpoint.connection().unackedMessages());
            return endpoint.losses() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** What of the input was not accepted yet is told by line, for who wants to go on from there. */
    private int dayOver(final SessionDayOver over, final ClientEndpoint endpoint, final LineFeed feed) {
        final long nextLine = feed.skipped() + feed.sent() + 1;
        print(spec.commandLine().getErr(), over.getMessage()
            + (feed.isSessionOver() ? " with line " + nextLine + ", which was not accepted any more"
                : feed.isDone() ? "" : " with line " + nextLine));
        summarise(endpoint, feed, over.leftMessages());
        final boolean isAllAcked = over.leftMessages() == 0 && !feed.isSessionOver() && endpoint.losses() == 0;
        return isAllAcked ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void summarise(final ClientEndpoint endpoint, final LineFeed feed, final long unacked) {
        final long losses = endpoint.losses();
        print(spec.commandLine().getOut(), feed.sent() + " lines sent, " + feed.skipped() + " skipped, "
            + (unacked == 0 ? losses == 0 ? "all acked" : "none unacked" : unacked + " not yet acked")
            + (losses == 0 ? "" : ", but this side's store has lost messages, as told on standard error: ranges="
                + losses) + ", transport=" + endpoint.transports().text());
    }

    private static void print(final PrintWriter writer, final String line) {
        writer.println(line);
        writer.flush();
    }
}
