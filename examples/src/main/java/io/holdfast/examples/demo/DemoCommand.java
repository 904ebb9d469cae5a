package io.holdfast.examples.demo;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.TransportOption;
import io.holdfast.examples.demo.Timeline.Victim;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code holdfast demo}. */
@Command(name = "demo", description = {
    "Streams numbered messages from a client to an echo server and back, each in a process of its own, and kills one "
        + "or the other with SIGKILL again and again.",
    "Ends with a checked report and a chart, in less than a minute. Exit code 1 if any check fails."})
public final class DemoCommand implements Callable<Integer> {
    private static final int LEAST_KILLS = 6;
    private static final int MOST_KILLS = 20;
    private static final long STREAM_SECONDS = 10;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(55);
    private static final int CHART_WIDTH = 64;
    private static final int CHART_HEIGHT = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--count", defaultValue = "300000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages. Default: ${DEFAULT-VALUE}.")
    private Long count;

    @Option(names = "--kills", defaultValue = "7", paramLabel = "N",
        description = "Kills, " + LEAST_KILLS + " to " + MOST_KILLS + ". Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(names = "--seed", paramLabel = "SEED",
        description = "Decides when exactly the kills come. Default: another one each time, which is printed.")
    private Long seed;

    @Mixin
    private TransportOption transportOption;

    @Option(names = "--store", paramLabel = "DIR",
        description = "Where to make the temporary folder, which is deleted on success. Default: the machine's place "
            + "for such.")
    private Path parent;

    @Override
    public Integer call() {
        if (kills < LEAST_KILLS || kills > MOST_KILLS) {
            throw new ParameterException(spec.commandLine(), "--kills must be from " + LEAST_KILLS + " to "
                + MOST_KILLS + ", was " + kills);
        }
        final long usedSeed = seed == null ? SystemClock.INSTANCE.monotonicNs() : seed;
        final Demo.Plan plan = new Demo.Plan(count, kills, usedSeed, DEADLINE_NS);
        final Path folder = TemporaryFolder.create(parent, "holdfast-demo-");
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("%,d messages to an echo server and back, %d kills, seed %d%n", count, kills, usedSeed);
        boolean isGood = false;
        try (Shutdown shutdown = Shutdown.install()) {
            isGood = play(plan, folder, shutdown);
        } finally {
            if (isGood) {
                TemporaryFolder.delete(folder);
            } else {
                spec.commandLine().getErr().println("stores and output of the processes are kept in " + folder);
                spec.commandLine().getErr().flush();
            }
        }
        return isGood ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean play(final Demo.Plan plan, final Path folder, final Shutdown shutdown) {
        final PrintWriter out = spec.commandLine().getOut();
        final List<String> clientOptions = List.of("--count", count.toString(),
            "--rate", String.valueOf(Math.max(1, count / STREAM_SECONDS)), "--timeout", "30");
        try (EchoPair pair = new EchoPair(folder, clientOptions)) {
            pair.transport(Victim.SERVER, transportOption.text());
            pair.transport(Victim.CLIENT, transportOption.text());
            final Timeline timeline = new Demo(pair, plan, out).run(shutdown);
            out.println();
            new Chart(timeline, CHART_WIDTH, CHART_HEIGHT, Terminal.isUnicode()).lines().forEach(out::println);
            out.println();
            final DemoReport report = new DemoReport(timeline, plan, pair);
            report.lines().forEach(out::println);
            out.println(report.isGood() ? "everything accepted arrived once, in order and unchanged"
                + ", transport=" + report.transport() : "CHECK FAILED");
            out.flush();
            return report.isGood();
        }
    }
}
