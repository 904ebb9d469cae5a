package io.holdfast.jmh;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.SystemClock;
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

/** Appending to a log with one appender, housekeeping and the deletion of old cycles included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {Settings.OPEN_NIO, Settings.OPEN_REFLECT, Settings.EXPORT_REF,
    Settings.NO_ANNOUNCER, Settings.NO_DISK_MONITOR})
public class AppendBenchmark {
    @Param("64")
    int size;

    @Param({"cached", "system"})
    String clock;

    private final CachedClock cachedClock = new CachedClock(SystemClock.INSTANCE);
    private Path folder;
    private Log log;
    private LogReader reader;
    private Bytes<?> payload;

    /** Opens an empty log. */
    @Setup(Level.Trial)
    public void open() {
        final Clock chosen = clock.equals("cached") ? cachedClock : SystemClock.INSTANCE;
        folder = Scratch.create();
        log = Log.open(new LogContext().directory(folder.resolve("log")).localName("jmh").remoteName("nobody")
            .singleAppender(true).clock(chosen));
        reader = log.reader();
        payload = Bytes.allocateDirect(new byte[size]);
    }

    /** Closes and deletes the log. */
    @TearDown(Level.Trial)
    public void close() {
        reader.close();
        log.close();
        payload.releaseLast();
        Scratch.delete(folder);
    }

    /**
     * Appends a chunk.
     *
     * @return the last index
     */
    @Benchmark
    @OperationsPerInvocation(Settings.CHUNK)
    public long append() {
        final long last = appendChunk();
        keepHouse(last);
        return last;
    }

    /**
     * Appends a chunk and reads it, verifying the checksums.
     *
     * @return the last index read
     */
    @Benchmark
    @OperationsPerInvocation(Settings.CHUNK)
    public long appendAndReadBehind() {
        final long last = appendChunk();
        long read = 0;
        while (read != last && reader.next()) {
            read = reader.index();
        }
        keepHouse(read);
        return read;
    }

    private long appendChunk() {
        cachedClock.tick();
        long last = 0;
        for (int i = 0; i < Settings.CHUNK; i++) {
            last = log.append(1, 0, null, payload.addressForRead(0), size, 0);
            if (last < 0) {
                throw new IllegalStateException("the log did not accept a message: result=" + last);
            }
        }
        return last;
    }

    private void keepHouse(final long index) {
        log.doWork();
        log.purge(index);
    }
}
