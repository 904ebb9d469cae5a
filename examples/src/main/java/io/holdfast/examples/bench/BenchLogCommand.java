package io.holdfast.examples.bench;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.DurabilityOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import io.holdfast.store.Log;
import io.holdfast.store.LogContext;
import io.holdfast.store.LogReader;
import net.openhft.chronicle.bytes.Bytes;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast bench log}. */
@Command(name = "log", description = {
    "Appends messages to a log and reads them again, in one thread, checksums included.",
    "Times chunks of 256 messages: appended with a clock that is read once a chunk and, in alternating rounds, with "
        + "the machine's clock, read for each message; read right behind the writer; and read again from the start. "
        + "Housekeeping runs between chunks, and with --durability sync a wait for the disk after each."})
public final class BenchLogCommand implements Callable<Integer> {
    private static final int CHUNK = 256;
    private static final int ROUNDS = 10;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double[] PERCENTILES = {50, 99};

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--count", defaultValue = "1000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages of a round. Default: ${DEFAULT-VALUE}.")
    private Long count;
    @Mixin
    private DurabilityOption durability;

    private final CachedClock cachedClock = new CachedClock(SystemClock.INSTANCE);
    private final Histogram appends = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram systemClockAppends = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram reads = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram replays = new Histogram(SIGNIFICANT_DIGITS);
    private final Histogram syncs = new Histogram(SIGNIFICANT_DIGITS);

    @Override
    public Integer call() {
        options.check();
        final Path folder = TemporaryFolder.create(options.parent(), "holdfast-bench-");
        try (Shutdown shutdown = Shutdown.install()) {
            for (int round = -1; round < options.rounds(ROUNDS); round++) {
                if (round == 0) {
                    appends.reset();
                    systemClockAppends.reset();
                    reads.reset();
                    replays.reset();
                    syncs.reset();
                }
                BenchOptions.requireWanted(shutdown);
                round(folder.resolve("cached" + round), cachedClock, appends);
                round(folder.resolve("system" + round), SystemClock.INSTANCE, systemClockAppends);
            }
        } finally {
            TemporaryFolder.delete(folder);
        }
        options.print(spec, result());
        return ExitCode.OK;
    }

    private void round(final Path directory, final Clock clock, final Histogram appended) {
        final LogContext context = new LogContext().directory(directory).localName("bench").remoteName("nobody")
            .singleAppender(true).clock(clock).durability(durability.durability());
        final Bytes<?> payload = Bytes.allocateDirect(new byte[options.length()]);
        final long chunks = Math.max(1, count / CHUNK);
        try (Log log = Log.open(context); LogReader reader = log.reader()) {
            for (long i = 0; i < chunks; i++) {
                cachedClock.tick();
                appended.recordValue(append(log, payload.addressForRead(0)));
                sync(log);
                reads.recordValue(read(reader));
                log.doWork();
            }
            reader.moveAfter(0);
            for (long i = 0; i < chunks; i++) {
                replays.recordValue(read(reader));
            }
        } finally {
            payload.releaseLast();
        }
        TemporaryFolder.delete(directory);
    }

    private void sync(final Log log) {
        if (log.isUnsynced()) {
            final long startNs = SystemClock.INSTANCE.monotonicNs();
            log.sync();
            syncs.recordValue(SystemClock.INSTANCE.monotonicNs() - startNs);
        }
    }

    private long append(final Log log, final long address) {
        final long startNs = SystemClock.INSTANCE.monotonicNs();
        for (int i = 0; i < CHUNK; i++) {
            final long result = log.append(1, 0, null, address, options.length(), 0);
            if (result < 0) {
                throw new CommandFailure("the log did not accept a message: result=" + result);
            }
        }
        return SystemClock.INSTANCE.monotonicNs() - startNs;
    }

    private static long read(final LogReader reader) {
        final long startNs = SystemClock.INSTANCE.monotonicNs();
        for (int i = 0; i < CHUNK; i++) {
            if (!reader.next()) {
                throw new CommandFailure("a message is missing after index=" + reader.index());
            }
        }
        return SystemClock.INSTANCE.monotonicNs() - startNs;
    }

    private Map<String, Object> result() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "log");
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("rounds", options.rounds(ROUNDS));
        fields.put("appendNs", perMessage(appends));
        fields.put("appendWithSystemClockNs", perMessage(systemClockAppends));
        fields.put("readNs", perMessage(reads));
        fields.put("replayNs", perMessage(replays));
        if (syncs.getTotalCount() > 0) {
            fields.put("syncOfChunkNs", percentiles(syncs, 1));
        }
        return fields;
    }

    private static Map<String, Object> perMessage(final Histogram chunks) {
        return percentiles(chunks, CHUNK);
    }

    private static Map<String, Object> percentiles(final Histogram chunks, final double divisor) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        for (final double percentile : PERCENTILES) {
            fields.put(String.format("p%.0f", percentile), chunks.getValueAtPercentile(percentile) / divisor);
        }
        fields.put("max", chunks.getMaxValue() / divisor);
        return fields;
    }
}
