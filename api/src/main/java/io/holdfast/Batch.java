package io.holdfast;

import net.openhft.chronicle.bytes.BytesStore;

/**
 * Several messages that the log accepts all or none, also across a kill at any instant. Collected in memory, so an
 * uncommitted batch costs nobody else anything. Belongs to one thread at a time.
 */
public interface Batch extends AutoCloseable {
    /** The most messages of one batch. */
    int MAX_MESSAGES = 65_535;

    /**
     * Adds a message, copying the payload.
     *
     * @param type   a number of the sender's choice
     * @param src    holds the payload
     * @param offset where in {@code src} the payload begins
     * @param length of the payload in bytes
     * @return how many messages the batch now has, or {@link Connection#TOO_LONG} if the message or the batch with it
     *     would exceed a limit, in which case it was not added
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    long add(int type, BytesStore<?, ?> src, long offset, long length);

    /**
     * Lets the commit also ack the peer's messages up to an index, under the rules of {@link Connection#reply}.
     *
     * @param sourceIndex index of the message to ack
     * @return this batch
     */
    Batch ackOnCommit(long sourceIndex);

    /** {@return how many messages it has} */
    int size();

    /**
     * Sends all of it.
     *
     * @return the last message's index, and the batch is empty again; or a negative code, and it is as before
     * @throws IllegalStateException if the batch is empty
     */
    long commit();

    /** Empties the batch. */
    void clear();

    /** Frees the memory. */
    @Override
    void close();
}
