package io.holdfast.examples.demo;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.demo.Timeline.Victim;
import picocli.CommandLine.ExitCode;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The play: streams, kills one side at a time in mid-stream, starts it again, until the client is done. */
final class Demo {
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long UPDATE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OUTAGE_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long MID_STREAM_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long END_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final double JITTER = 0.5;

    private final Clock clock = SystemClock.INSTANCE;
    private final Terminal terminal = Terminal.standardError();
    private final Timeline timeline = new Timeline();
    private final EchoPair pair;
    private final Plan plan;
    private final PrintWriter out;
    private final Random random;
    private final long startNs = clock.monotonicNs();
    private Victim fallen;
    private long nextKillAt;
    private long fallenAtNs;
    private long nextUpdateNs;

    /**
     * What is to happen.
     *
     * @param count      messages
     * @param kills      kills of either side in all
     * @param seed       decides when exactly
     * @param deadlineNs nanoseconds from the start after which it has failed
     */
    record Plan(long count, int kills, long seed, long deadlineNs) {
    }

    Demo(final EchoPair pair, final Plan plan, final PrintWriter out) {
        this.pair = pair;
        this.plan = plan;
        this.out = out;
        random = new Random(plan.seed());
    }

    /**
     * Plays it.
     *
     * @param shutdown ends it early
     * @return what happened
     * @throws CommandFailure if it did not come to an end
     */
    Timeline run(final Shutdown shutdown) {
        pair.start(Victim.SERVER);
        while (!pair.isServerReady()) {
            pair.requireAlive(Victim.SERVER);
            tick(shutdown);
        }
        pair.start(Victim.CLIENT);
        say("server and client started");
        nextKillAt = drawNextKill();
        while (fallen == Victim.CLIENT || pair.process(Victim.CLIENT).isAlive()) {
            play();
            tick(shutdown);
        }
        sample();
        if (pair.process(Victim.CLIENT).exitCode() != ExitCode.OK && pair.received() < plan.count()) {
            pair.requireAlive(Victim.CLIENT);
        }
        say("client finished");
        endServer();
        return timeline;
    }

    private void play() {
        final long received = sample();
        if (fallen != null) {
            if (elapsedNs() - fallenAtNs >= OUTAGE_NS) {
                pair.start(fallen);
                say(fallen.label() + " started again");
                fallen = null;
            }
            return;
        }
        pair.requireAlive(Victim.SERVER);
        if (timeline.kills().size() < plan.kills() && received >= nextKillAt && isMidStream(received)) {
            kill(timeline.kills().size() % 2 == 0 ? Victim.SERVER : Victim.CLIENT);
        }
    }

    /** Answers came within the last moment, and there are more to come. */
    private boolean isMidStream(final long received) {
        return received < plan.count() && received > timeline.receivedAt((double) elapsedNs() - MID_STREAM_NS);
    }

    /** Kills a side while answers are coming in; it was in mid-stream if some are still to come afterwards. */
    private void kill(final Victim victim) {
        pair.process(victim).kill();
        fallen = victim;
        fallenAtNs = elapsedNs();
        final long received = sample();
        timeline.kill(new Timeline.Kill(fallenAtNs, victim, received, received < plan.count()));
        nextKillAt = drawNextKill();
        say(String.format("%s killed at message %,d", victim.label(), received));
    }

    /** Spreads the kills over the messages, each at a random place of its own stretch. */
    private long drawNextKill() {
        final double stretch = (double) plan.count() / (plan.kills() + 1);
        return Math.round(stretch * (timeline.kills().size() + 1 - JITTER * random.nextDouble()));
    }

    private void endServer() {
        final ChildProcess server = pair.process(Victim.SERVER);
        server.terminate();
        if (!server.awaitEnd(END_TIMEOUT_NS)) {
            throw new CommandFailure("the server did not end on SIGTERM");
        }
    }

    private long sample() {
        final long received = pair.received();
        timeline.sample(elapsedNs(), received);
        return received;
    }

    private void tick(final Shutdown shutdown) {
        if (shutdown.isRequested()) {
            throw new CommandFailure("stopped at message " + pair.received() + " of " + plan.count());
        }
        if (elapsedNs() > plan.deadlineNs()) {
            throw new CommandFailure("not done in time: message " + pair.received() + " of " + plan.count() + " after "
                + TimeUnit.NANOSECONDS.toSeconds(elapsedNs()) + " s");
        }
        if (elapsedNs() >= nextUpdateNs) {
            nextUpdateNs = elapsedNs() + UPDATE_INTERVAL_NS;
            terminal.update(String.format("%s  %,d of %,d answered, %d of %d kills", time(), pair.received(),
                plan.count(), timeline.kills().size(), plan.kills()));
        }
        LockSupport.parkNanos(TICK_NS);
    }

    private void say(final String what) {
        terminal.clear();
        out.println(time() + "  " + what);
        out.flush();
    }

    private String time() {
        return String.format(Locale.ROOT, "%5.1f s", elapsedNs() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private long elapsedNs() {
        return clock.monotonicNs() - startNs;
    }
}
