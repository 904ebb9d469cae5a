package io.holdfast.bridge.queueserver;

import io.holdfast.StoreException;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.subscriber.SubscriberEnd;
import net.openhft.chronicle.core.UnsafeMemory;

import java.io.IOException;

/**
 * A consumer that acks: it gets what it subscribed to from its place on, from the log or the ring as any consumer does.
 * <p>
 * Invariant: whatever is wanted and not acked is behind {@link ConsumerPlace#ack()}.
 */
final class SessionConsumer implements SessionPart {
    private final Session session;
    private final QueueShard shard;
    private final ConsumerPlace place;
    private final String name;
    private final Subscriptions subscriptions;
    private final SessionPrefix prefix;
    private final Delivery delivery;
    private final PlaceSeek seek;
    private int round;
    private boolean hasSought;
    private boolean hasUnsubscribed;
    private boolean isToSave;
    private boolean isForgotten;
    private boolean isLetGo;

    /**
     * Begins behind its last ack.
     *
     * @param place how far it has come, to be closed with this
     * @param name  of the client, empty for none
     */
    SessionConsumer(final Session session, final ConsumerPlace place, final String name) {
        this.session = session;
        this.place = place;
        this.name = name;
        shard = session.shard();
        subscriptions = new Subscriptions(shard.context().maxSubscriptions());
        place.forEachSubscription(subscriptions::restore);
        prefix = new SessionPrefix(place.isKnown() ? shard.names().sentIndex(name) : 0);
        delivery = new Delivery(shard.line(), subscriptions, prefix,
            Math.max(place.ack(), shard.log().purgedIndex()));
        seek = new PlaceSeek(shard.log(), shard.context().name());
    }

    @Override
    public boolean take(final SessionFrameParser frame, final long address) {
        switch (frame.type()) {
            case SessionFrames.SUBSCRIBE -> {
                return subscribe(frame, address + frame.nameOffset());
            }
            case SessionFrames.UNSUBSCRIBE -> {
                subscriptions.remove(address + frame.nameOffset(), frame.nameLength());
                prefix.drop(delivery.isInFrame() ? prefix.newest() : delivery.passed());
                hasUnsubscribed = true;
                isToSave = true;
                place.unsubscribe(bytes(address + frame.nameOffset(), frame.nameLength()));
            }
            default -> ack(frame.round(), frame.index());
        }
        return true;
    }

    private void ack(final int itsRound, final long index) {
        if (itsRound != round || isLetGo) {
            return;
        }
        if (index < 0 || index > delivery.passed() || index > place.ack() && !place.acked(index)) {
            session.end(SessionCode.BAD_ACK, "an ack of what was not delivered: index=" + Long.toHexString(index)
                + " delivered=" + Long.toHexString(delivery.passed()) + " ack=" + Long.toHexString(place.ack()));
        }
    }

    private boolean subscribe(final SessionFrameParser frame, final long queue) {
        final ClientRights rights = session.socket().rights();
        if (!rights.mayConsume(queue, frame.nameLength())) {
            session.end(SessionCode.NOT_ALLOWED, rights.noConsume(queue, frame.nameLength()));
            return true;
        }
        final byte from = frame.from();
        final boolean isSeek = from == SessionFrames.FROM_INDEX || from == SessionFrames.FROM_TIME;
        if (delivery.isInFrame() || isSeek && hasSought) {
            return false;
        }
        final boolean isBack = from == SessionFrames.FROM_START && !name.isEmpty()
            && shard.log().purgedIndex() < place.ack();
        if (!isSeek && !isBack) {
            return subscribeNow(frame, queue);
        }
        if (!shard.diskTurns().begin(session.socket())) {
            return false;
        }
        try {
            return subscribeNow(frame, queue);
        } finally {
            shard.diskTurns().end();
        }
    }

    private boolean subscribeNow(final SessionFrameParser frame, final long queue) {
        final byte from = frame.from();
        final long known = subscriptions.after(queue, frame.nameLength());
        if (from == SessionFrames.FROM_LAST_ACK && known != Subscriptions.NONE) {
            answer(frame.request(), Math.max(known, place.ack()), place.ack() < shard.log().purgedIndex());
            return true;
        }
        final long last = shard.beginNeeding();
        final long purged = shard.log().purgedIndex();
        try {
            switch (from) {
                case SessionFrames.FROM_LAST_ACK -> subscribe(frame, queue, Math.max(place.ack(), purged),
                    place.ack() < purged);
                case SessionFrames.FROM_START -> subscribe(frame, queue, purged, false);
                case SessionFrames.FROM_END -> subscribe(frame, queue, last, false);
                case SessionFrames.FROM_INDEX, SessionFrames.FROM_TIME -> {
                    hasSought = true;
                    final long after = seek.before(from, frame.position());
                    subscribe(frame, queue, after, seek.isPurged());
                }
                default -> session.end(SessionCode.MALFORMED, "a subscription from nowhere: from=" + from);
            }
        } catch (final StoreException e) {
            session.end(SessionCode.STORE_FAILED, e.getMessage());
        }
        return true;
    }

