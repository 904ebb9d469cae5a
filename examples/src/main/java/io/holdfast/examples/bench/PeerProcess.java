package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.Link;
import io.holdfast.examples.bench.link.LinkSettings;
import io.holdfast.examples.bench.link.Patience;
import io.holdfast.examples.bench.link.TurnFile;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.TemporaryFolder;

import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The other process of a benchmark, and the links to it. Closing it deletes what the run has stored. */
final class PeerProcess implements AutoCloseable {
    private static final long BEGIN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long END_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final LinkSettings settings;
    private final Shutdown shutdown;
    private final TurnFile turns;
    private final ChildProcess process;
    private final Map<Contestant, Link> links = new EnumMap<>(Contestant.class);

    private PeerProcess(final LinkSettings settings, final Shutdown shutdown) {
        this.settings = settings;
        this.shutdown = shutdown;
        turns = TurnFile.map(settings.folder());
        process = ChildProcess.start(settings.folder(), "peer", null, BenchPeerCommand.arguments(settings));
    }

    /**
     * Starts the process and connects to it in all ways that are to be measured.
     *
     * @param settings    of the links; the folder is deleted in the end
     * @param contestants what is to be measured
     * @param shutdown    ends it early
     * @return the running process, with nobody's turn
     */
    static PeerProcess start(final LinkSettings settings, final List<Contestant> contestants,
                             final Shutdown shutdown) {
        final PeerProcess peer = new PeerProcess(settings, shutdown);
        try {
            contestants.forEach(peer::connect);
            return peer;
        } catch (final RuntimeException error) {
            peer.close();
            throw error;
        }
    }

    private void connect(final Contestant contestant) {
        final Link link = contestant.newLink(settings, new Patience(this::requireRunning));
        links.put(contestant, link);
        link.resume();
        give(contestant, link);
        link.connect(turns.port());
        rest(link);
    }

    /**
     * Lets one system, and no other, be polled.
     *
     * @param contestant the system
     * @param use        what to do with its link meanwhile
     */
    void inTurn(final Contestant contestant, final Consumer<Link> use) {
        final Link link = links.get(contestant);
        link.resume();
        give(contestant, link);
        use.accept(link);
        rest(link);
    }

    /** {@return where the server of the system whose turn it is listens} */
    int port() {
        return turns.port();
    }

    private void rest(final Link link) {
        give(null, link);
        link.pause();
    }

    private void give(final Contestant contestant, final Link link) {
        turns.give(contestant);
        final Stall stall = new Stall(SystemClock.INSTANCE, BEGIN_TIMEOUT_NS);
        while (!turns.isBegun()) {
            requireRunning();
            if (stall.isStalled(0)) {
                throw new CommandFailure("the peer process does not answer; is the machine busy?");
            }
            link.attend();
            Thread.yield();
        }
    }

    /**
     * Checks that it makes sense to go on.
     *
     * @throws CommandFailure if the process has ended or this one is to end
     */
    void requireRunning() {
        BenchOptions.requireWanted(shutdown);
        if (!process.isAlive()) {
            throw new CommandFailure("the peer process has ended: "
                + process.errorText().lines().findFirst().orElse("it said nothing"));
        }
    }

    @Override
    public void close() {
        try {
            turns.end();
            process.awaitEnd(END_TIMEOUT_NS);
        } finally {
            process.close();
            closeLinks();
        }
    }

    private void closeLinks() {
        try {
            links.values().forEach(Link::close);
        } finally {
            if (Files.exists(settings.memoryFolder())) {
                TemporaryFolder.delete(settings.memoryFolder());
            }
            if (Files.exists(settings.folder())) {
                TemporaryFolder.delete(settings.folder());
            }
        }
    }
}
