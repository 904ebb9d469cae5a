package io.holdfast.examples.demo;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.demo.Timeline.Victim;
import io.holdfast.examples.echo.EchoProgress;
import io.holdfast.examples.echo.EchoProgress.Counter;
import picocli.CommandLine.ExitCode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The verdict: each check by itself. */
final class DemoReport {
    private static final int SIGTERM_EXIT_CODE = 143;

    private static final Pattern TRANSPORT = Pattern.compile("\"transport\":\"([^\"]*)\"");
    private static final String LOGGED = "[INFO] ";

    private final List<String> lines = new ArrayList<>();
    private final String transport;
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
        transport = transportOf(pair.process(Victim.CLIENT));
        checkEnds(pair.process(Victim.CLIENT), pair.process(Victim.SERVER));
        lines.add(String.format("       %d delivered again because the client died before it could ack",
            progress.count(Counter.REDELIVERED)));
        notices(pair.process(Victim.CLIENT)).forEach(notice -> lines.add("       " + notice));
    }

    private static String transportOf(final ChildProcess client) {
        final Matcher found = TRANSPORT.matcher(String.join(" ", client.outputLines()));
        return found.find() ? found.group(1) : "unknown";
    }

    /** {@return what a process said that is no complaint: why messages go over TCP, for one} */
    private static List<String> notices(final ChildProcess process) {
        return process.errorText().lines().filter(line -> line.startsWith(LOGGED)).toList();
    }

    private void checkEnds(final ChildProcess client, final ChildProcess server) {
        check(client.exitCode() == ExitCode.OK, "client's own report: " + String.join(" ", client.outputLines()));
        check(server.exitCode() == SIGTERM_EXIT_CODE && complaint(server).isEmpty(),
            "server closed on SIGTERM without a complaint" + complaint(server));
    }

    private static String complaint(final ChildProcess server) {
        return server.errorText().lines().filter(line -> !line.startsWith(LOGGED)).findFirst()
            .map(line -> ": " + line).orElse("");
    }

    private void check(final boolean isTrue, final String what) {
        isGood &= isTrue;
        lines.add((isTrue ? "  ok   " : "  FAIL ") + what);
    }

    /** {@return one line per check, without line ends} */
    List<String> lines() {
        return lines;
    }

    /** {@return how messages travelled in the last run of the client} */
    String transport() {
        return transport;
    }

    /** {@return whether every check passed} */
    boolean isGood() {
        return isGood;
    }
}
