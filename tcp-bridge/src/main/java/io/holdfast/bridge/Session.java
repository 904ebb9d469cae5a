package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;

import java.io.IOException;

/** One stretch of being connected: a channel past its login, until it ends. Polling thread. */
final class Session implements AutoCloseable {
    private final Channel channel;
    private final Inbound inbound;
    private final Outbound outbound;
    private final Clock clock;
    private final long heartbeatIntervalNs;
    private final long livenessTimeoutNs;
    private final SessionStart.Identity identity;
    private long heardNs;
    private long spokeNs;
    private long progressNs;
    private boolean isEndOfStream;
    private boolean isReceiving;

    Session(final PeerConnection connection, final SessionStart start, final StreamBuffer in, final StreamBuffer out) {
        channel = start.channel();
        identity = start.identity();
        clock = connection.context().clock();
        heartbeatIntervalNs = connection.context().heartbeatIntervalNs();
        livenessTimeoutNs = connection.context().livenessTimeoutNs();
        in.clear();
        in.makeRoom(start.leftover().length);
        in.forAppend().put(start.leftover());
        in.appended();
        inbound = new Inbound(connection, in, start);
        outbound = new Outbound(connection, out, start);
        heardNs = clock.monotonicNs();
        spokeNs = heardNs;
        progressNs = heardNs;
    }

    /** {@return who logged in} */
    SessionStart.Identity identity() {
        return identity;
    }

    /** {@return how many messages the last poll delivered, also if it ended with an exception} */
    int delivered() {
        return inbound.delivered();
    }

    /** Reads, delivers, fills and writes, once each. */
    void poll(final MessageHandler handler, final int limit)
        throws SessionEndedException, IOException, ProtocolException {
        final long nowNs = clock.monotonicNs();
        inbound.beginPoll();
        read(nowNs);
        try {
            inbound.handle(handler, limit);
        } catch (final RuntimeException | Error handlerFailure) {
            try {
                send(nowNs, true);
            } catch (final IOException e) {
                handlerFailure.addSuppressed(e);
            }
            throw handlerFailure;
        }
        send(nowNs, inbound.delivered() > 0);
        checkTime(nowNs, inbound.delivered());
    }

    /** Sends what is ready, the last ack among it, as far as that can be done without waiting. */
    void flush() throws IOException {
        outbound.fill(false);
        outbound.write(channel);
    }

    /** Tells the peer why the session ends, as far as that can be done without waiting. */
    void sayGoodbye(final CloseReason reason, final String text) throws IOException {
        outbound.close(Close.of(reason, text));
        outbound.write(channel);
    }

    /** Sends what there is to say first. */
    void greet() {
        outbound.heartbeat();
    }

    private void read(final long nowNs) throws IOException {
        isReceiving = false;
        if (isEndOfStream) {
            return;
        }
        final int count = inbound.read(channel);
        isReceiving = count > 0;
        if (isReceiving || inbound.isFull()) {
            heardNs = nowNs;
        } else if (count < 0) {
            isEndOfStream = true;
        }
    }

    private void send(final long nowNs, final boolean isBusy) throws IOException {
        outbound.fill(isBusy);
        if (nowNs - spokeNs >= heartbeatIntervalNs) {
            outbound.heartbeat();
        }
        if (outbound.write(channel) > 0) {
            spokeNs = nowNs;
        }
    }

    private void checkTime(final long nowNs, final int delivered) throws SessionEndedException {
        if (isEndOfStream && delivered == 0) {
            throw new SessionEndedException(DisconnectReason.CONNECTION_LOST, "the peer's end of the stream");
        }
        final boolean isFrameGrowing = isReceiving && inbound.hasPartialFrame();
        if (delivered > 0 || isFrameGrowing || !inbound.isBehind()) {
            progressNs = nowNs;
        }
        if (nowNs - heardNs >= livenessTimeoutNs) {
            throw new SessionEndedException(DisconnectReason.PEER_TIMEOUT, CloseReason.PEER_TIMEOUT,
                "nothing heard for " + (nowNs - heardNs) / 1_000_000 + " ms");
        }
        if (nowNs - progressNs >= livenessTimeoutNs) {
            throw new SessionEndedException(DisconnectReason.NO_PROGRESS, CloseReason.NO_PROGRESS,
                "the peer has messages that have not come for " + (nowNs - progressNs) / 1_000_000 + " ms");
        }
    }

    @Override
    public void close() {
        try {
            outbound.close();
        } finally {
            channel.close();
        }
    }
}
