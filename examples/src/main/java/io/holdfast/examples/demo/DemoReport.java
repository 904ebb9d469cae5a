package io.holdfast.examples.demo;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.demo.Timeline.Victim;
import io.holdfast.examples.echo.EchoProgress;
import io.holdfast.examples.echo.EchoProgress.Counter;
import picocli.CommandLine.ExitCode;

import java.util.ArrayList;
import java.util.List;

/** The verdict: each check by itself. */
final class DemoReport {
    private static final int SIGTERM_EXIT_CODE = 143;

    private final List<String> lines = new ArrayList<>();
    private boolean isGood = true;

    /**
     * Checks what happened.
     *
     * @param timeline what happened
     * @param plan     what was to happen
     * @param pair     both sides, ended
     */
    DemoReport(final Timeline timeline, final Demo.Plan plan, final EchoPair pair) {
        final EchoProgress progress = pair.progress();
        final long midStream = timeline.kills().stream().filter(Timeline.Kill::isMidStream).count();
        check(midStream >= plan.kills(), midStream + " kills with SIGKILL in mid-stream: server "
            + timeline.killsOf(Victim.SERVER) + ", client " + timeline.killsOf(Victim.CLIENT));
        check(progress.count(Counter.RECEIVED) == plan.count(), String.format("%,d of %,d messages answered",
            progress.count(Counter.RECEIVED), plan.count()));
        check(progress.count(Counter.GAPS) == 0, progress.count(Counter.GAPS) + " missing");
        check(progress.count(Counter.OUT_OF_ORDER) == 0, progress.count(Counter.OUT_OF_ORDER) + " out of order");
        check(progress.count(Counter.DUPLICATES) == 0, progress.count(Counter.DUPLICATES) + " doubled");
        check(progress.count(Counter.DAMAGED) == 0, progress.count(Counter.DAMAGED) + " changed");
        checkEnds(pair.process(Victim.CLIENT), pair.process(Victim.SERVER));
        lines.add(String.format("       %d delivered again because the client died before it could ack",
            progress.count(Counter.REDELIVERED)));
    }

    private void checkEnds(final ChildProcess client, final ChildProcess server) {
        check(client.exitCode() == ExitCode.OK, "client's own report: " + String.join(" ", client.outputLines()));
        check(server.exitCode() == SIGTERM_EXIT_CODE && server.errorText().isBlank(),
            "server closed on SIGTERM without a complaint" + complaint(server));
    }

    private static String complaint(final ChildProcess server) {
        return server.errorText().lines().findFirst().map(line -> ": " + line).orElse("");
    }

    private void check(final boolean isTrue, final String what) {
        isGood &= isTrue;
        lines.add((isTrue ? "  ok   " : "  FAIL ") + what);
    }

    /** {@return one line per check, without line ends} */
    List<String> lines() {
        return lines;
    }

    /** {@return whether every check passed} */
    boolean isGood() {
        return isGood;
    }
}
