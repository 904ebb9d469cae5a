package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.queueserver.protocol.SessionCode;

import java.io.IOException;

/** A consumer of the base protocol: it gets what arrives after it subscribed. */
final class BaseConsumer implements Conversation {
    private final ClientSocket socket;
    private final QueueShard shard;
    private final BaseFrameParser parser;
    private final Subscriptions subscriptions;
    private final Delivery delivery;

    BaseConsumer(final ClientSocket socket, final QueueShard shard) {
        this.socket = socket;
        this.shard = shard;
        parser = new BaseFrameParser(Role.CONSUME, shard.context().frameLimits());
        subscriptions = new Subscriptions(shard.context().maxSubscriptions());
        delivery = new Delivery(shard.line(), subscriptions, DeliveryPrefix.NONE, shard.log().lastIndex());
    }

    @Override
    public int onReady() throws IOException {
        delivery.unblock();
        if (socket.okReplies().isFarBehind()) {
            return 0;
        }
        final int count = socket.read();
        final int workCount = takeEvents();
        if (socket.isEnded() && !socket.isClosed()) {
            if (socket.in().length() == 0) {
                socket.close();
            } else {
                socket.refuse("ended within a frame: bytes=" + socket.in().length());
            }
        }
        return count + workCount;
    }

    private int takeEvents() {
        final StreamBuffer in = socket.in();
        int workCount = 0;
        while (!socket.isClosed()) {
            final int length = socket.nextEvent(parser);
            if (length == 0) {
                break;
            }
            final long name = in.address() + parser.nameOffset();
            if (parser.event() == BaseFrames.UNSUBSCRIBE) {
                subscriptions.remove(name, parser.nameLength());
            } else {
                subscribe(name, parser.nameLength());
            }
            in.consume(length);
            socket.okReplies().owe(1);
            workCount++;
        }
        return workCount;
    }

    private void subscribe(final long name, final int nameLength) {
        if (!socket.rights().mayConsume(name, nameLength)) {
            socket.refuse(SessionCode.NOT_ALLOWED, socket.rights().noConsume(name, nameLength));
            return;
        }
        final long after = shard.beginNeeding();
        if (subscriptions.isEmpty() && !delivery.isInFrame()) {
            delivery.moveTo(after);
        }
        if (!subscriptions.add(name, nameLength, after)) {
            socket.refuse("more subscriptions than allowed: maxSubscriptions="
                + shard.context().maxSubscriptions());
        }
    }

    @Override
    public int onCycle() throws IOException {
        long written = 0;
        if (socket.okReplies().isOwing()) {
            written += answer();
        }
        final boolean isAnythingWanted = !subscriptions.isEmpty() || delivery.isInFrame();
        if (isAnythingWanted && delivery.isDue() && (!socket.okReplies().isOwing() || delivery.isInFrame())) {
            // an answer goes between two frames, and before all that follow
            written += delivery.step(socket.channel(), socket.okReplies().isOwing() ? 1 : Integer.MAX_VALUE);
        }
        final boolean isHeldUp = delivery.isBlocked() || socket.okReplies().isOwing();
        socket.watch((socket.okReplies().isFarBehind() ? 0 : Waiter.READ) | (isHeldUp ? Waiter.WRITE : 0));
        if (written > 0) {
            socket.active();
        }
        return (int) Math.min(written, Integer.MAX_VALUE);
    }

    @Override
    public void onRules() {
        final byte[] lost = subscriptions.firstOutside(socket.rights().rights().consume());
        if (lost != null) {
            socket.refuse(SessionCode.NOT_ALLOWED, socket.rights().noConsume(lost));
        }
    }

    private int answer() throws IOException {
        return delivery.isInFrame() ? 0 : socket.okReplies().write(socket.channel());
    }

    @Override
    public boolean isWaiting() {
        return !subscriptions.isEmpty() && delivery.isDue();
    }

    @Override
    public long neededAfter() {
        return subscriptions.isEmpty() && !delivery.isInFrame() ? NOTHING : delivery.passed();
    }

    @Override
    public long lagBytes() {
        return neededAfter() == NOTHING ? 0 : shard.log().bytesAfter(delivery.passed());
    }

    @Override
    public long waitingEpochNs() {
        return delivery.waitingEpochNs();
    }

    @Override
    public void close() {
        delivery.close();
    }
}
