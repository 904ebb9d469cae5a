package io.holdfast.examples.echo;

import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.ConnectOptions;
import io.holdfast.examples.command.JsonLine;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StoreOptions;
import io.holdfast.examples.command.TransportOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code holdfast echo-client}. */
@Command(name = "echo-client", description = {
    "Sends messages numbered 1 to N and checks that the answers come back complete, in order and unchanged.",
    "Killed and started again with the same name and store, it goes on where it was. Exit code 1 if anything is "
        + "missing, out of order, doubled or changed."})
public final class EchoClientCommand implements Callable<Integer> {
    private static final int MAX_LENGTH = 16 * 1024 * 1024;

    @Spec
    private CommandSpec spec;
    @Mixin
    private StoreOptions storeOptions;
    @Mixin
    private ConnectOptions connectOptions;
    @Mixin
    private TransportOption transportOption;
    @Mixin
    private ParentOption parentOption;

    @Option(names = "--count", required = true, paramLabel = "N", converter = AtLeastOne.class,
        description = "How many messages the whole sequence has, those of earlier runs included.")
    private Long count;

    @Option(names = "--size", defaultValue = "64", paramLabel = "BYTES",
        description = "Length of a payload, from 16. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(names = "--window", defaultValue = "10000", paramLabel = "W", converter = AtLeastOne.class,
        description = "Most messages without an answer. Default: ${DEFAULT-VALUE}.")
    private Long window;

    @Option(names = "--rate", defaultValue = "0", paramLabel = "PER_S",
        description = "Messages a second; 0 is as many as the window allows. Default: ${DEFAULT-VALUE}.")
    private long ratePerSecond;

    @Option(names = "--json", description = "Write the report as JSON.")
    private boolean isJson;

    @Override
    public Integer call() {
        final EchoSender.Plan plan = plan();
        try (Shutdown shutdown = Shutdown.install(parentOption);
             ClientEndpoint endpoint = ClientEndpoint.open(storeOptions, connectOptions, transportOption, true)) {
            endpoint.awaitName(shutdown, connectOptions.timeoutNs());
            final Path file = EchoProgress.file(storeOptions.store(), storeOptions.name(),
                endpoint.connection().remoteName());
            final EchoReport report = new EchoClient(endpoint, EchoProgress.open(file), plan)
                .run(shutdown, connectOptions.timeoutNs());
            spec.commandLine().getOut().println(isJson ? JsonLine.json(report.fields())
                : JsonLine.text(report.fields()));
            spec.commandLine().getOut().flush();
            return report.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private EchoSender.Plan plan() {
        if (length < EchoPayload.MIN_LENGTH || length > MAX_LENGTH) {
            throw wrong("--size must be from " + EchoPayload.MIN_LENGTH + " to " + MAX_LENGTH + ", was " + length);
        }
        if (count > EchoPayload.MAX_NUMBER) {
            throw wrong("--count must be at most " + EchoPayload.MAX_NUMBER + ", was " + count);
        }
        if (ratePerSecond < 0) {
            throw wrong("--rate must not be negative, was " + ratePerSecond);
        }
        return new EchoSender.Plan(count, length, window, ratePerSecond);
    }

    private ParameterException wrong(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
