package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.queueserver.protocol.SessionFrames;

/** From where on a subscription delivers. Immutable. */
public final class QueuePosition {
    static final QueuePosition LAST_ACK = new QueuePosition(SessionFrames.FROM_LAST_ACK, 0, false);

    private final byte from;
    private final long value;
    private final boolean isOnlyIfNew;

    private QueuePosition(final byte from, final long value, final boolean isOnlyIfNew) {
        this.from = from;
        this.value = value;
        this.isOnlyIfNew = isOnlyIfNew;
    }

    /**
     * Goes on behind the consumer's last ack. The ack of a consumer that the server does not know is the newest message
     * of the moment it comes. A subscription that the server has kept stays as it is.
     *
     * @return the position
     */
    public static QueuePosition lastAck() {
        return LAST_ACK;
    }

    /** {@return the oldest message that is kept} */
    public static QueuePosition start() {
        return new QueuePosition(SessionFrames.FROM_START, 0, false);
    }

    /** {@return behind the newest message} */
    public static QueuePosition end() {
        return new QueuePosition(SessionFrames.FROM_END, 0, false);
    }

    /**
     * Begins at a sequence.
     *
     * @param sequence as {@link QueueMessage#sequence()} told it: the first message with at least this one
     * @return the position
     */
    public static QueuePosition sequence(final long sequence) {
        return new QueuePosition(SessionFrames.FROM_INDEX, sequence, false);
    }

    /**
     * Begins at a time.
     *
     * @param epochNs nanoseconds since the epoch by the server's clock: the first message that is not older
     * @return the position
     */
    public static QueuePosition time(final long epochNs) {
        return new QueuePosition(SessionFrames.FROM_TIME, epochNs, false);
    }

    /**
     * Makes it one for the first time only: a consumer whose name the server knows goes on behind its last ack instead.
     * Meant for programs that subscribe in the same way at each start.
     *
     * @return that position
     */
    public QueuePosition ifNew() {
        return new QueuePosition(from, value, true);
    }

    byte from() {
        return from;
    }

    /** {@return the sequence or time, else 0} */
    long value() {
        return value;
    }

    boolean isOnlyIfNew() {
        return isOnlyIfNew;
    }
}
