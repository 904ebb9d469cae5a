package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;

import java.io.IOException;

/**
 * A client's socket, what came from it and is not worked on yet, and its end. The thread of its shard. The buffer grows
 * with what the client really sends, up to its limit, and beyond that for a frame that needs it.
 */
final class ClientSocket {
    private final Channel channel;
    private final QueueShard shard;
    private final StreamBuffer in;
    private final OkReplies okReplies;
    private final Runnable onReady;
    private String roleName = "none";
    private long activeNs;
    private int interest = -1;
    private boolean isEnded;
    private boolean isClosed;

    ClientSocket(final Channel channel, final QueueShard shard, final Runnable onReady) {
        this.channel = channel;
        this.shard = shard;
        this.onReady = onReady;
        in = new StreamBuffer(shard.context().inputLength());
        okReplies = new OkReplies(shard.context().isReplyOk(), shard.okAnswers());
        activeNs = shard.nowNs();
        watch(Waiter.READ);
    }

    Channel channel() {
        return channel;
    }

    StreamBuffer in() {
        return in;
    }

    OkReplies okReplies() {
        return okReplies;
    }

    void roleName(final String value) {
        roleName = value;
    }

    /**
     * Reads what is there, once, if there is room.
     *
     * @return how many bytes
     * @throws IOException if the socket is broken
     */
    int read() throws IOException {
        if (isEnded || !in.hasRoom()) {
            return 0;
        }
        final int count = in.read(channel);
        if (count < 0) {
            isEnded = true;
            return 0;
        }
        if (count > 0) {
            active();
        }
        return count;
    }

    /** {@return whether the client will send no more} */
    boolean isEnded() {
        return isEnded;
    }

    /** Bytes went from the client or to it. */
    void active() {
        activeNs = shard.nowNs();
    }

    /** {@return when bytes last went from the client or to it, or it came} */
    long activeNs() {
        return activeNs;
    }

    /** Is to be told when the socket is ready for this, see {@link Waiter}. */
    void watch(final int newInterest) {
        if (newInterest != interest && !isClosed) {
            interest = newInterest;
            channel.watch(shard.waiter(), newInterest, onReady);
        }
    }

    /** Ends it because of what the client did or does not do; that is logged. */
    void refuse(final String reason) {
        if (!isClosed) {
            shard.closingLog().closed(channel.remoteAddress(), roleName, reason);
            close();
        }
    }

    /** Ends it without a word: the client has gone, at a place where it may, or the server goes. */
    void close() {
        if (!isClosed) {
            isClosed = true;
            channel.close();
            in.close();
            shard.hasClosed();
        }
    }

    boolean isClosed() {
        return isClosed;
    }
}
