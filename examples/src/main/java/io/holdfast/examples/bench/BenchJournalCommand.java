package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** {@code holdfast bench journal}. */
@Command(name = "journal", description = {
    "Fills a log with the messages of a day, and reads it through a journal, by turns: all of it forwards with every "
        + "checksum and without, all of it backwards, and single messages at random, found by index, by ordinal and by "
        + "time, the reading of the message included.",
    "Needs a gigabyte for ten million messages of 64 bytes, and as much memory for the figures to be those of a log "
        + "that is in memory."})
public final class BenchJournalCommand implements Callable<Integer> {
    private static final int ROUNDS = 5;
    private static final long SEED = 5;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--count", defaultValue = "10000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Messages of the day. Default: ${DEFAULT-VALUE}.")
    private Long count;
    @Option(names = "--seeks", defaultValue = "10000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Seeks of each kind in a round. Default: ${DEFAULT-VALUE}.")
    private Long seeks;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, List<Double>> scans = new LinkedHashMap<>();
    private final Map<String, Histogram> sought = new LinkedHashMap<>();
    private Progress progress;
    private boolean isMeasured;

    @Override
    public Integer call() {
        options.check();
        final Map<String, Object> machine = MachineState.fields(options.parent());
        final Path folder = TemporaryFolder.create(options.parent(), "holdfast-bench-");
        try (Shutdown shutdown = Shutdown.install()) {
            progress = new Progress(() -> BenchOptions.requireWanted(shutdown));
            measure(new JournalDay(folder, count), folder);
            progress.end();
        } finally {
            TemporaryFolder.delete(folder);
        }
        options.print(spec, result(machine));
        return ExitCode.OK;
    }

    private void measure(final JournalDay day, final Path folder) {
        progress.begin("filling");
        day.fill(options.length(), progress);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            for (int round = -1; round < options.rounds(ROUNDS); round++) {
                isMeasured = round >= 0;
                progress.begin(isMeasured ? "round " + (round + 1) : "warm-up");
                scan(reader);
                seek(reader, day, journal.firstIndex());
            }
        }
    }

    private void scan(final JournalReader reader) {
        reader.toStart();
        timed("forwardsNs", reader, true);
        timed("backwardsNs", reader, false);
        reader.includeDamaged(true);
        timed("forwardsWithoutChecksumNs", reader, true);
        timed("backwardsWithoutChecksumNs", reader, false);
        reader.includeDamaged(false);
    }

    private void timed(final String name, final JournalReader reader, final boolean isForward) {
        final long startNs = SystemClock.INSTANCE.monotonicNs();
        long read = 0;
        while (isForward ? reader.next() : reader.previous()) {
            progress.at(++read);
        }
        final double ns = (SystemClock.INSTANCE.monotonicNs() - startNs) / (double) count;
        if (read != count) {
            throw new CommandFailure("of " + count + " messages " + read + " were read");
        }
        if (isMeasured) {
            scans.computeIfAbsent(name, key -> new ArrayList<>()).add(ns);
        }
    }

    /** By index, only what is in the first cycle: no other's indices follow from it. */
    private void seek(final JournalReader reader, final JournalDay day, final long firstIndex) {
        reader.moveToOrdinal(count);
        requireNext(reader);
        final long last = reader.message().index() >>> Integer.SIZE == firstIndex >>> Integer.SIZE
            ? count : Math.min(count, lastOfFirstCycle(reader, firstIndex));
        sought("byIndexNs", last, message -> reader.moveTo(firstIndex + message), reader);
        sought("byOrdinalNs", count, message -> reader.moveToOrdinal(message + 1), reader);
        sought("byTimeNs", count, message -> reader.moveToTime(day.timeOf(message)), reader);
    }

    private static long lastOfFirstCycle(final JournalReader reader, final long firstIndex) {
        reader.moveTo((firstIndex >>> Integer.SIZE) + 1 << Integer.SIZE);
        if (!reader.previous()) {
            throw new CommandFailure("the first cycle has no messages");
        }
        return reader.message().ordinal();
    }

    private void sought(final String name, final long bound, final LongConsumer move, final JournalReader reader) {
        final Histogram ns = new Histogram(3);
        for (long i = 0; i < seeks; i++) {
            final long message = random.nextLong(bound);
            final long startNs = SystemClock.INSTANCE.monotonicNs();
            move.accept(message);
            requireNext(reader);
            ns.recordValue(SystemClock.INSTANCE.monotonicNs() - startNs);
            if (reader.message().ordinal() != message + 1) {
                throw new CommandFailure(name + ": message " + reader.message().ordinal() + " was found instead of "
                    + (message + 1));
            }
            progress.at(count + i);
        }
        if (isMeasured) {
            sought.computeIfAbsent(name, key -> new Histogram(3)).add(ns);
        }
    }

    private static void requireNext(final JournalReader reader) {
        if (!reader.next()) {
            throw new CommandFailure("nothing was found where a message is");
        }
    }

    private Map<String, Object> result(final Map<String, Object> machine) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "journal");
        fields.put("size", options.length());
        fields.put("count", count);
        fields.put("seeks", seeks);
        fields.put("rounds", options.rounds(ROUNDS));
        scans.forEach((name, perMessageNs) -> {
            fields.put(name, Spread.ofBlocks(perMessageNs));
            fields.put(name.replace("Ns", "PerSecond"), Spread.ofBlocks(perMessageNs.stream()
                .map(ns -> (double) Math.round(TimeUnit.SECONDS.toNanos(1) / ns)).toList()));
        });
        sought.forEach((name, ns) -> fields.put(name, Spread.ofLatencies(ns)));
        fields.put("machine", machine);
        return fields;
    }
}
