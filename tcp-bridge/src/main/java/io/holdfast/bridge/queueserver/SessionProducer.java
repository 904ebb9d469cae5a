package io.holdfast.bridge.queueserver;

import io.holdfast.Connection;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;

/**
 * A producer that is told what was accepted. What it sends again is recognised by its sequence. While the log has no
 * room its socket is not read.
 * <p>
 * Invariant: all sequences up to {@link #last} are in the log, none after it is; those up to {@link #confirmed} may be
 * confirmed by what {@link QueueLog#readableIndex()} said.
 */
final class SessionProducer implements SessionPart {
    private static final long RETRY_NS = 1_000_000;

    private final Session session;
    private final QueueShard shard;
    private final long id;
    private long last;
    private long lastIndex;
    private long confirmed;
    /** What is confirmed next, once its index may be: later messages must not put it off. */
    private long nextConfirmed;
    private long nextIndex;
    private boolean isAskedAgain;
    private boolean isBlocked;
    private long retryNs;

    /**
     * Begins.
     *
     * @param id   of the producer in the log, 0 for one without a name
     * @param mark its last sequence there, which it was told
     */
    SessionProducer(final Session session, final long id, final long mark) {
        this.session = session;
        this.id = id;
        shard = session.shard();
        last = mark;
        confirmed = mark;
        nextConfirmed = mark;
    }

    @Override
    public boolean take(final SessionFrameParser frame, final long address) {
        final long sequence = frame.producerSequence();
        if (sequence > 0 && sequence <= last) {
            isAskedAgain = true;
            return true;
        }
        if (sequence != last + 1) {
            session.end(SessionCode.SEQUENCE_GAP, "the producer's sequence " + sequence + " came after " + last);
            return true;
        }
        if (isBlocked && shard.nowNs() - retryNs < 0) {
            return false;
        }
        final ClientRights rights = session.socket().rights();
        if (!rights.mayProduce(address + frame.nameOffset(), frame.nameLength())) {
            session.end(SessionCode.NOT_ALLOWED, rights.noProduce(address + frame.nameOffset(), frame.nameLength()));
            return true;
        }
        shard.draft().set(address + frame.nameOffset(), frame.nameLength(), address + frame.messageOffset(),
            frame.messageLength());
        if (id != 0) {
            shard.draft().producer(id, sequence);
        }
        return accepted(shard.log().append(shard.draft()), sequence);
    }

    private boolean accepted(final long index, final long sequence) {
        block(index == Connection.STORE_FULL);
        if (index > 0) {
            last = sequence;
            lastIndex = index;
        } else if (isBlocked) {
            retryNs = shard.nowNs() + RETRY_NS;
        } else if (index == QueueLog.TOO_MANY_QUEUES) {
            session.end(SessionCode.TOO_MANY, "the queue would be one too many or too long a name: maxQueues="
                + shard.context().queueLimits().maxQueues());
        } else if (index == QueueLog.TOO_MANY_PRODUCERS) {
            session.end(SessionCode.TOO_MANY, "the producer would be one too many: maxProducers="
                + shard.context().queueLimits().maxProducers());
        } else if (index == QueueLog.DUPLICATE) {
            session.end(SessionCode.REPLACED, "another producer, whose name has the same id, took the sequence "
                + sequence);
        } else {
            session.end(SessionCode.STORE_FAILED, "the log takes no messages: " + Connection.resultName(index));
        }
        return !isBlocked;
    }

    private void block(final boolean value) {
        if (isBlocked != value) {
            isBlocked = value;
            shard.countBlocked(value ? 1 : -1);
        }
    }

    @Override
    public int onCycle() {
        int workCount = 0;
        if (nextConfirmed > confirmed && shard.log().readableIndex() >= nextIndex && session.output().hasRoom()) {
            confirm();
            workCount++;
        }
        if (nextConfirmed == confirmed && last > confirmed) {
            nextConfirmed = last;
            nextIndex = lastIndex;
            if (shard.log().readableIndex() >= nextIndex && session.output().hasRoom()) {
                confirm();
                workCount++;
            }
        }
        if (isAskedAgain && nextConfirmed == confirmed && session.output().hasRoom()) {
            confirm();
            workCount++;
        }
        return workCount;
    }

    private void confirm() {
        session.output().confirm(nextConfirmed, nextIndex);
        confirmed = nextConfirmed;
        isAskedAgain = false;
    }

    @Override
    public void onRules() {
        if (session.socket().rights().hasLostProduce()) {
            session.end(SessionCode.NOT_ALLOWED, "the client may not produce any more to where it did");
        }
    }

    @Override
    public void onWritable() {
        // all it sends is in the session's output
    }

    @Override
    public boolean isInFrame() {
        return false;
    }

    @Override
    public void finishFrame() {
        // as above
    }

    @Override
    public void letGo() {
        block(false);
    }

    @Override
    public boolean isBlocked() {
        return false;
    }

    @Override
    public boolean isHoldingAnswers() {
        return false;
    }

    @Override
    public boolean settleAnswers() {
        return true;
    }

    @Override
    public boolean isOwing() {
        return last > confirmed || isAskedAgain;
    }

    @Override
    public boolean isWaiting() {
        return isOwing() && session.output().hasRoom();
    }

    @Override
    public long neededAfter() {
        return Conversation.NOTHING;
    }

    @Override
    public long lagBytes() {
        return 0;
    }

    @Override
    public long waitingEpochNs() {
        return 0;
    }

    @Override
    public void forget() {
        // a producer's last sequence stays, so that nothing is there twice
    }

    @Override
    public void close() {
        block(false);
    }
}