    private void subscribe(final SessionFrameParser frame, final long queue, final long after,
                           final boolean isPurged) {
        final long passed = delivery.passed();
        final boolean wasEmpty = subscriptions.isEmpty();
        final boolean isAckBack = after < place.ack();
        if (isAckBack) {
            subscriptions.raise(place.ack());
        }
        if (!subscriptions.put(queue, frame.nameLength(), after)) {
            session.end(SessionCode.TOO_MANY, "more subscriptions than allowed: maxSubscriptions="
                + shard.context().maxSubscriptions());
            return;
        }
        if (isAckBack) {
            place.moveBack(after);
        }
        place.subscribe(bytes(queue, frame.nameLength()), after);
        if (after < passed) {
            round += prefix.newest() > 0 ? 1 : 0;
            prefix.moveBack(after);
        }
        if (after < passed || wasEmpty) {
            delivery.moveTo(after);
        }
        isToSave = true;
        answer(frame.request(), after, isPurged);
    }

    private static byte[] bytes(final long address, final int length) {
        final byte[] bytes = new byte[length];
        UnsafeMemory.UNSAFE.copyMemory(null, address, bytes, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), length);
        return bytes;
    }

    private void answer(final int request, final long after, final boolean isPurged) {
        session.output().subscribed(request, round, isPurged ? SessionFrames.FLAG_PURGED : 0, after);
    }

    @Override
    public int onCycle() throws IOException {
        hasSought = false;
        if (isForgotten) {
            return 0;
        }
        final SubscriberEnd end = place.end();
        if (end != null) {
            session.end(switch (end.reason()) {
                case REPLACED -> SessionCode.REPLACED;
                case EXPIRED -> SessionCode.EXPIRED;
                case REMOVED -> SessionCode.FORGET;
                case STORE_FAILED -> SessionCode.STORE_FAILED;
            }, end.text());
            return 1;
        }
        if (isToSave && !save()) {
            return 0;
        }
        final boolean isOutputPending = session.output().isPending();
        final boolean isAnythingWanted = !subscriptions.isEmpty() || delivery.isInFrame();
        long written = 0;
        if (isAnythingWanted && delivery.isDue() && (!isOutputPending || delivery.isInFrame())) {
            written = delivery.step(session.socket().channel(), isOutputPending ? 1 : Integer.MAX_VALUE);
            session.wrote(written);
        }
        passOver();
        return (int) Math.min(written, Integer.MAX_VALUE);
    }

    /** {@return whether they are on disk; if not, answers and deliveries wait, or it was ended} */
    private boolean save() {
        if (name.isEmpty()) {
            isToSave = false;
            return true;
        }
        if (!shard.diskTurns().begin(session.socket())) {
            return false;
        }
        isToSave = false;
        try {
            place.save();
            return true;
        } catch (final StoreException e) {
            session.end(SessionCode.STORE_FAILED, "the subscriptions could not be kept: " + e.getMessage());
            return false;
        } finally {
            shard.diskTurns().end();
        }
    }

    /** What is not wanted is not kept for it, if all that was wanted before is acked. */
    private void passOver() {
        final boolean isAnythingUnacked = delivery.isInFrame() || prefix.newest() > place.ack();
        place.wants(isAnythingUnacked || subscriptions.isEmpty() && !hasUnsubscribed);
        if (isAnythingUnacked) {
            return;
        }
        if (!subscriptions.isEmpty()) {
            place.passed(delivery.passed());
        } else if (hasUnsubscribed) {
            place.passed(shard.line().ring().lastIndex());
        }
    }

    @Override
    public void onRules() {
        final ClientRights rights = session.socket().rights();
        final byte[] lost = subscriptions.firstOutside(rights.rights().consume());
        if (lost != null) {
            session.end(SessionCode.NOT_ALLOWED, rights.noConsume(lost));
        }
    }

    @Override
    public void onWritable() {
        delivery.unblock();
    }

    @Override
    public boolean isInFrame() {
        return delivery.isInFrame();
    }

    @Override
    public void finishFrame() throws IOException {
        delivery.step(session.socket().channel(), 1);
    }

    @Override
    public boolean isBlocked() {
        return delivery.isBlocked();
    }

    @Override
    public boolean isHoldingAnswers() {
        return isToSave && !isForgotten && !name.isEmpty();
    }

    @Override
    public boolean settleAnswers() {
        return !isHoldingAnswers() || place.end() == null && save();
    }

    @Override
    public boolean isOwing() {
        return isToSave && !isForgotten;
    }

    @Override
    public boolean isWaiting() {
        return isToSave || !subscriptions.isEmpty() && delivery.isDue();
    }

    @Override
    public long neededAfter() {
        return subscriptions.isEmpty() && !delivery.isInFrame() ? Conversation.NOTHING : delivery.passed();
    }

    @Override
    public long lagBytes() {
        return neededAfter() == Conversation.NOTHING ? 0 : shard.log().bytesAfter(delivery.passed());
    }

    @Override
    public long waitingEpochNs() {
        return delivery.waitingEpochNs();
    }

    @Override
    public void forget() {
        isForgotten = true;
        shard.names().forget(name);
        try {
            place.forget();
        } catch (final StoreException e) {
            session.end(SessionCode.STORE_FAILED, "not forgotten: " + e.getMessage());
        }
    }

    private boolean isRemoved() {
        final SubscriberEnd end = place.end();
        return end != null && end.reason() == SubscriberEnd.Reason.REMOVED;
    }

    @Override
    public void letGo() {
        if (isLetGo) {
            return;
        }
        isLetGo = true;
        if (!name.isEmpty() && !isForgotten) {
            shard.names().sentIndex(name, prefix.sentUpTo());
            if (isRemoved()) { // asked afterwards: who removes it just now forgets the name once that is so
                shard.names().forget(name);
            }
        }
        place.close();
    }

    @Override
    public void close() {
        letGo();
        delivery.close();
    }
}
