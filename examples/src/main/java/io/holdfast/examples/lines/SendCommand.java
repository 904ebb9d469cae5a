package io.holdfast.examples.lines;

import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.ConnectOptions;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StoreOptions;
import io.holdfast.examples.command.TransportOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast send}. */
@Command(name = "send", description = {
    "Sends each line of standard input as a message and waits until the receiver has acked them all.",
    "Lines are bytes up to a line feed; what has been accepted stays in the store until it is acked, also when this "
        + "program is killed."})
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
            endpoint.awaitName(shutdown, connectOptions.timeoutNs());
            final LineFeed feed = new LineFeed(new LineSplitter(System.in), endpoint.connection(),
                isResume ? endpoint.connection().lastOrdinal() : 0);
            new LineSender(endpoint, feed).run(shutdown, isNoWait, connectOptions.timeoutNs());
            final long unacked = endpoint.connection().unackedMessages();
            spec.commandLine().getOut().println(feed.sent() + " lines sent, " + feed.skipped() + " skipped, "
                + (unacked == 0 ? "all acked" : unacked + " not yet acked") + ", transport="
                + endpoint.transports().text());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}
