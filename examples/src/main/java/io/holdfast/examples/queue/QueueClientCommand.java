package io.holdfast.examples.queue;

import io.holdfast.examples.bench.BenchQueueCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast queue-client}: the group of what clients of a queue server do. */
@Command(name = "queue-client", description = "Produces or consumes messages of named queues, or measures a server.",
    subcommands = {ProduceCommand.class, ConsumeCommand.class, BenchQueueCommand.class})
public final class QueueClientCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: produce, consume, bench");
    }
}
