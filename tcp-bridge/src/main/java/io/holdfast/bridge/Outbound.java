package io.holdfast.bridge;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.protocol.AckFrame;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.DataFrame;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.PositionFrame;
import io.holdfast.store.LogReader;
import io.holdfast.store.ReceiveState;
import io.holdfast.store.SendQueue;

import java.io.IOException;

/**
 * The outgoing half of a session: reads the log into frames, adds acks and heartbeats, and writes once per duty cycle.
 * Polling thread.
 */
final class Outbound implements AutoCloseable {
    /** An ack that has nothing to travel with waits for this many busy duty cycles, or for the first idle one. */
    private static final int ACK_DELAY_CYCLES = 16;

    private final StreamBuffer buffer;
    private final SendQueue sendQueue;
    private final ReceiveState receiveState;
    private final Counters counters;
    private final LogReader reader;
    private boolean hasRecord;
    private boolean isPositionNeeded = true;
    private long ackSent;
    private int ackDelay;

    Outbound(final PeerConnection connection, final StreamBuffer buffer, final SessionStart start) {
        this.buffer = buffer;
        sendQueue = connection.store().sendQueue();
        receiveState = connection.store().receiveState();
        counters = connection.counters();
        buffer.clear();
        reader = sendQueue.reader();
        try {
            reader.moveAfter(start.outgoing().resumeAfter());
        } catch (final RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /**
     * Puts messages and, where it is due, an ack into the buffer.
     *
     * @param isBusy whether this duty cycle delivered messages, so that an answer is likely to follow soon
     */
    void fill(final boolean isBusy) {
        final long ack = receiveState.peerAck();
        int count = 0;
        while (hasRecord || reader.next()) {
            hasRecord = true;
            if (!append(ack)) {
                break;
            }
            hasRecord = false;
            count++;
        }
        if (count > 0) {
            counters.sent.add(count);
            acked(ack);
        } else if (ack != ackSent && (!isBusy || ++ackDelay >= ACK_DELAY_CYCLES)
            && buffer.makeRoom(AckFrame.LENGTH)) {
            AckFrame.encode(buffer.forAppend(), ack);
            buffer.appended();
            acked(ack);
        }
    }

    /** Puts a heartbeat into the buffer if nothing else is in it. */
    void heartbeat() {
        if (buffer.length() == 0) {
            final long ack = receiveState.peerAck();
            HeartbeatFrame.encode(buffer.forAppend(), sendQueue.peerIndex(), ack);
            buffer.appended();
            acked(ack);
        }
    }

    /** {@return bytes written} */
    int write(final Channel channel) throws IOException {
        if (buffer.length() == 0) {
            channel.flush();
            return 0;
        }
        final int count = buffer.write(channel);
        if (count > 0) {
            counters.bytesSent.add(count);
        }
        return count;
    }

    /** Puts a last frame into the buffer, if there is room. */
    void close(final Close close) {
        if (buffer.makeRoom(Close.MAX_FRAME_LENGTH)) {
            close.encode(buffer.forAppend());
            buffer.appended();
        }
    }

    private boolean append(final long ack) {
        final boolean isJump = isPositionNeeded || reader.isFirstOfCycle();
        final int length = DataFrame.length(reader.recordLength()) + (isJump ? PositionFrame.LENGTH : 0);
        if (!buffer.makeRoom(length)) {
            return false;
        }
        if (isJump) {
            PositionFrame.encode(buffer.forAppend(), reader.index(), reader.ordinal());
            buffer.appended();
            isPositionNeeded = false;
        }
        DataFrame.encodeHeader(buffer.forAppend(), reader.index(), ack, reader.recordLength());
        DataFrame.encodePart(buffer.bytes(), buffer.address(), reader.recordAddress(), reader.recordLength());
        buffer.appended();
        return true;
    }

    /** {@return whether bytes wait for the channel to take them} */
    boolean isBlocked() {
        return buffer.length() > 0;
    }

    /** {@return whether there is something that has not come into the buffer} */
    boolean hasWork() {
        return hasRecord || sendQueue.peerIndex() > Math.max(0, reader.index())
            || receiveState.peerAck() != ackSent;
    }

    private void acked(final long ack) {
        ackSent = ack;
        ackDelay = 0;
    }

    @Override
    public void close() {
        reader.close();
    }
}
