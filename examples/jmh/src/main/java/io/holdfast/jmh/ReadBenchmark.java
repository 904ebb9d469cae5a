package io.holdfast.jmh;

import io.holdfast.store.Log;
import io.holdfast.store.LogContext;
import io.holdfast.store.LogReader;
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

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Reading a log of a million messages from its start, round and round, checksums verified. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {Settings.OPEN_NIO, Settings.OPEN_REFLECT, Settings.EXPORT_REF,
    Settings.NO_ANNOUNCER, Settings.NO_DISK_MONITOR})
public class ReadBenchmark {
    private static final int MESSAGES = 1 << 20;

    @Param("64")
    int size;

    private Path folder;
    private Log log;
    private LogReader reader;

    /** Writes the log. */
    @Setup(Level.Trial)
    public void open() {
        folder = Scratch.create();
        log = Log.open(new LogContext().directory(folder.resolve("log")).localName("jmh").remoteName("nobody")
            .singleAppender(true));
        final Bytes<?> payload = Bytes.allocateDirect(new byte[size]);
        for (int i = 0; i < MESSAGES; i++) {
            if (log.append(1, 0, null, payload.addressForRead(0), size, 0) < 0) {
                throw new IllegalStateException("the log did not accept a message");
            }
        }
        payload.releaseLast();
        reader = log.reader();
    }

    /** Closes and deletes the log. */
    @TearDown(Level.Trial)
    public void close() {
        reader.close();
        log.close();
        Scratch.delete(folder);
    }

    /**
     * Reads a chunk.
     *
     * @return the sum of the payloads' addresses
     */
    @Benchmark
    @OperationsPerInvocation(Settings.CHUNK)
    public long read() {
        long sum = 0;
        for (int i = 0; i < Settings.CHUNK; i++) {
            if (!reader.next()) {
                reader.moveAfter(0);
            }
            sum += reader.payloadAddress();
        }
        return sum;
    }
}
