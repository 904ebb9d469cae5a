package io.holdfast.store;

import io.holdfast.Clock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A log in a folder with a clock set by hand; payloads are a number followed by filling that follows from it. */
final class LogFixture {
    static final long DAY_NS = 86_400_000_000_000L;
    static final long BYTE_BASE = 16;
    static final UUID BOOT = new UUID(1, 1);

    /** A clock that stands still until told. */
    static class ManualClock implements Clock {
        volatile long epochNs = 20_000 * DAY_NS;

        @Override
        public long epochNs() {
            return epochNs;
        }

        @Override
        public long monotonicNs() {
            return epochNs;
        }
    }

    final Path folder;
    final ManualClock clock = new ManualClock();
    final byte[] buffer = new byte[1 << 20];
    long cycleSize = LogContext.MIN_CYCLE_SIZE;
    int maxMessageLength = 64 << 10;
    UUID bootId = BOOT;
    boolean isForced;
    AckStamp ackStamp = AckStamp.NONE;

    LogFixture(final Path folder) {
        this.folder = folder;
    }

    LogContext context() {
        return new LogContext().directory(folder).localName("a").remoteName("b").clock(clock)
            .cycleSize(cycleSize).maxMessageLength(maxMessageLength).bootId(bootId).forced(isForced)
            .ackStamp(ackStamp);
    }

    Log open() {
        return Log.open(context());
    }

    long append(final Log log, final long number, final int length) {
        return log.append((int) number, 0, fill(buffer, number, length), BYTE_BASE, length, 0);
    }

    /** Appends numbers with payload lengths that follow from them. */
    void appendAll(final Log log, final long from, final long to) {
        for (long number = from; number <= to; number++) {
            final long index = append(log, number, lengthOf(number));
            if (index <= 0) {
                throw new AssertionError("number=" + number + " result=" + index);
            }
        }
    }

    static int lengthOf(final long number) {
        return (int) (8 + number * 7919 % 300);
    }

    static byte[] fill(final byte[] buffer, final long number, final int length) {
        ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).putLong(0, number);
        for (int i = 8; i < length; i++) {
            buffer[i] = (byte) (number + i);
        }
        return buffer;
    }

    static long numberAt(final LogReader reader) {
        final long number = OffHeap.getLong(reader.payloadAddress());
        for (int i = 8; i < reader.payloadLength(); i++) {
            if ((byte) OffHeap.getByte(reader.payloadAddress() + i) != (byte) (number + i)) {
                throw new AssertionError("number=" + number + " byte=" + i);
            }
        }
        return number;
    }

    static List<Long> readAll(final Log log) {
        final List<Long> numbers = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            while (reader.next()) {
                numbers.add(numberAt(reader));
            }
        }
        return numbers;
    }

    static List<Long> numbers(final long from, final long to) {
        final List<Long> numbers = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
