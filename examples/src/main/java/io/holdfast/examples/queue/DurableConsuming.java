package io.holdfast.examples.queue;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.client.QueueConsumer;
import io.holdfast.bridge.queueserver.client.QueueMessage;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;

/** Writes what a consumer of the session protocol gets, and acks what is written. One thread. */
final class DurableConsuming {
    private static final int MOST_PER_POLL = 1024;

    private final QueueConsumer consumer;
    private final MessageWriter writer;
    private final SessionWatch watch;
    private final long most;
    private long writtenSequence;

    /**
     * A consumer.
     *
     * @param consumer with its subscriptions, which acks by hand
     * @param writer   takes the messages
     * @param watch    its listener
     * @param most     messages, after which it ends
     */
    DurableConsuming(final QueueConsumer consumer, final MessageWriter writer, final SessionWatch watch,
                     final long most) {
        this.consumer = consumer;
        this.writer = writer;
        this.watch = watch;
        this.most = most;
    }

    /**
     * Goes on until it has all that it wants, through as many sessions as that takes.
     *
     * @param shutdown ends it early
     */
    void run(final Shutdown shutdown) {
        final IdleStrategy idle = consumer.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        while (writer.count() < most && !shutdown.isRequested()) {
            final int limit = (int) Math.min(MOST_PER_POLL, most - writer.count());
            final int workCount = consumer.poll(this::onMessage, limit);
            if (workCount > 0) {
                writer.flush();
                consumer.ack(writtenSequence);
            }
            watch.requireProgress(false, consumer.consumed());
            if (consumer.state() == ConnectionState.ENDED) {
                throw new CommandFailure("another consumer of this name is connected");
            }
            idle.idle(workCount);
        }
    }

    private Action onMessage(final QueueMessage message) {
        writer.write(message);
        writtenSequence = message.sequence();
        return Action.DEFER;
    }
}
