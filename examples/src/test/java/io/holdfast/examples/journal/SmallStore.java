package io.holdfast.examples.journal;

import io.holdfast.Clock;
import io.holdfast.examples.Programs;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.RecordDescriptor;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.tool.StoreRepair;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A store in which A sends to B, a second apart from 2026-11-23T09:00:00Z on, with what tests do to it. */
final class SmallStore implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-23T09:00:00Z");
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int TYPE = 7;
    private static final int FRAME = 4;

    private final Path folder;
    private final Time clock = new Time();
    private final List<Long> indices = new ArrayList<>();
    private StoreRoot root;
    private ConnectionStore toB;

    /** Goes on only when told. */
    static final class Time implements Clock {
        private long nowNs = TimeUnit.SECONDS.toNanos(START.getEpochSecond());

        @Override
        public long epochNs() {
            return nowNs;
        }

        @Override
        public long monotonicNs() {
            return nowNs;
        }

        void pass(final long ns) {
            nowNs += ns;
        }
    }

    SmallStore(final Path folder) {
        this.folder = folder;
        open();
    }

    private StoreContext context() {
        return new StoreContext().cycleSize(1 << 20).maxMessageLength(100_000).clock(clock);
    }

    SmallStore open() {
        root = StoreRoot.open(folder, "A", context());
        toB = root.connection("B");
        return this;
    }

    Time clock() {
        return clock;
    }

    Path connection() {
        return folder.resolve("A/B");
    }

    SmallStore send(final String... payloads) {
        for (final String payload : payloads) {
            send(TYPE, 0, payload.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    long send(final int type, final int flags, final byte[] payload) {
        final long index = toB.sendQueue().offer(type, flags, payload, Jvm.arrayByteBaseOffset(), payload.length);
        assertTrue(index > 0, () -> Long.toString(index));
        indices.add(index);
        clock.pass(SECOND_NS);
        return index;
    }

    /** Begins another cycle with the next message. */
    SmallStore roll() {
        clock.pass(TimeUnit.DAYS.toNanos(1));
        toB.sendQueue().doWork();
        return this;
    }

    SmallStore acked(final int message) {
        toB.sendQueue().acked(index(message));
        return this;
    }

    void purge() {
        int work = 1;
        while (work > 0) {
            work = toB.sendQueue().doWork();
        }
    }

    /** {@return the index of a message, the first of which is 1} */
    long index(final int message) {
        return indices.get(message - 1);
    }

    String hex(final int message) {
        return Long.toHexString(index(message));
    }

    /** Changes the payload of a message in its file. */
    void damagePayload(final String payload) {
        damage(payload, 0);
    }

    /** Changes the length of a message in its file. */
    void damageFrame(final String payload) {
        damage(payload, -RecordDescriptor.HEADER_LENGTH - FRAME);
    }

    private void damage(final String payload, final int shift) {
        try (Stream<Path> files = Files.list(connection().resolve("send"))) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                final int at = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(payload);
                if (at >= 0) {
                    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                        access.seek(at + (long) shift);
                        access.writeByte('#');
                    }
                    return;
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no file has " + payload);
    }

    /** Ends the owner, repairs what is damaged, and goes on. */
    void repair() {
        close();
        assertTrue(new StoreRepair(folder, "A", context()).repair("B").isRepaired());
        open();
    }

    /** Runs a program over the store. */
    Programs run(final int exitCode, final String command, final String... more) {
        final Programs programs = new Programs();
        final List<String> args = Stream.concat(Stream.of(command, "--store", folder.toString()), Stream.of(more))
            .toList();
        assertEquals(exitCode, programs.run(args.toArray(new String[0])), () -> programs.out() + programs.err());
        return programs;
    }

    @Override
    public void close() {
        root.close();
    }
}
