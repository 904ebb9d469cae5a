package io.holdfast.bridge;

import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.protocol.DataFrame;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.PositionFrame;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.store.RecordDescriptor;
import io.holdfast.store.SendQueue;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The incoming half of a session: turns bytes into frames, checks their order, and hands messages to the
 * {@link Delivery}. Acks are taken even from frames behind a message that the handler will not take yet, so that two
 * sides that wait for each other go on. Polling thread.
 * <p>
 * Invariant: the frames in the buffer up to {@code scanned} bytes behind its start have had their acks taken.
 */
final class Inbound {
    private final PeerConnection connection;
    private final StreamBuffer buffer;
    private final Delivery delivery;
    private final SendQueue sendQueue;
    private final Counters counters;
    private final MessageView message = new MessageView();
    private final int maxDataFrame;

    private long expectedIndex;
    private long lastOrdinal;
    private long peerLastIndex;
    private long lastAck;
    private int scanned;
    private int delivered;
    private boolean isStalled;

    Inbound(final PeerConnection connection, final StreamBuffer buffer, final SessionStart start) {
        this.connection = connection;
        this.buffer = buffer;
        delivery = connection.delivery();
        sendQueue = connection.store().sendQueue();
        counters = connection.counters();
        maxDataFrame = DataFrame.length(RecordDescriptor.HEADER_LENGTH
            + connection.context().maxMessageLength());
        lastOrdinal = start.incoming().resumeAfterOrdinal();
        lastAck = sendQueue.ackedIndex();
        message.begin(delivery, connection.store().receiveState());
    }

    /** {@return bytes read, 0 also when there is no room, -1 at the end of the stream} */
    int read(final Channel channel) throws IOException {
        final int count = buffer.read(channel);
        if (count > 0) {
            counters.bytesReceived.add(count);
        }
        return count;
    }

    /** {@return whether the user takes messages more slowly than they come, so that nothing can be read} */
    boolean isFull() {
        return isStalled && !buffer.hasRoom();
    }

    /** {@return whether there is a message that the handler may take when it is asked again} */
    boolean hasWork() {
        return isStalled && !delivery.isHalted();
    }

    /** {@return whether the beginning of a frame has come; on a slow line a long one takes its time} */
    boolean hasPartialFrame() {
        return buffer.length() > 0;
    }

    /** {@return whether the peer has messages beyond what has come} */
    boolean isBehind() {
        return !isStalled && peerLastIndex > delivery.done();
    }

    /** {@return how many messages this poll delivered, also if it ends with an exception} */
    int delivered() {
        return delivered;
    }

    /** Begins a poll. */
    void beginPoll() {
        delivered = 0;
    }

    /**
     * Handles what is in the buffer.
     *
     * @param limit most messages to deliver
     */
    void handle(final MessageHandler handler, final int limit) throws SessionEndedException, ProtocolException {
        isStalled = true;
        while (true) {
            final int length = completeFrame(buffer.start());
            if (length == 0) {
                isStalled = false;
                return;
            }
            final int position = buffer.start();
            final int type = FrameHeader.type(buffer.bytes(), position);
            if (scanned < length) {
                takeAck(position);
            }
            if (type == FrameType.DATA && isWanted(position)) {
                if (isEnough(limit) || !deliver(handler, position, length)) {
                    return;
                }
                delivered++;
            } else {
                onOther(type, position, length);
            }
            consume(length);
        }
    }

    private boolean isEnough(final int limit) {
        return delivered == limit || delivery.isHalted() || connection.slot().isEndRequested();
    }

