package io.holdfast.examples.lines;

import io.holdfast.AckMode;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumeReport;
import io.holdfast.SystemClock;
import io.holdfast.bridge.ConnectionGroup;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.IndexRange;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** {@code holdfast receive}. */
@Command(name = "receive", description = {
    "Writes what a sender sends, one line per message, and acks what is written. Takes one sender.",
    "With --daily it ends with the session day. Killed and started again with the same --append FILE, it repairs a "
        + "last line that was half written and goes on after the last complete one. Lines that the sender's store has "
        + "lost are told, recorded in FILE.lost, and make the exit code 1. Prints 'listening on HOST:PORT' to "
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
        description = "End after line N of the sender's store, those of earlier runs included. Default: go on until "
            + "SIGTERM or SIGINT.")
    private Long count;

    @Option(names = "--append", paramLabel = "FILE",
        description = "Write to this file, which must hold nothing but the lines of this sender's store. Default: "
            + "standard output, where a line that a killed process had written may be written again, and which goes on "
            + "when the sender comes with another store, as each replay without --keep does.")
    private Path output;

    @Option(names = "--linger", defaultValue = "2", paramLabel = "SECONDS",
        description = "After line N, stay this long for a sender that has not said goodbye. Default: "
            + "${DEFAULT-VALUE}.")
    private int lingerSeconds;

    @Override
    public Integer call() throws IOException {
        try (Shutdown shutdown = Shutdown.install(parentOption);
             LostLines lost = output == null ? LostLines.unrecorded() : LostLines.beside(output);
             LineFile file = output == null ? null : LineFile.append(output)) {
            final LineReceiver receiver = new LineReceiver(file, lost, count == null ? Long.MAX_VALUE : count);
            final String end = serve(receiver, shutdown);
            say(receiver.written() + " lines written" + lost.summary() + end);
            return lost.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** {@return how it ended, for the last line} */
    private String serve(final LineReceiver receiver, final Shutdown shutdown) {
        final Farewell farewell = new Farewell(SystemClock.INSTANCE, TimeUnit.SECONDS.toNanos(lingerSeconds));
        final TransportsUsed transports = new TransportsUsed();
        final OneSender sender = new OneSender(new Sessions(farewell, transports, receiver, this::say), receiver);
        final ServerContext context = transportOption.applyTo(storeOptions.applyTo(new ServerContext()))
            .ackMode(AckMode.MANUAL).listener(sender).loginHandler(sender.among(listenOptions.loginHandler()));
        try (Server server = listenOptions.open(context)) {
            final String name = server.localName();
            say("listening on " + HostPort.text(server.localAddress()));
            receive(server, sender, () -> isOver(receiver, farewell), shutdown);
            final String rolled = name.equals(server.localName()) ? "" : "the session day of " + name + " is over; "
                + "start again for the next day" + (output == null ? "" : ", whose lines count from 1, with another"
                + " --append file");
            if (count != null && !receiver.isComplete()) {
                throw new CommandFailure("stopped before line " + count + (rolled.isEmpty() ? "" : ": " + rolled));
            }
            return ", transport=" + transports.text() + (rolled.isEmpty() ? "" : "; " + rolled);
        }
    }

    /** Standard output may be where the lines go. */
    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Acks what was delivered, and tells whether that was the last. */
    private static boolean isOver(final LineReceiver receiver, final Farewell farewell) {
        if (receiver.ackDelivered()) {
            farewell.onDelivered();
            return false;
        }
        return receiver.isComplete() && farewell.isOver(receiver.hasDoubtfulEnd());
    }

    private static void receive(final Server server, final OneSender sender, final BooleanSupplier isOver,
                                final Shutdown shutdown) {
        final ConnectionGroup group = server.group(0);
        final IdleStrategy idle = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        final String name = server.localName();
        while (!shutdown.isRequested() && name.equals(server.localName())) {
            final int workCount = server.doWork() + group.poll(sender, MOST_PER_POLL);
            sender.dismissOthers();
            if (isOver.getAsBoolean()) {
                return;
            }
            idle.idle(workCount);
        }
    }

    /** Passes on what several want to know. */
    private record Sessions(Farewell farewell, TransportsUsed transports, LineReceiver receiver,
                            Consumer<String> teller) implements ConnectionListener {
        @Override
        public void onPeerNew(final Connection connection, final long incarnation) {
            receiver.onOtherLog();
        }

        @Override
        public void onConnected(final Connection connection, final ResumeReport report) {
            if (report.incoming() == ResumeOutcome.RETURNED_INCARNATION) {
                receiver.onOtherLog();
            }
            transports.onConnected(connection, report);
            farewell.onConnected(connection, report);
        }

        @Override
        public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
            farewell.onDisconnected(connection, reason, detail);
        }

        @Override
        public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
            if (!isOutgoing) {
                receiver.lost(fromIndex, toIndex);
                farewell.onDelivered();
                teller.accept("lost at the sender, will never come: " + IndexRange.text(fromIndex, toIndex));
            }
        }

        @Override
        public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                               final long toIndex) {
            if (!isOutgoing) {
                teller.accept("the sender's store has lost its end, so that lines written here may be others there: "
                    + IndexRange.text(fromIndex, toIndex));
            }
        }
    }
}
