package io.holdfast.examples.lines;

import io.holdfast.AckMode;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.ResumeReport;
import io.holdfast.SystemClock;
import io.holdfast.bridge.ConnectionGroup;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
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
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code holdfast receive}. */
@Command(name = "receive", description = {
    "Writes what a sender sends, one line per message, and acks what is written. Takes one sender.",
    "With --daily it ends with the session day. Killed and started again with the same --append FILE, it repairs a "
        + "last line that was half written and goes on after the last complete one. Prints 'listening on HOST:PORT' to "
        + "standard error when it is ready, and how messages travelled when it ends."})
public final class ReceiveCommand implements Callable<Integer> {
    private static final int MOST_PER_POLL = 4096;

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

    @Option(names = "--count", paramLabel = "N", converter = AtLeastOne.class,
        description = "End after line N, those of earlier runs included. Default: go on until SIGTERM or SIGINT.")
    private Long count;

    @Option(names = "--append", paramLabel = "FILE",
        description = "Write to this file, which must hold nothing but this connection's lines. Default: standard "
            + "output, where a line that a killed process had written may be written again.")
    private Path output;

    @Option(names = "--linger", defaultValue = "2", paramLabel = "SECONDS",
        description = "After line N, stay this long for a sender that has not said goodbye. Default: "
            + "${DEFAULT-VALUE}.")
    private int lingerSeconds;

    private String sender;

    @Override
    public Integer call() throws IOException {
        final Farewell farewell = new Farewell(SystemClock.INSTANCE, TimeUnit.SECONDS.toNanos(lingerSeconds));
        final TransportsUsed transports = new TransportsUsed();
        final ServerContext context = transportOption.applyTo(storeOptions.applyTo(new ServerContext()))
            .ackMode(AckMode.MANUAL).listener(new Sessions(farewell, transports))
            .loginHandler(request -> onLogin(request.remoteName()));
        try (Shutdown shutdown = Shutdown.install(parentOption);
             LineFile file = output == null ? null : LineFile.append(output);
             Server server = listenOptions.open(context)) {
            say("listening on " + HostPort.text(server.localAddress()));
            final LineReceiver receiver = new LineReceiver(file, count == null ? Long.MAX_VALUE : count);
            receive(server, receiver, farewell, shutdown);
            if (count != null && !receiver.isComplete()) {
                throw new CommandFailure("stopped before line " + count);
            }
            say(receiver.written() + " lines written, transport=" + transports.text());
        }
        return ExitCode.OK;
    }

    /** Standard output may be where the lines go. */
    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** The ordinals of two senders would both count from 1. */
    private LoginHandler.Decision onLogin(final String remoteName) {
        if (sender == null) {
            sender = remoteName;
        }
        return sender.equals(remoteName) ? LoginHandler.Decision.accept(remoteName)
            : LoginHandler.Decision.refuse("this receiver takes one sender, which is " + sender);
    }

    private static void receive(final Server server, final LineReceiver receiver, final Farewell farewell,
                                final Shutdown shutdown) {
        final ConnectionGroup group = server.group(0);
        final IdleStrategy idle = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        final String name = server.localName();
        while (!shutdown.isRequested() && name.equals(server.localName())) {
            final int workCount = server.doWork() + group.poll(receiver, MOST_PER_POLL);
            if (receiver.ackDelivered()) {
                farewell.onDelivered();
            } else if (receiver.isComplete() && farewell.isOver(receiver.hasDoubtfulEnd())) {
                return;
            }
            idle.idle(workCount);
        }
    }

    /** Passes on what two want to know. */
    private record Sessions(Farewell farewell, TransportsUsed transports) implements ConnectionListener {
        @Override
        public void onConnected(final Connection connection, final ResumeReport report) {
            transports.onConnected(connection, report);
            farewell.onConnected(connection, report);
        }

        @Override
        public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
            farewell.onDisconnected(connection, reason, detail);
        }
    }
}
