package io.holdfast.bridge.queueserver.client;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The message being delivered, where it lies in the buffer of what came. Polling thread. */
final class QueueMessageView implements QueueMessage {
    private final PointerBytesStore store = new PointerBytesStore();
    private Bytes<?> payload;
    private boolean isPayloadCurrent;
    private ByteBuffer frames;
    private long framesAddress;
    private int nameOffset;
    private int nameLength;
    private int payloadOffset;
    private int payloadLength;
    private long sequence;
    private long queueSequence;
    private long acceptedAtNs;
    private int attempt;
    private boolean isRedelivered;
    private byte[] lastName = {};
    private String lastQueue = "";

    /** Shows a message of the given numbers. */
    void numbers(final long newSequence, final long newQueueSequence, final long newAcceptedAtNs) {
        sequence = newSequence;
        queueSequence = newQueueSequence;
        acceptedAtNs = newAcceptedAtNs;
    }

    /** Shows bytes of a buffer of which this is the address. */
    void buffer(final ByteBuffer bytes, final long address) {
        frames = bytes;
        framesAddress = address;
    }

    /** Shows a name and a payload of that buffer. */
    void parts(final int newNameOffset, final int newNameLength, final int newPayloadOffset,
               final int newPayloadLength) {
        nameOffset = newNameOffset;
        nameLength = newNameLength;
        payloadOffset = newPayloadOffset;
        payloadLength = newPayloadLength;
        isPayloadCurrent = false;
    }

    void attempt(final int newAttempt, final boolean newIsRedelivered) {
        attempt = newAttempt;
        isRedelivered = newIsRedelivered;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long queueSequence() {
        return queueSequence;
    }

    @Override
    public long acceptedAtNs() {
        return acceptedAtNs;
    }

    @Override
    public int queueLength() {
        return nameLength;
    }

    @Override
    public void copyQueueTo(final byte[] destination, final int offset) {
        frames.get(nameOffset, destination, offset, nameLength);
    }

    @Override
    public boolean isOfQueue(final byte[] name) {
        if (name.length != nameLength) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (frames.get(nameOffset + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String queue() {
        if (!isOfQueue(lastName)) {
            lastName = new byte[nameLength];
            copyQueueTo(lastName, 0);
            lastQueue = new String(lastName, StandardCharsets.UTF_8);
        }
        return lastQueue;
    }

    @Override
    public int length() {
        return payloadLength;
    }

    @Override
    public Bytes<?> payload() {
        if (!isPayloadCurrent) {
            store.set(framesAddress + payloadOffset, payloadLength);
            if (payload == null) {
                payload = store.bytesForRead();
                payload.singleThreadedCheckDisabled(true);
            }
            payload.clear();
            payload.readPositionRemaining(0, payloadLength);
            isPayloadCurrent = true;
        } else {
            payload.readPosition(0);
        }
        return payload;
    }

    @Override
    public void copyTo(final byte[] destination, final int offset) {
        Objects.checkFromIndexSize(offset, payloadLength, destination.length);
        frames.get(payloadOffset, destination, offset, payloadLength);
    }

    @Override
    public void copyTo(final ByteBuffer destination) {
        if (destination.remaining() < payloadLength) {
            throw new BufferOverflowException();
        }
        destination.put(destination.position(), frames, payloadOffset, payloadLength);
        destination.position(destination.position() + payloadLength);
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean isRedelivered() {
        return isRedelivered;
    }
}