    private boolean deliver(final MessageHandler handler, final int position, final int length)
        throws ProtocolException {
        final long index = FrameHeader.index(buffer.bytes(), position);
        if (index != expectedIndex) {
            throw new ProtocolException("a gap: DATA has index " + index + ", expected was "
                + (expectedIndex == 0 ? "a POSITION frame first" : expectedIndex));
        }
        final long record = buffer.address() + DataFrame.recordOffset(position);
        final int recordLength = DataFrame.recordLength(buffer.bytes(), position);
        message.wrap(index, lastOrdinal + 1, record, recordLength);
        if (!message.isIntact()) {
            throw new ProtocolException("the checksum of DATA with index " + index + " does not match");
        }
        boolean isDone = false;
        try {
            isDone = delivery.deliver(handler, message);
        } finally {
            if (isDone || delivery.done() >= index) {
                lastOrdinal++;
                expectedIndex = index + 1;
                if (!isDone) {
                    consume(length);
                }
            }
        }
        return isDone;
    }

    private boolean isWanted(final int position) {
        if (FrameHeader.index(buffer.bytes(), position) > delivery.done()) {
            return true;
        }
        counters.duplicatesDropped.increment();
        return false;
    }

    private void onOther(final int type, final int position, final int length)
        throws ProtocolException, SessionEndedException {
        final ByteBuffer bytes = buffer.bytes();
        switch (type) {
            case FrameType.POSITION -> onPosition(FrameHeader.index(bytes, position),
                PositionFrame.ordinal(bytes, position));
            case FrameType.HEARTBEAT -> onHeartbeat(FrameHeader.index(bytes, position));
            case FrameType.CLOSE -> throw SessionEndedException.byClose(bytes, position, length);
            case FrameType.ACK, FrameType.DATA -> { // the ack is taken already; this DATA had come before
            }
            default -> throw new ProtocolException("unexpected in a session: " + FrameType.name(type));
        }
    }

    private void onPosition(final long index, final long ordinal) throws ProtocolException {
        if (expectedIndex > delivery.done() + 1) {
            throw new ProtocolException("POSITION announces index " + index + " after index " + expectedIndex
                + " was announced and did not come");
        }
        if (index <= delivery.done() || ordinal != lastOrdinal + 1) {
            throw new ProtocolException("a gap: POSITION announces index " + index + " ordinal " + ordinal
                + " after index " + delivery.done() + " ordinal " + lastOrdinal);
        }
        delivery.nextIndex(index);
        expectedIndex = index;
    }

    private void onHeartbeat(final long index) throws ProtocolException {
        if (index < delivery.done()) {
            throw new ProtocolException("the peer's last index " + index + " is below " + delivery.done()
                + ", which it has sent");
        }
        peerLastIndex = index;
    }

    private void takeAck(final int position) throws ProtocolException {
        final int type = FrameHeader.type(buffer.bytes(), position);
        if (type == FrameType.POSITION || type == FrameType.CLOSE) {
            return;
        }
        final long ack = FrameHeader.ack(buffer.bytes(), position);
        if (ack != lastAck) {
            if (!sendQueue.acked(ack)) {
                throw new ProtocolException("the peer acks index " + ack + ", which is not between "
                    + sendQueue.ackedIndex() + " and " + sendQueue.lastIndex());
            }
            lastAck = ack;
        }
    }

    /** Takes the acks behind the message at which the last {@link #handle} stopped, be it because the handler threw. */
    void takeAcksAhead() throws ProtocolException {
        while (isStalled && scanned < buffer.length()) {
            final int position = buffer.start() + scanned;
            final int length = completeFrame(position);
            if (length == 0) {
                return;
            }
            takeAck(position);
            scanned += length;
        }
    }

    /** {@return the length of the frame at a position, 0 if not all of it is there} */
    private int completeFrame(final int position) throws ProtocolException {
        final int available = buffer.end() - position;
        if (available < FrameHeader.HEADER_LENGTH) {
            return 0;
        }
        FrameHeader.validate(buffer.bytes(), position, maxDataFrame);
        final int length = FrameHeader.length(buffer.bytes(), position);
        if (length <= available) {
            return length;
        }
        if (position == buffer.start()) {
            buffer.makeRoomForFrame(length);
        }
        return 0;
    }

    private void consume(final int length) {
        buffer.consume(length);
        scanned = Math.max(0, scanned - length);
    }
}
