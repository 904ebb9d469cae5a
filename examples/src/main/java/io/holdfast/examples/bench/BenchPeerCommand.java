package io.holdfast.examples.bench;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.bridge.ConnectionGroup;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.echo.EchoHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code holdfast bench peer}: the other process of the benchmarks. One busy thread serves one kind at a time. */
@Command(name = "peer", hidden = true, description = "The other process of a benchmark.")
public final class BenchPeerCommand implements Callable<Integer> {
    private static final int MOST_PER_POLL = 256;
    private static final int POLLS_PER_SHUTDOWN_CHECK = 4096;

    /** Polls after the answer to a switch, so that it is on its way before nobody polls any more. */
    private static final int POLLS_AFTER_SWITCH = 64;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ParentOption parentOption;

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "Folder of the store.")
    private Path store;

    @Option(names = "--size", required = true, paramLabel = "BYTES", description = "Length of a payload.")
    private int length;

    private boolean isSwitchAsked;

    @Override
    public Integer call() throws IOException {
        final InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        final ServerContext context = new ServerContext().name(HoldfastLink.SERVER_NAME).store(store).listen(anyPort)
            .singleSender(true).livenessTimeoutNs(HoldfastLink.LIVENESS_TIMEOUT_NS);
        try (Shutdown shutdown = Shutdown.install(parentOption);
             Server server = Server.open(context);
             ServerSocketChannel bareListener = ServerSocketChannel.open().bind(anyPort)) {
            final PrintWriter out = spec.commandLine().getOut();
            out.println("listening on " + HostPort.text(server.localAddress()));
            out.println("bare on " + HostPort.text((InetSocketAddress) bareListener.getLocalAddress()));
            out.flush();
            try (BareLink bare = new BareLink(bareListener.accept(), BareLink.frameLength(length))) {
                final BarePeer barePeer = new BarePeer(bare);
                while (!shutdown.isRequested()) {
                    serveHoldfast(server, shutdown);
                    barePeer.serve(shutdown);
                }
            }
        }
        return ExitCode.OK;
    }

    private void serveHoldfast(final Server server, final Shutdown shutdown) {
        final ConnectionGroup group = server.group(0);
        isSwitchAsked = false;
        int pollsLeft = POLLS_AFTER_SWITCH;
        for (int polls = 1; pollsLeft > 0; polls++) {
            server.doWork();
            group.poll(this::onMessage, MOST_PER_POLL);
            if (isSwitchAsked) {
                pollsLeft--;
            }
            if (polls % POLLS_PER_SHUTDOWN_CHECK == 0 && shutdown.isRequested()) {
                return;
            }
        }
    }

    private Action onMessage(final Connection connection, final Message message) {
        isSwitchAsked |= message.type() == HoldfastLink.SWITCH;
        return message.type() == HoldfastLink.STREAM ? Action.CONSUMED
            : EchoHandler.INSTANCE.onMessage(connection, message);
    }
}
