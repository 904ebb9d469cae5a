package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StandardOutput;
import io.holdfast.examples.journal.ByteOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast queue-client consume}. */
@Command(name = "consume", description = {
    "Writes the messages of queues to standard output, a line each, as they come; what came before it subscribed does "
        + "not. Prints 'subscribed at HOST:PORT' to standard error once it has said what it wants, and counters when "
        + "it ends: after --count messages, by SIGTERM or SIGINT, or when the server closes the connection, which is "
        + "exit code 1."})
final class ConsumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "QUEUE", description = "Names of queues.")
    private List<String> queues = new ArrayList<>();

    @Option(names = "--all", description = "All queues.")
    private boolean isAll;

    @Option(names = "--count", paramLabel = "N", converter = AtLeastOne.class,
        description = "End after so many messages. Default: go on.")
    private Long count;

    @Mixin
    private MessageFormOptions form;
    @Mixin
    private QueueConnectOptions connectOptions;
    @Mixin
    private ParentOption parentOption;

    @Override
    public Integer call() {
        if (queues.isEmpty() && !isAll) {
            throw new ParameterException(spec.commandLine(), "name queues, or give --all");
        }
        if (queues.contains("")) {
            throw new ParameterException(spec.commandLine(), "a queue without a name comes with --all only");
        }
        final MessageWriter writer = form.writer(new ByteOutput(StandardOutput.bytes(spec)));
        try (Shutdown shutdown = Shutdown.install(parentOption);
             QueueSocket socket = connectOptions.connect(Role.CONSUME, shutdown)) {
            final Consuming consuming = new Consuming(socket, writer, count == null ? Long.MAX_VALUE : count);
            try {
                consuming.subscribe(queues, isAll, shutdown);
                say("subscribed at " + socket.address());
                consuming.run(shutdown);
            } finally {
                say(writer.count() + " messages, " + writer.messageBytes() + " bytes");
            }
        }
        return ExitCode.OK;
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
