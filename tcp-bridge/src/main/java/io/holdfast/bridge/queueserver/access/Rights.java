package io.holdfast.bridge.queueserver.access;

/**
 * What one principal may do.
 *
 * @param produce the queues that it may create messages in
 * @param consume the queues that it may subscribe to; to subscribe to all of them at once takes {@link
 *                QueuePatterns#isAll()}
 */
public record Rights(QueuePatterns produce, QueuePatterns consume) {
    /** Nothing. */
    public static final Rights NONE = new Rights(QueuePatterns.NONE, QueuePatterns.NONE);

    /** Everything. */
    public static final Rights ALL = new Rights(QueuePatterns.ALL, QueuePatterns.ALL);

    /** {@return what these rights or the others allow} */
    Rights and(final Rights others) {
        return new Rights(produce.and(others.produce), consume.and(others.consume));
    }
}
