package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.LoginOptions;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.PathConverter;
import io.holdfast.examples.command.Reason;
import io.holdfast.examples.command.ServerTlsOptions;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code holdfast queue-server}. */
@Command(name = "queue-server", description = {
    "Serves named queues: clients create messages under the name of a queue, and others get those of the queues that "
        + "they subscribed to. All messages are in one durable log; the protocol is in tcp-bridge/QUEUE-PROTOCOL.md, "
        + "and 'queue-client' speaks it.",
    "Prints 'listening on HOST:PORT' to standard error when it is ready; SIGTERM or SIGINT end it in order."})
public final class QueueServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where to listen; port 0 takes a free one, which is printed.")
    private InetSocketAddress listen;

    @Mixin
    private QueueStoreOptions storeOptions;

    @Option(names = "--shards", defaultValue = "1", paramLabel = "N",
        description = "Threads that the connections are spread over; with more than 1 there is one besides, which "
            + "accepts and keeps house. Default: ${DEFAULT-VALUE}, which does all.")
    private int shards;

    @Option(names = "--busy", description = "Never wait for a socket: answers sooner, and keeps the threads' cores "
        + "busy all the time.")
    private boolean isBusy;

    @Option(names = "--reply-ok", description = "Answer the two bytes OK to a role and to each accepted event of the "
        + "base protocol, as clients need that wait for it.")
    private boolean isReplyOk;

    @Mixin
    private LoginOptions loginOptions;

    @Option(names = "--access", paramLabel = "FILE", converter = PathConverter.class,
        description = "Rules on who may produce to and consume from which queues, a line each: 'PRINCIPAL "
            + "produce|consume|both QUEUE, PREFIX*, *', where the principal * is everybody and - whoever did not prove "
            + "who it is. Read again when it changes. Default: everybody may do everything, or with --secrets or "
            + "--cert-names everybody who has proven who it is.")
    private Path access;

    @Mixin
    private ServerTlsOptions tlsOptions;
    @Mixin
    private QueueLimitOptions limitOptions;
    @Mixin
    private ParentOption parentOption;

    @Override
    public Integer call() {
        final QueueServerContext context = limitOptions.applyTo(storeOptions.applyTo(new QueueServerContext()))
            .listen(listen).shards(shards).replyOk(isReplyOk).access(access).tls(tlsOptions.context())
            .loginHandler(loginOptions.handler());
        try (Shutdown shutdown = Shutdown.install(parentOption)) {
            try (QueueServer server = open(context)) {
                say("listening on " + HostPort.text(server.localAddress()));
                new QueueThreads(server, shards, isBusy).run(shutdown);
                say("closing, clients=" + server.clientCount() + " lastIndex=" + Text.hex(server.lastIndex()));
            }
        }
        return ExitCode.OK;
    }

    private QueueServer open(final QueueServerContext context) {
        try {
            return QueueServer.open(context);
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on " + HostPort.text(listen) + ": " + Reason.of(error), error);
        } catch (final IllegalArgumentException faults) {
            throw new ParameterException(spec.commandLine(), faults.getMessage(), faults);
        }
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
