package io.holdfast.examples.journal;

import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.JournalMessage;
import net.openhft.chronicle.bytes.Bytes;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A message that was never in a log. */
record SampleMessage(byte[] bytes, int type, boolean isReplay, boolean isTombstone, ChecksumState checksum)
    implements JournalMessage {
    static final String TIME = "2026-11-23T09:18:55.123456789Z";

    private static final long TIME_NS = ChronoUnit.NANOS.between(Instant.EPOCH, Instant.parse(TIME));

    static SampleMessage of(final String payload) {
        return of(payload.getBytes(StandardCharsets.UTF_8));
    }

    static SampleMessage of(final byte[] payload) {
        return new SampleMessage(payload, 7, false, false, ChecksumState.INTACT);
    }

    SampleMessage flagged(final boolean replay, final boolean tombstone, final boolean damaged) {
        return new SampleMessage(bytes, type, replay, tombstone,
            damaged ? ChecksumState.DAMAGED : ChecksumState.INTACT);
    }

    @Override
    public long index() {
        return 0x4d56f00000003L;
    }

    @Override
    public long ordinal() {
        return 1234;
    }

    @Override
    public long appendedAtNs() {
        return TIME_NS;
    }

    @Override
    public long ack() {
        return 0x4d56f00000001L;
    }

    @Override
    public int adoption() {
        return 2;
    }

    @Override
    public int batchPosition() {
        return 1;
    }

    @Override
    public int batchSize() {
        return 3;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public Bytes<?> payload() {
        return Bytes.wrapForRead(bytes);
    }

    @Override
    public void copyTo(final byte[] destination, final int offset) {
        System.arraycopy(bytes, 0, destination, offset, bytes.length);
    }
}
