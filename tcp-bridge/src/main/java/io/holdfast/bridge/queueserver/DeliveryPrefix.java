package io.holdfast.bridge.queueserver;

/**
 * What a protocol puts before the frame of the base protocol that carries a message: its sequence, say. The base
 * protocol has none. Any thread; allocates nothing.
 */
interface DeliveryPrefix {
    /** No prefix. */
    DeliveryPrefix NONE = new DeliveryPrefix() {
        @Override
        public int length() {
            return 0;
        }

        @Override
        public void put(final long to, final MessageSource message) {
            // nothing to write
        }
    };

    /** The longest prefix there may be, in bytes. */
    int MAX_LENGTH = 64;

    /** {@return its length in bytes, the same for all messages, at most {@link #MAX_LENGTH}} */
    int length();

    /** Writes it for the message that the source stands on, to a native address. */
    void put(long to, MessageSource message);
}
