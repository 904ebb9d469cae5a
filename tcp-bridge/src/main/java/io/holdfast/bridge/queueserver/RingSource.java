package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.BaseFrames;

/** The messages after an index, from the ring: for consumers at the live end. */
final class RingSource implements MessageSource {
    private final DeliveryRing ring;
    private long entry;

    RingSource(final DeliveryRing ring) {
        this.ring = ring;
    }

    /** Makes {@link #next()} give an entry. */
    RingSource before(final long nextEntry) {
        entry = nextEntry - 1;
        return this;
    }

    @Override
    public boolean next() {
        if (entry + 1 >= ring.end()) {
            return false;
        }
        entry++;
        return true;
    }

    @Override
    public long index() {
        return ring.index(entry);
    }

    @Override
    public long queueSequence() {
        return ring.queueSequence(entry);
    }

    @Override
    public long epochNs() {
        return ring.epochNs(entry);
    }

    @Override
    public long nameHash() {
        return ring.nameHash(entry);
    }

    @Override
    public long nameAddress() {
        return ring.nameAddress(entry);
    }

    @Override
    public int nameLength() {
        return ring.nameLength(entry);
    }

    @Override
    public long messageAddress() {
        return ring.nameAddress(entry) + ring.nameLength(entry) + Integer.BYTES;
    }

    @Override
    public int messageLength() {
        return ring.length(entry) - BaseFrames.messageLength(ring.nameLength(entry), 0);
    }
}
