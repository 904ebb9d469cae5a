package io.holdfast.bridge.queueserver;

import io.holdfast.Connection;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.queueserver.protocol.SessionCode;

import java.io.IOException;

/**
 * A producer of the base protocol: every message goes into the log. While the log has no room, this socket is not read;
 * what came stays in its buffer and is tried again. A message counts as accepted when it is in the log, and of a synced
 * log when it is on disk.
 */
final class BaseProducer implements Conversation {
    private static final long RETRY_NS = 1_000_000;

    private final ClientSocket socket;
    private final QueueShard shard;
    private final BaseFrameParser parser;
    private long lastIndex;
    private long unanswered;
    private long retryNs;
    private boolean isBlocked;

    BaseProducer(final ClientSocket socket, final QueueShard shard) {
        this.socket = socket;
        this.shard = shard;
        parser = new BaseFrameParser(Role.PRODUCE, shard.context().frameLimits());
    }

    @Override
    public int onReady() throws IOException {
        if (isBlocked || socket.okReplies().isFarBehind()) {
            return 0; // the rest of the work is done in each cycle
        }
        final int count = socket.read();
        final int workCount = append();
        endIfOver();
        return count + workCount;
    }

    private int append() {
        final StreamBuffer in = socket.in();
        int workCount = 0;
        while (!socket.isClosed()) {
            final int length = socket.nextEvent(parser);
            if (length == 0) {
                break;
            }
            final long name = in.address() + parser.nameOffset();
            if (!socket.rights().mayProduce(name, parser.nameLength())) {
                socket.refuse(SessionCode.NOT_ALLOWED, socket.rights().noProduce(name, parser.nameLength()));
                break;
            }
            shard.draft().set(name, parser.nameLength(),
                in.address() + parser.messageOffset(), parser.messageLength());
            final long index = shard.log().append(shard.draft());
            if (!isAccepted(index)) {
                break;
            }
            lastIndex = index;
            unanswered++;
            in.consume(length);
            workCount++;
        }
        return workCount;
    }

    private boolean isAccepted(final long index) {
        final boolean wasBlocked = isBlocked;
        isBlocked = index == Connection.STORE_FULL;
        if (isBlocked) {
            retryNs = shard.nowNs() + RETRY_NS;
        }
        if (wasBlocked != isBlocked) {
            socket.watch(isBlocked ? 0 : Waiter.READ);
            shard.countBlocked(isBlocked ? 1 : -1);
        }
        if (index < 0 && !isBlocked) {
            socket.refuse(index == QueueLog.TOO_MANY_QUEUES
                ? "the queue would be one too many or too long a name: maxQueues="
                + shard.context().queueLimits().maxQueues()
                : "the log takes no messages: " + Connection.resultName(index));
        }
        return index > 0;
    }

    /** One that only sends no more, and waits for its answers, gets them first. */
    private void endIfOver() {
        if (!socket.isEnded() || isBlocked || socket.isClosed()) {
            return;
        }
        if (socket.in().length() > 0) {
            socket.refuse("ended within a frame: bytes=" + socket.in().length());
        } else if (unanswered == 0 && !socket.okReplies().isOwing()) {
            socket.close();
        }
    }

    @Override
    public int onCycle() throws IOException {
        int workCount = 0;
        if (isBlocked) {
            socket.active(); // it waits for this server, not the other way round
            if (shard.nowNs() - retryNs >= 0) {
                workCount += append();
            }
        }
        if (!socket.isClosed() && unanswered > 0 && shard.log().readableIndex() >= lastIndex) {
            socket.okReplies().owe(unanswered);
            unanswered = 0;
        }
        if (!socket.isClosed() && socket.okReplies().isOwing()) {
            workCount += answer();
        }
        endIfOver();
        return workCount;
    }

    @Override
    public void onRules() {
        if (socket.rights().hasLostProduce()) {
            socket.refuse(SessionCode.NOT_ALLOWED, "it may not produce any more to where it did");
        }
    }

    private int answer() throws IOException {
        final int written;
        try {
            written = socket.okReplies().write(socket.channel());
        } catch (final IOException e) {
            if (!socket.isEnded()) {
                throw e;
            }
            socket.close(); // it had sent all, and did not wait for the answers
            return 1;
        }
        if (written > 0) {
            socket.active();
        }
        if (!isBlocked) {
            final int reading = socket.okReplies().isFarBehind() || socket.isEnded() ? 0 : Waiter.READ;
            socket.watch(reading | (socket.okReplies().isOwing() ? Waiter.WRITE : 0));
        }
        return written;
    }

    @Override
    public boolean isWaiting() {
        return isBlocked;
    }

    @Override
    public long neededAfter() {
        return NOTHING;
    }

    @Override
    public long lagBytes() {
        return 0;
    }

    @Override
    public long waitingEpochNs() {
        return 0;
    }

    @Override
    public void close() {
        if (isBlocked) {
            isBlocked = false;
            shard.countBlocked(-1);
        }
    }
}
