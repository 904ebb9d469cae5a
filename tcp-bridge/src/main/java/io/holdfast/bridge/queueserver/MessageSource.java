package io.holdfast.bridge.queueserver;

/**
 * Messages in the order of the log, wherever they are read from. What the accessors tell is valid until the next call
 * of {@link #next()}, and only after it answered true. One thread; allocates nothing.
 */
interface MessageSource {
    /** {@return whether there is another message, to which it went} */
    boolean next();

    long index();

    /** {@return the sequence within the queue} */
    long queueSequence();

    /** {@return when it was appended} */
    long epochNs();

    /** {@return the hash of the queue's name, by {@link io.holdfast.bridge.queueserver.log.NameHash}} */
    long nameHash();

    long nameAddress();

    int nameLength();

    long messageAddress();

    int messageLength();
}
