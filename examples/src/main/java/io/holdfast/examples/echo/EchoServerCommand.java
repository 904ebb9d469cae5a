package io.holdfast.examples.echo;

import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.ListenOptions;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StoreOptions;
import io.holdfast.examples.command.TransportOption;
import io.holdfast.examples.command.TransportsUsed;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast echo-server}. */
@Command(name = "echo-server", description = {
    "Answers every message with one of the same type and payload, until SIGTERM or SIGINT.",
    "Prints 'listening on HOST:PORT' when it is ready, and how messages travelled when it ends."})
public final class EchoServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private StoreOptions storeOptions;
    @Mixin
    private ListenOptions listenOptions;
    @Mixin
    private TransportOption transportOption;
    @Mixin
    private ParentOption parentOption;

    @Option(names = "--groups", defaultValue = "1", paramLabel = "N",
        description = "Groups the connections are divided into. Default: ${DEFAULT-VALUE}.")
    private int groups;

    @Option(names = "--threads", defaultValue = "1", paramLabel = "N",
        description = "Threads that poll the groups, at most one per group. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Override
    public Integer call() {
        if (groups < 1 || threads < 1 || threads > groups) {
            throw new ParameterException(spec.commandLine(), "--groups must be at least 1 and --threads from 1 to "
                + "--groups, were " + groups + " and " + threads);
        }
        final TransportsUsed transports = new TransportsUsed();
        final ServerContext context = transportOption.applyTo(storeOptions.applyTo(new ServerContext())).groups(groups)
            .singleSender(true).listener(transports).loginHandler(listenOptions.loginHandler());
        try (Shutdown shutdown = Shutdown.install(parentOption); Server server = listenOptions.open(context)) {
            say("listening on " + HostPort.text(server.localAddress()));
            new EchoServer(server, threads).run(shutdown);
        }
        say("closed, transport=" + transports.text());
        return ExitCode.OK;
    }

    private void say(final String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
