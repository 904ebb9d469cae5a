package io.holdfast;

import net.openhft.chronicle.bytes.Bytes;

import java.nio.ByteBuffer;

/** A received message: a reused view over a buffer of the connection, valid until the handler returns. */
public interface Message {
    /** {@return the message's index in the peer's log: ordered, consecutive within a cycle, not dense across cycles} */
    long index();

    /** {@return how many messages the peer's log had accepted when it accepted this one, this one included: dense} */
    long ordinal();

    /** {@return the sender's own type number} */
    int type();

    /** {@return when the sender's log accepted the message, in nanoseconds since the epoch by the sender's clock} */
    long appendedAtNs();

    /** {@return the payload's length in bytes, 0 or more} */
    int length();

    /**
     * The payload, without copying. Reads are checked against its limits. Every call returns the same reused view,
     * positioned at the start.
     *
     * @return a view valid until the handler returns
     */
    Bytes<?> payload();

    /**
     * Copies the payload.
     *
     * @param destination receives {@link #length()} bytes
     * @param offset      where in {@code destination} to begin
     * @throws IndexOutOfBoundsException if the payload does not fit
     */
    void copyTo(byte[] destination, int offset);

    /**
     * Copies the payload to the buffer's position and moves that on.
     *
     * @param destination receives {@link #length()} bytes
     * @throws java.nio.BufferOverflowException if the payload does not fit
     */
    void copyTo(ByteBuffer destination);

    /** {@return the place of this message in its batch, from 0; 0 for a message sent alone} */
    int batchPosition();

    /** {@return how many messages its batch has; 1 for a message sent alone} */
    int batchSize();

    /** {@return whether it was sent with {@link Connection#offerReplay}: a message of an earlier time, sent anew} */
    boolean isReplay();

    /** {@return whether an earlier process of this receiver was given this message and did not live to ack it} */
    boolean isRedelivered();

    /** {@return how many times this process has been given the message, this time included: 1 for the first} */
    int attempt();
}
