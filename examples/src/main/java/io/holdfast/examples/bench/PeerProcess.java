package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.TemporaryFolder;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The other process of a benchmark, and both links to it. Closing it deletes what the run has stored. */
final class PeerProcess implements AutoCloseable {
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int ADDRESSES = 2;

    private final Path folder;
    private final ChildProcess process;
    private final HoldfastLink holdfast;
    private final BareLink bare;

    private PeerProcess(final Path folder, final ChildProcess process, final int length) {
        this.folder = folder;
        this.process = process;
        final List<String> addresses = awaitAddresses();
        final int frameLength = BareLink.frameLength(length);
        bare = BareLink.connect(address(addresses.get(1)), frameLength);
        holdfast = HoldfastLink.connect(folder.resolve("client-store"), address(addresses.get(0)), length);
    }

    /**
     * Starts the process and connects to it both ways; it begins with Holdfast's turn.
     *
     * @param options of the benchmark
     * @return the running process
     */
    static PeerProcess start(final BenchOptions options) {
        final Path folder = TemporaryFolder.create(options.parent(), "holdfast-bench-");
        final ChildProcess process = ChildProcess.start(folder, "peer", null, List.of("bench", "peer",
            "--store", folder.resolve("server-store").toString(), "--size", String.valueOf(options.length()),
            ParentOption.NAME, String.valueOf(ProcessHandle.current().pid())));
        try {
            return new PeerProcess(folder, process, options.length());
        } catch (final RuntimeException error) {
            process.close();
            TemporaryFolder.delete(folder);
            throw error;
        }
    }

    HoldfastLink holdfast() {
        return holdfast;
    }

    BareLink bare() {
        return bare;
    }

    /** Lets the peer poll the bare socket from now on. */
    void switchToBare() {
        holdfast.roundTrip(HoldfastLink.SWITCH);
    }

    /** Lets the peer poll Holdfast from now on. */
    void switchToHoldfast() {
        bare.roundTrip(BareLink.SWITCH, 0);
    }

    @Override
    public void close() {
        holdfast.close();
        bare.close();
        process.close();
        TemporaryFolder.delete(folder);
    }

    private List<String> awaitAddresses() {
        final Stall stall = new Stall(SystemClock.INSTANCE, START_TIMEOUT_NS);
        while (process.outputLines().size() < ADDRESSES) {
            if (!process.isAlive() || stall.isStalled(0)) {
                throw new CommandFailure("the peer process did not start: "
                    + process.errorText().lines().findFirst().orElse("it said nothing"));
            }
            LockSupport.parkNanos(TICK_NS);
        }
        return process.outputLines();
    }

    private static InetSocketAddress address(final String line) {
        return new HostPort().convert(line.substring(line.lastIndexOf(' ') + 1));
    }
}
