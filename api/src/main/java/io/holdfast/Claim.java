package io.holdfast;

import net.openhft.chronicle.bytes.Bytes;

/**
 * Room for one payload, owned by the caller and reused. Filled by {@link Connection#tryClaim}, written through
 * {@link #buffer()}, sent by {@link #commit()}. Belongs to one thread at a time; grows to the largest payload it held.
 */
public final class Claim implements AutoCloseable {
    private final Bytes<?> buffer = Bytes.allocateElasticDirect();
    private Connection connection;
    private int type;
    private int length;

    /** An empty claim. */
    public Claim() {
        buffer.singleThreadedCheckDisabled(true);
    }

    /**
     * For implementations of {@link Connection#tryClaim}: makes room and remembers where the payload is to go.
     *
     * @param owner         receives the payload on commit
     * @param messageType   the message's type
     * @param payloadLength in bytes
     */
    public void wrap(final Connection owner, final int messageType, final int payloadLength) {
        buffer.clear();
        buffer.ensureCapacity(payloadLength);
        buffer.writeLimit(payloadLength);
        connection = owner;
        type = messageType;
        length = payloadLength;
    }

    /** {@return the room: empty, with exactly the claimed length to write} */
    public Bytes<?> buffer() {
        return buffer;
    }

    /**
     * Sends the claimed length; what of it was not written is zeros.
     *
     * @return the message's index, or a negative code, in which case the claim stays and may be committed again
     * @throws IllegalStateException if nothing is claimed
     */
    public long commit() {
        if (connection == null) {
            throw new IllegalStateException("nothing is claimed: call tryClaim first");
        }
        if (buffer.writePosition() < length) {
            buffer.zeroOut(buffer.writePosition(), length);
            buffer.writePosition(length);
        }
        final long result = connection.offer(type, buffer, 0, length);
        if (result > 0) {
            connection = null;
        }
        return result;
    }

    /** Gives the claim up. */
    public void abort() {
        connection = null;
    }

    /** Frees the memory. */
    @Override
    public void close() {
        connection = null;
        buffer.releaseLast();
    }
}
