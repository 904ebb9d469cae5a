package io.holdfast.examples.bench;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.SystemClock;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import net.openhft.chronicle.bytes.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code holdfast bench offer}. */
@Command(name = "offer", description = {
    "What Connection.offer costs its caller: one thread, no peer, the only sender on the connection (singleSender).",
    "Times chunks of 256 messages; percentiles are nanoseconds for each message, averaged over a chunk. The clock is "
        + "refreshed once a chunk and, in alternating rounds (under systemClock), the machine's, read for each "
        + "message. Housekeeping runs between chunks and is not part of it."})
public final class BenchOfferCommand implements Callable<Integer> {
    private static final int ROUNDS = 10;
    private static final int WARM_UPS = 2;
    private static final int CHUNK = 256;
    private static final int ANY_PORT = 1;
    private static final int TYPE = 1;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--count", defaultValue = "1000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages of a round. Default: ${DEFAULT-VALUE}.")
    private Long count;

    private final CachedClock cachedClock = new CachedClock(SystemClock.INSTANCE);

    @Override
    public Integer call() {
        options.check();
        final ChunkTally cached = new ChunkTally(CHUNK);
        final ChunkTally system = new ChunkTally(CHUNK);
        final Map<String, Object> machine = MachineState.fields(options.parent());
        final Path folder = TemporaryFolder.create(options.parent(), "holdfast-bench-");
        try (Shutdown shutdown = Shutdown.install()) {
            final Progress progress = new Progress(() -> BenchOptions.requireWanted(shutdown));
            for (int round = -WARM_UPS; round < options.rounds(ROUNDS); round++) {
                if (round == 0) {
                    cached.reset();
                    system.reset();
                }
                progress.begin(round < 0 ? "warm-up" : "round " + (round + 1));
                round(folder.resolve("cached" + round), cachedClock, cached, progress);
                round(folder.resolve("system" + round), SystemClock.INSTANCE, system, progress);
            }
            progress.end();
        } finally {
            TemporaryFolder.delete(folder);
        }
        options.print(spec, result(cached, system, machine));
        return ExitCode.OK;
    }

    private void round(final Path store, final Clock clock, final ChunkTally tally, final Progress progress) {
        final ClientContext context = new ClientContext().name("bench").remoteName("nobody").store(store).clock(clock)
            .singleSender(true).maxBacklogMessages(count).maxBacklogBytes(Long.MAX_VALUE)
            .backoffNs(TimeUnit.DAYS.toNanos(1), TimeUnit.DAYS.toNanos(1))
            .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), ANY_PORT));
        final Bytes<?> payload = Bytes.allocateDirect(new byte[options.length()]);
        try (Client client = Client.open(context)) {
            for (long left = count; left > 0; left -= CHUNK) {
                cachedClock.tick();
                final int chunk = (int) Math.min(CHUNK, left);
                final long startNs = SystemClock.INSTANCE.monotonicNs();
                offer(client.connection(), payload, chunk);
                tally.add(SystemClock.INSTANCE.monotonicNs() - startNs, chunk);
                client.doWork();
                progress.at(count - left);
            }
        } finally {
            payload.releaseLast();
        }
        TemporaryFolder.delete(store);
    }

    private void offer(final Connection connection, final Bytes<?> payload, final int messages) {
        for (int i = 0; i < messages; i++) {
            final long result = connection.offer(TYPE, payload, 0, options.length());
            if (result < 0) {
                throw new CommandFailure("a message was not accepted: " + Connection.resultName(result));
            }
        }
    }

    private Map<String, Object> result(final ChunkTally cached, final ChunkTally system,
                                       final Map<String, Object> machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "offer");
        fields.putAll(record(cached, ClockKind.CACHED));
        fields.put("rounds", options.rounds(ROUNDS));
        fields.put("systemClock", record(system, ClockKind.SYSTEM));
        fields.put("machine", machine);
        return fields;
    }

    private Map<String, Object> record(final ChunkTally tally, final ClockKind clock) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("transport", "none");
        fields.put("peer", "holdfast");
        fields.put("clock", clock.toString());
        fields.put("size", options.length());
        fields.put("count", count);
        fields.putAll(tally.perMessage());
        return fields;
    }
}
