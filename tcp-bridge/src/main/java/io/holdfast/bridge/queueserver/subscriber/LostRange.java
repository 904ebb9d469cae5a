package io.holdfast.bridge.queueserver.subscriber;

/**
 * Messages that a subscriber may have needed, and that are not kept any more.
 *
 * @param after exclusive: the index of the last message that it was done with, 0 for none
 * @param upTo  inclusive: the index of the last message that is gone; the subscriber settles the loss by acking this
 * @param count how many messages of all queues that were, -1 if that is not known
 */
public record LostRange(long after, long upTo, long count) {
    @Override
    public String toString() {
        return "after=" + Long.toHexString(after) + " upTo=" + Long.toHexString(upTo) + " messages="
            + (count < 0 ? "unknown" : count);
    }
}
