package io.holdfast.examples.queue;

import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.client.QueueProducer;
import io.holdfast.bridge.queueserver.client.QueueProducerContext;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code holdfast queue-client produce}. */
@Command(name = "produce", description = {
    "Makes each line of standard input a message of a queue. Lines are bytes up to a line feed.",
    "Exit code 0: all were sent, and the server closed the connection; that it accepted all is known with --durable, "
        + "or of a server that runs with --reply-ok. 1: it closed the connection before, or has not accepted all."})
final class ProduceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "QUEUE", description = "The queue's name.")
    private String queue;

    @Option(names = "--named", description = "Each line begins with the name of its queue and a tab.")
    private boolean isNamed;

    @Option(names = "--durable", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "Speak the session protocol under this name: the server confirms messages, and after a lost "
            + "connection what it did not confirm is sent again, and is there once.")
    private String durableName;

    @Option(names = "--resume", description = "With --durable: skip as many lines as the server ever confirmed under "
        + "this name, for the same input once more.")
    private boolean isResume;

    @Mixin
    private QueueConnectOptions connectOptions;
    @Mixin
    private ParentOption parentOption;

    @Override
    public Integer call() {
        if (isNamed == (queue != null)) {
            throw new ParameterException(spec.commandLine(), "name a queue, or give --named");
        }
        final byte[] name = isNamed ? null : queue.getBytes(StandardCharsets.UTF_8);
        if (isResume && durableName == null) {
            throw new ParameterException(spec.commandLine(), "--resume needs --durable");
        }
        connectOptions.check(spec, durableName != null);
        try (Shutdown shutdown = Shutdown.install(parentOption)) {
            return durableName == null ? produce(name, shutdown) : produceDurably(name, shutdown);
        }
    }

    private int produce(final byte[] name, final Shutdown shutdown) {
        try (QueueSocket socket = connectOptions.connect(Role.PRODUCE, shutdown)) {
            final LineFrames frames = LineFrames.start(name, socket::wake);
            final Producing producing = new Producing(socket, frames, connectOptions.timeoutNs());
            producing.run(shutdown);
            frames.requireNoFailure();
            print(spec.commandLine().getOut(), producing.summary());
        }
        return ExitCode.OK;
    }

    private int produceDurably(final byte[] name, final Shutdown shutdown) {
        final SessionWatch watch = new SessionWatch(connectOptions, "connected to ",
            line -> print(spec.commandLine().getErr(), line));
        try (QueueProducer producer = QueueProducer.open(connectOptions.applyTo(
            new QueueProducerContext().name(durableName)).listener(watch))) {
            final IdleStrategy idle = producer.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
            final LineFrames frames = LineFrames.start(name, idle::wake);
            final DurableProducing producing = new DurableProducing(producer, frames, watch, idle);
            producing.run(shutdown, isResume);
            frames.requireNoFailure();
            print(spec.commandLine().getOut(), producing.offered() + " messages produced, " + producing.skipped()
                + " skipped, all confirmed");
        }
        return watch.hasLost() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private static void print(final PrintWriter writer, final String line) {
        writer.println(line);
        writer.flush();
    }
}
