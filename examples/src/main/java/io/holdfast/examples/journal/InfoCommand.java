package io.holdfast.examples.journal;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** {@code holdfast info}. */
@Command(name = "info", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Tells all that is known of one connection: whose it is, its log with its generations and cycle files, what the "
        + "peer has acked of it, what is held of the peer's log, and what is odd. Beside its owner, without effect on "
        + "it.",
    "Exit code 0: all could be read. 1: something could not be read, which it tells."})
public final class InfoCommand implements Callable<Integer> {
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption outputOption;

    @Override
    public Integer call() {
        final ConnectionInfo info = ConnectionInfo.of(choice.one());
        final long nowNs = SystemClock.INSTANCE.epochNs();
        try (Output output = outputOption.open()) {
            if (outputOption.isJson()) {
                output.json(InfoJson.fields(info, nowNs).asMap());
            } else {
                new InfoText(outputOption, output, nowNs).print(info);
            }
        }
        return info.hasProblem() ? ExitCode.SOFTWARE : ExitCode.OK;
    }
}
