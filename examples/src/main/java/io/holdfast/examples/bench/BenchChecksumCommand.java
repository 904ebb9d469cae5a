package io.holdfast.examples.bench;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.store.RecordChecksum;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.algo.OptimisedBytesStoreHash;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;

/** {@code holdfast bench checksum}. */
@Command(name = "checksum", description = {
    "The checksum of a record, header and seed included, against the fast 64-bit hash of Chronicle Bytes over the same "
        + "bytes, in alternating chunks of 256 records that lie one behind the other.",
    "The record format names its kind of checksum; this is what the choice rests on."})
public final class BenchChecksumCommand implements Callable<Integer> {
    private static final int CHUNK = 256;
    private static final int CHUNKS_PER_ROUND = 10_000;
    private static final int ROUNDS = 10;
    private static final int SIGNIFICANT_DIGITS = 3;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    private long sink;

    @Override
    public Integer call() {
        options.check();
        final Histogram checksum = new Histogram(SIGNIFICANT_DIGITS);
        final Histogram hash = new Histogram(SIGNIFICANT_DIGITS);
        final int recordLength = RecordDescriptor.HEADER_LENGTH + options.length();
        final Bytes<?> records = Bytes.allocateDirect(new byte[CHUNK * recordLength]);
        try (Shutdown shutdown = Shutdown.install()) {
            final long address = records.addressForRead(0);
            for (int round = -1; round < options.rounds(ROUNDS); round++) {
                if (round == 0) {
                    checksum.reset();
                    hash.reset();
                }
                BenchOptions.requireWanted(shutdown);
                round(address, recordLength, checksum, hash);
            }
        } finally {
            records.releaseLast();
        }
        options.print(spec, result(checksum, hash));
        return ExitCode.OK;
    }

    private void round(final long address, final int recordLength, final Histogram checksum, final Histogram hash) {
        final RecordChecksum crc = new RecordChecksum();
        final PointerBytesStore view = new PointerBytesStore();
        for (int chunk = 0; chunk < CHUNKS_PER_ROUND; chunk++) {
            checksum.recordValue(timed(i -> crc.compute(address + (long) i * recordLength, recordLength, 1, i)));
            hash.recordValue(timed(i -> {
                view.set(address + (long) i * recordLength, recordLength);
                return OptimisedBytesStoreHash.INSTANCE.applyAsLong(view);
            }));
        }
    }

    private long timed(final IntToLongFunction work) {
        final long startNs = SystemClock.INSTANCE.monotonicNs();
        for (int i = 0; i < CHUNK; i++) {
            sink += work.applyAsLong(i);
        }
        return SystemClock.INSTANCE.monotonicNs() - startNs;
    }

    private Map<String, Object> result(final Histogram checksum, final Histogram hash) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bench", "checksum");
        fields.put("size", options.length());
        fields.put("rounds", options.rounds(ROUNDS));
        fields.put("checksumNs", perRecord(checksum));
        fields.put("chronicleHashNs", perRecord(hash));
        fields.put("sum", sink);
        return fields;
    }

    private static Map<String, Object> perRecord(final Histogram chunks) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("p50", chunks.getValueAtPercentile(50) / (double) CHUNK);
        fields.put("p99", chunks.getValueAtPercentile(99) / (double) CHUNK);
        return fields;
    }
}
