package io.holdfast.bridge.queueserver.client;

import java.util.List;

/** What a {@link QueueProducer} needs to know. */
public final class QueueProducerContext extends QueueClientContext<QueueProducerContext> {
    private static final int LEAST_BYTES = 4096;
    private static final int MOST_MESSAGES = 1 << 30;

    private int maxUnconfirmedBytes = 8 << 20;
    private int maxUnconfirmedMessages = 65_536;

    @Override
    QueueProducerContext self() {
        return this;
    }

    @Override
    void check(final List<String> faults) {
        require(faults, name() != null, "name must be set: by it the server recognises what is sent again");
        require(faults, maxUnconfirmedBytes >= LEAST_BYTES,
            "maxUnconfirmedBytes must be at least " + LEAST_BYTES + ", was " + maxUnconfirmedBytes);
        require(faults, maxUnconfirmedMessages > 0 && maxUnconfirmedMessages <= MOST_MESSAGES,
            "maxUnconfirmedMessages must be 1 to " + MOST_MESSAGES + ", was " + maxUnconfirmedMessages);
    }

    /**
     * Sets how many bytes of native memory hold frames from their offer to their confirmation; default 8 MiB. Taken
     * once; a message whose frame is longer is {@link QueueProducer#TOO_LONG}.
     *
     * @param value at least 4 KiB
     * @return this context
     */
    public QueueProducerContext maxUnconfirmedBytes(final int value) {
        maxUnconfirmedBytes = value;
        return this;
    }

    int maxUnconfirmedBytes() {
        return maxUnconfirmedBytes;
    }

    /**
     * Sets how many messages may be unconfirmed; default 65,536.
     *
     * @param value 1 or more
     * @return this context
     */
    public QueueProducerContext maxUnconfirmedMessages(final int value) {
        maxUnconfirmedMessages = value;
        return this;
    }

    int maxUnconfirmedMessages() {
        return maxUnconfirmedMessages;
    }
}
