package io.holdfast.jmh;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.SystemClock;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Offering to a peer that is not there, housekeeping included. Nothing is ever acked, so iterations are short and each
 * has a store of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {Settings.OPEN_NIO, Settings.OPEN_REFLECT, Settings.EXPORT_REF,
    Settings.NO_ANNOUNCER, Settings.NO_DISK_MONITOR})
public class OfferBenchmark {
    private static final int TYPE = 1;
    private static final int ANY_PORT = 1;

    @Param("64")
    int size;

    @Param({"cached", "system"})
    String clock;

    private final CachedClock cachedClock = new CachedClock(SystemClock.INSTANCE);
    private Path folder;
    private Client client;
    private Connection connection;
    private Bytes<?> payload;

    /** Opens an empty store. */
    @Setup(Level.Iteration)
    public void open() {
        final Clock chosen = clock.equals("cached") ? cachedClock : SystemClock.INSTANCE;
        folder = Scratch.create();
        client = Client.open(new ClientContext().name("jmh").remoteName("nobody").store(folder).clock(chosen)
            .singleSender(true).maxBacklogMessages(Long.MAX_VALUE >> 1).maxBacklogBytes(Long.MAX_VALUE >> 1)
            .backoffNs(TimeUnit.DAYS.toNanos(1), TimeUnit.DAYS.toNanos(1))
            .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), ANY_PORT)));
        connection = client.connection();
        payload = Bytes.allocateDirect(new byte[size]);
    }

    /** Closes and deletes the store. */
    @TearDown(Level.Iteration)
    public void close() {
        client.close();
        payload.releaseLast();
        Scratch.delete(folder);
    }

    /**
     * Offers a chunk.
     *
     * @return the last index
     */
    @Benchmark
    @OperationsPerInvocation(Settings.CHUNK)
    public long offer() {
        cachedClock.tick();
        long last = 0;
        for (int i = 0; i < Settings.CHUNK; i++) {
            last = connection.offer(TYPE, payload, 0, size);
            if (last < 0) {
                throw new IllegalStateException("a message was not accepted: " + Connection.resultName(last));
            }
        }
        client.doWork();
        return last;
    }
}
