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
    private long nowNs;
    private long heardNs;
    private long spokeNs;
    private long progressNs;
    private boolean isEndOfStream;
    private boolean isReceiving;

    Session(final PeerConnection connection, final SessionStart start, final StreamBuffer in, final StreamBuffer out) {
        channel = start.channel();
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

    /** {@return how many messages the last poll delivered, also if it ended with an exception} */
    int delivered() {
        return inbound.delivered();
    }

    /** The first half of a duty cycle: reads and delivers, once each. */
    void receive(final MessageHandler handler, final int limit)
        throws SessionEndedException, IOException, ProtocolException {
        nowNs = clock.monotonicNs();
        inbound.beginPoll();
        read();
        inbound.handle(handler, limit);
    }

    /**
     * The second half, also when the handler threw: fills and writes, once each, and looks at the time.
     *
     * @param isBusy whether an answer is likely to follow soon
     */
    void send(final boolean isBusy) throws SessionEndedException, IOException, ProtocolException {
        inbound.takeAcksAhead();
        outbound.fill(isBusy);
        if (nowNs - spokeNs >= heartbeatIntervalNs) {
            outbound.heartbeat();
        }
        if (outbound.write(channel) > 0) {
            spokeNs = nowNs;
        }
        checkTime(inbound.delivered());
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

    private void read() throws IOException {
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

    private void checkTime(final int delivered) throws SessionEndedException {
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
