package io.holdfast.bridge.queueserver.protocol;

/** What the client of a session does. Names are told apart by role: a producer and a consumer may share one. */
public enum SessionRole {
    /** Creates messages, which are confirmed. */
    PRODUCER((byte) 'p'),
    /** Subscribes, receives and acks. */
    CONSUMER((byte) 'c');

    private final byte wire;

    SessionRole(final byte wire) {
        this.wire = wire;
    }

    /** {@return what stands for it in HELLO} */
    public byte wire() {
        return wire;
    }

    /**
     * Finds a role.
     *
     * @param wire from HELLO
     * @return the role, null if it is of none
     */
    public static SessionRole of(final byte wire) {
        return wire == PRODUCER.wire ? PRODUCER : wire == CONSUMER.wire ? CONSUMER : null;
    }
}
