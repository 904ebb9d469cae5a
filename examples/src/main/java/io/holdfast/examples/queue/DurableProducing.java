package io.holdfast.examples.queue;

import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.client.QueueProducer;
import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;

import java.nio.ByteBuffer;

/**
 * Offers frames as they come to a producer with a name, and waits until all are confirmed, through as many sessions as
 * that takes. One thread.
 */
final class DurableProducing {
    private static final FrameLimits LIMITS = new FrameLimits(1 << 30, (1 << 30) - 1024);

    private final QueueProducer producer;
    private final LineFrames frames;
    private final SessionWatch watch;
    private final BaseFrameParser parser = new BaseFrameParser(Role.PRODUCE, LIMITS);
    private final IdleStrategy idle;
    private ByteBuffer in = LineFrames.newBuffer();
    private byte[] name = new byte[0];
    private long toSkip;
    private long skipped;
    private long offered;

    DurableProducing(final QueueProducer producer, final LineFrames frames, final SessionWatch watch,
                     final IdleStrategy idle) {
        this.producer = producer;
        this.frames = frames;
        this.watch = watch;
        this.idle = idle;
    }

    /**
     * Sends all.
     *
     * @param shutdown ends it early, once what was read is confirmed
     * @param isResume whether to skip as many lines as were ever confirmed under this name
     */
    void run(final Shutdown shutdown, final boolean isResume) {
        while (producer.state() != ConnectionState.CONNECTED && !shutdown.isRequested()) {
            idle.idle(work());
        }
        if (producer.state() != ConnectionState.CONNECTED) {
            throw new CommandFailure("stopped before the first session: " + watch.trouble());
        }
        toSkip = isResume ? producer.confirmed() : 0;
        while (takeNext(shutdown.isRequested())) {
            idle.idle(offer() + work());
        }
        while (producer.unconfirmed() > 0) {
            idle.idle(work());
        }
    }

    private int work() {
        final int workCount = producer.doWork();
        watch.requireProgress(producer.unconfirmed() > 0, producer.confirmed());
        if (producer.state() == ConnectionState.ENDED) {
            throw new CommandFailure("another producer of this name is connected; of " + offered
                + " messages offered at least " + producer.unconfirmed() + " are not confirmed");
        }
        return workCount;
    }

    private boolean takeNext(final boolean isStopping) {
        if (isStopping) {
            frames.stop();
        }
        if (!in.hasRemaining()) {
            in = frames.take(in);
        }
        return in.hasRemaining() || !isStopping && !frames.isDone();
    }

    private int offer() {
        int workCount = 0;
        while (in.hasRemaining()) {
            final int length = parser.parse(in, in.position(), in.limit());
            if (length <= 0) {
                throw new IllegalStateException("a frame is not whole: length=" + length);
            }
            if (skipped < toSkip) {
                skipped++;
            } else if (!offerFrame()) {
                return workCount;
            }
            in.position(in.position() + length);
            workCount++;
        }
        return workCount;
    }

    /** {@return whether it was taken; if not, there is no room for it now} */
    private boolean offerFrame() {
        takeName();
        final ByteBuffer message = in.slice(parser.messageOffset(), parser.messageLength());
        final long result = producer.offer(name, message);
        if (result > 0) {
            offered++;
            return true;
        }
        if (result == QueueProducer.TOO_LONG) {
            throw new CommandFailure("line " + (skipped + offered + 1) + " or its queue's name is too long: length="
                + message.remaining());
        }
        return false;
    }

    private void takeName() {
        if (name.length != parser.nameLength()) {
            name = new byte[parser.nameLength()];
        }
        in.get(parser.nameOffset(), name);
    }

    /** {@return lines that were passed over} */
    long skipped() {
        return skipped;
    }

    /** {@return messages that were offered; all are confirmed once {@link #run} has returned} */
    long offered() {
        return offered;
    }
}
