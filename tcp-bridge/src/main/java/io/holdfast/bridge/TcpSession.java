package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.store.ConnectionStore;

import java.io.IOException;

/** A session in which messages and acks travel through the socket. Polling thread. */
final class TcpSession implements Session {
    private final ConnectionStore store;
    private final Channel channel;
    private final StreamBuffer in;
    private final StreamBuffer out;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Liveness liveness;
    private boolean isEndOfStream;
    private boolean isReceiving;

    TcpSession(final PeerConnection connection, final SessionStart start, final StreamBuffer in,
               final StreamBuffer out) {
        store = connection.store();
        channel = start.channel();
        this.in = in;
        this.out = out;
        liveness = new Liveness(connection.context());
        in.beginWith(start.leftover());
        inbound = new Inbound(connection, in, start);
        outbound = new Outbound(connection, out, start);
    }

    @Override
    public void wake() {
        // every poll looks at the socket
    }

    @Override
    public int delivered() {
        return inbound.delivered();
    }

    @Override
    public void receive(final MessageHandler handler, final int limit)
        throws SessionEndedException, IOException, ProtocolException {
        liveness.tick();
        inbound.beginPoll();
        read();
        inbound.handle(handler, limit);
    }

    @Override
    public void send(final boolean isBusy) throws SessionEndedException, IOException, ProtocolException {
        inbound.takeAcksAhead();
        store.sync(isBusy);
        outbound.fill(isBusy);
        if (liveness.isHeartbeatDue()) {
            in.rest();
            out.rest();
            outbound.heartbeat();
        }
        if (outbound.write(channel) > 0) {
            liveness.spoke();
        }
        checkTime(inbound.delivered());
    }

    @Override
    public void flush() throws IOException {
        store.sync();
        outbound.fill(false);
        outbound.write(channel);
    }

    @Override
    public void sayGoodbye(final CloseReason reason, final String text) throws IOException {
        outbound.close(Close.of(reason, text));
        outbound.write(channel);
    }

    @Override
    public void greet() {
        outbound.heartbeat();
    }

    private void read() throws IOException {
        isReceiving = false;
        if (isEndOfStream) {
            return;
        }
        final int count = inbound.read(channel);
        isReceiving = count > 0;
        if (isReceiving || inbound.isFull()) {
            liveness.heard();
        } else if (count < 0) {
            isEndOfStream = true;
        }
    }

    private void checkTime(final int delivered) throws SessionEndedException {
        if (isEndOfStream && delivered == 0) {
            throw new SessionEndedException(DisconnectReason.CONNECTION_LOST, "the peer's end of the stream");
        }
        final boolean isFrameGrowing = isReceiving && inbound.hasPartialFrame();
        if (delivered > 0 || isFrameGrowing || !inbound.isBehind()) {
            liveness.progressed();
        }
        liveness.check();
    }

    @Override
    public long beginParking(final Waiter waiter, final Runnable onReady) {
        final boolean isBlocked = outbound.isBlocked();
        channel.watch(waiter, (inbound.isFull() ? 0 : Waiter.READ) | (isBlocked ? Waiter.WRITE : 0), onReady);
        if (!isBlocked && outbound.hasWork()) {
            return 0;
        }
        return inbound.hasWork() ? Parkable.RETRY_NS : Long.MAX_VALUE;
    }

    @Override
    public void endParking() {
        // the peer was told nothing
    }

    @Override
    public void close() {
        try {
            outbound.close();
            in.clear();
            in.rest();
            out.clear();
            out.rest();
        } finally {
            channel.close();
        }
    }
}
