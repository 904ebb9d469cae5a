package io.holdfast.bridge.queueserver.subscriber;

/** Somebody for whom messages are kept. Under the lock of {@link Subscribers}, unless a method says otherwise. */
abstract class Holder {
    /** Nothing is held. */
    static final long NOTHING = Long.MAX_VALUE;

    /** {@return the name; any thread} */
    abstract String name();

    /** {@return the index up to which it is done, be it expired or not; any thread} */
    abstract long ack();

    /** {@return the index after which it needs messages, {@link #NOTHING} if it has expired} */
    abstract long holdsAfter();

    /** {@return the index after which messages count against it, at least {@link #holdsAfter()}} */
    abstract long countsAfter();

    /** {@return whether the message after which it holds is known to be followed by one that it needs; any thread} */
    abstract boolean isWanting();

    /** {@return the index after which messages are not to be deleted: what would outlive a power loss} */
    abstract long keepsAfter();

    /** Makes what it keeps what it holds, which waits for the disk. */
    abstract void force();

    /**
     * Gives it up.
     *
     * @param epochNs now
     * @param ordinal of the message it holds after, 0 if that is not known
     * @param why     for people
     */
    abstract void expire(long epochNs, long ordinal, String why);

    /** {@return how it stands, with lags from where it holds on} */
    abstract SubscriberStatus status(long lagMessages, long lagBytes, long lagNs);

    /** Asks whoever uses it to stop. */
    abstract void end(SubscriberEnd.Reason reason, String text);

    /** Lets go of its files. */
    abstract void release();
}
