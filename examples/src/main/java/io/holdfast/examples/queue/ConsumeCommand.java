package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.client.QueueConsumer;
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
    "Writes the messages of queues to standard output, a line each, as they come; what came before it subscribed "
        + "only with --from or --durable. Prints 'subscribed at HOST:PORT' to standard error once it has said what it "
        + "wants, and counters when it ends.",
    "Exit code 0: --count messages came. 1: the server closed the connection, which with --from or --durable only "
        + "counts if it does not come back within --timeout; or messages are lost, as told."})
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
    private DurableOptions durableOptions;
    @Mixin
    private MessageFormOptions form;
    @Mixin
    private QueueConnectOptions connectOptions;
    @Mixin
    private ParentOption parentOption;

    @Override
    public Integer call() {
        check();
        final MessageWriter writer = form.writer(new ByteOutput(StandardOutput.bytes(spec)));
        try (Shutdown shutdown = Shutdown.install(parentOption)) {
            return durableOptions.isWanted() ? consumeInSessions(writer, shutdown) : consume(writer, shutdown);
        } finally {
            say(writer.count() + " messages, " + writer.messageBytes() + " bytes");
        }
    }

    private void check() {
        if (queues.isEmpty() && !isAll) {
            throw new ParameterException(spec.commandLine(), "name queues, or give --all");
        }
        if (queues.contains("")) {
            throw new ParameterException(spec.commandLine(), "a queue without a name comes with --all only");
        }
        durableOptions.check(spec);
        connectOptions.check(spec, durableOptions.isNamed());
    }

    private long most() {
        return count == null ? Long.MAX_VALUE : count;
    }

    private int consume(final MessageWriter writer, final Shutdown shutdown) {
        try (QueueSocket socket = connectOptions.connect(Role.CONSUME, shutdown)) {
            final Consuming consuming = new Consuming(socket, writer, most());
            consuming.subscribe(queues, isAll, shutdown);
            say("subscribed at " + socket.address());
            consuming.run(shutdown);
        }
        return ExitCode.OK;
    }

    private int consumeInSessions(final MessageWriter writer, final Shutdown shutdown) {
        final SessionWatch watch = new SessionWatch(connectOptions, "subscribed at ", this::say);
        try (QueueConsumer consumer = durableOptions.open(connectOptions, watch)) {
            durableOptions.subscribe(consumer, queues, isAll);
            new DurableConsuming(consumer, writer, watch, most()).run(shutdown);
            durableOptions.end(consumer);
        }
        return watch.hasLost() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
