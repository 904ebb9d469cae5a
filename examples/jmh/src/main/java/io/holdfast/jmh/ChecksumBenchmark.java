package io.holdfast.jmh;

import io.holdfast.store.RecordChecksum;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** The checksum of a record, header and seed included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {Settings.OPEN_NIO, Settings.OPEN_REFLECT, Settings.EXPORT_REF,
    Settings.NO_ANNOUNCER, Settings.NO_DISK_MONITOR})
public class ChecksumBenchmark {
    @Param({"64", "1024"})
    int size;

    private final RecordChecksum checksum = new RecordChecksum();
    private Bytes<?> records;
    private int recordLength;

    /** Lays records one behind the other. */
    @Setup(Level.Trial)
    public void open() {
        recordLength = RecordDescriptor.HEADER_LENGTH + size;
        records = Bytes.allocateDirect(new byte[Settings.CHUNK * recordLength]);
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        records.releaseLast();
    }

    /**
     * Computes a chunk.
     *
     * @return the sum of the checksums
     */
    @Benchmark
    @OperationsPerInvocation(Settings.CHUNK)
    public long checksum() {
        final long address = records.addressForRead(0);
        long sum = 0;
        for (int i = 0; i < Settings.CHUNK; i++) {
            sum += checksum.compute(address + (long) i * recordLength, recordLength, 1, i);
        }
        return sum;
    }
}
