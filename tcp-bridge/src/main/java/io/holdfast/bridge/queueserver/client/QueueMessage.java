package io.holdfast.bridge.queueserver.client;

import net.openhft.chronicle.bytes.Bytes;

import java.nio.ByteBuffer;

/** A message of a queue: a reused view over the consumer's buffer, valid until the handler returns. */
public interface QueueMessage {
    /** {@return the message's place among all of the server, its index in the log: ordered, not dense} */
    long sequence();

    /** {@return the message's place in its queue: dense, from 1 for the first there ever was} */
    long queueSequence();

    /** {@return when the server accepted it, in nanoseconds since the epoch by the server's clock} */
    long acceptedAtNs();

    /** {@return the length of the queue's name in bytes} */
    int queueLength();

    /**
     * Copies the queue's name.
     *
     * @param destination receives {@link #queueLength()} bytes
     * @param offset      where in {@code destination} to begin
     * @throws IndexOutOfBoundsException if the name does not fit
     */
    void copyQueueTo(byte[] destination, int offset);

    /**
     * Compares the queue's name.
     *
     * @param name all bytes of a name
     * @return whether it is this one; allocates nothing
     */
    boolean isOfQueue(byte[] name);

    /** {@return the queue's name, read as UTF-8; the same string while messages of one queue follow each other} */
    String queue();

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

    /** {@return how many times this consumer has been given the message, this time included: 1 for the first} */
    int attempt();

    /** {@return whether an earlier session of this consumer was given this message and did not live to ack it} */
    boolean isRedelivered();
}
