package io.holdfast.store.journal;

import net.openhft.chronicle.bytes.Bytes;

/**
 * A message as it is in its file: a reused view, valid until the next call of the {@link JournalReader} that it is of,
 * for that reader's thread. Nothing is copied and nothing allocated.
 */
public interface JournalMessage {
    /** {@return the index: ordered, consecutive within a cycle, not dense across cycles} */
    long index();

    /** {@return how many messages the log had accepted when it accepted this one, this one included: dense} */
    long ordinal();

    /** {@return the sender's own type number} */
    int type();

    /** {@return when the log accepted it, in nanoseconds since the epoch by the clock of the owner} */
    long appendedAtNs();

    /** {@return up to where the owner had consumed the peer's messages when it sent this one, 0 for none} */
    long ack();

    /** {@return the adoption number that {@link #ack()} belongs to} */
    int adoption();

    /** {@return whether a replay tool sent it} */
    boolean isReplay();

    /** {@return whether a repair put it in the place of a message that is lost} */
    boolean isTombstone();

    /** {@return whether the message holds what was written; computed when first asked, by reading all of it} */
    ChecksumState checksum();

    /** {@return the place in its batch, from 0; 0 for a message sent alone} */
    int batchPosition();

    /** {@return how many messages its batch has; 1 for a message sent alone} */
    int batchSize();

    /** {@return the payload's length in bytes, 0 or more} */
    int length();

    /**
     * The payload, where it is mapped. Every call returns the same reused view, positioned at the start. It can only be
     * read.
     *
     * @return a view valid as long as this message
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
}
