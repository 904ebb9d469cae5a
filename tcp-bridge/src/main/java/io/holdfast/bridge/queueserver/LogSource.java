package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.NameHash;
import io.holdfast.bridge.queueserver.log.QueueReader;

/** The messages after an index, from the log itself: for consumers that are behind. */
final class LogSource implements MessageSource {
    private QueueReader reader;

    LogSource over(final QueueReader newReader) {
        reader = newReader;
        return this;
    }

    @Override
    public boolean next() {
        return reader.next();
    }

    @Override
    public long index() {
        return reader.index();
    }

    @Override
    public long queueSequence() {
        return reader.queueSequence();
    }

    @Override
    public long epochNs() {
        return reader.epochNs();
    }

    @Override
    public long nameHash() {
        return NameHash.of(reader.nameAddress(), reader.nameLength());
    }

    @Override
    public long nameAddress() {
        return reader.nameAddress();
    }

    @Override
    public int nameLength() {
        return reader.nameLength();
    }

    @Override
    public long messageAddress() {
        return reader.messageAddress();
    }

    @Override
    public int messageLength() {
        return reader.messageLength();
    }
}
