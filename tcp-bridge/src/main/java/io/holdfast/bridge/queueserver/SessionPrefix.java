package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;

/** What makes a frame of the base protocol one of a session: the sequences. One for each consumer, since it notes. */
final class SessionPrefix implements DeliveryPrefix {
    private long redeliveredUpTo;
    private long newest;

    /** Begins for a consumer that may have been sent messages up to an index before. */
    SessionPrefix(final long redeliveredUpTo) {
        this.redeliveredUpTo = redeliveredUpTo;
    }

    @Override
    public int length() {
        return SessionFrames.DELIVER_PREFIX_LENGTH;
    }

    @Override
    public void put(final long to, final MessageSource message) {
        final long index = message.index();
        final int flags = index <= redeliveredUpTo ? SessionFrames.FLAG_REDELIVERED : 0;
        SessionFrames.putDeliverHeader(to, BaseFrames.messageLength(message.nameLength(), message.messageLength()),
            flags);
        SessionFrames.putDeliverFacts(to, index, message.queueSequence(), message.epochNs());
        newest = Math.max(newest, index);
    }

    /** {@return the highest index put by now, sent or just about to be; 0 if none was since the last way back} */
    long newest() {
        return newest;
    }

    /** {@return up to where messages may have been sent, in this session or before} */
    long sentUpTo() {
        return Math.max(redeliveredUpTo, newest);
    }

    /** Goes back behind an index; what was put before may come again. */
    void moveBack(final long index) {
        redeliveredUpTo = sentUpTo();
        newest = Math.min(newest, index);
    }

    /** What was put and is behind an index is not sent, for it is not wanted any more. */
    void drop(final long index) {
        newest = Math.min(newest, index);
    }
}
