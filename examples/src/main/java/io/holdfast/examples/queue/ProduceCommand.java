package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** {@code holdfast queue-client produce}. */
@Command(name = "produce", description = {
    "Makes each line of standard input a message of a queue. Lines are bytes up to a line feed.",
    "Exit code 0: all were sent, and the server closed the connection; that it accepted all is known of one that runs "
        + "with --reply-ok. 1: it closed the connection before, or has not accepted all."})
final class ProduceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "QUEUE", description = "The queue's name.")
    private String queue;

    @Option(names = "--named", description = "Each line begins with the name of its queue and a tab.")
    private boolean isNamed;

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
        try (Shutdown shutdown = Shutdown.install(parentOption);
             QueueSocket socket = connectOptions.connect(Role.PRODUCE, shutdown)) {
            final LineFrames frames = LineFrames.start(name, socket::wake);
            final Producing producing = new Producing(socket, frames, connectOptions.timeoutNs());
            producing.run(shutdown);
            frames.requireNoFailure();
            spec.commandLine().getOut().println(producing.summary());
            spec.commandLine().getOut().flush();
        }
        return ExitCode.OK;
    }
}
