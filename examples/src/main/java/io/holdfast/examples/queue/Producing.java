package io.holdfast.examples.queue;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;

import java.nio.ByteBuffer;

/**
 * Sends frames as they come, until there are no more, and then waits until the server has closed the connection, which
 * it does when it has worked on all. If it refused something of what was under way, that looks the same from here,
 * unless it answers each message. One thread.
 */
final class Producing {
    private final QueueSocket socket;
    private final LineFrames frames;
    private final OkAnswers answers = new OkAnswers();
    private final Stall stall;
    private ByteBuffer out = LineFrames.newBuffer();
    private long written;
    private long idleRounds;

    Producing(final QueueSocket socket, final LineFrames frames, final long timeoutNs) {
        this.socket = socket;
        this.frames = frames;
        stall = new Stall(SystemClock.INSTANCE, timeoutNs);
    }

    /**
     * Sends all.
     *
     * @param shutdown ends it early, after the messages that were read
     * @throws CommandFailure if the server closes the connection before that, or takes nothing for too long
     */
    void run(final Shutdown shutdown) {
        boolean isStopped = false;
        while (takeNext(isStopped)) {
            if (answers.read(socket)) {
                throw new CommandFailure(socket.address() + " has closed the connection, its log tells why; "
                    + told("read"));
            }
            final int count = out.hasRemaining() ? socket.write(out) : 0;
            written += count;
            if (shutdown.isRequested() && !isStopped) {
                isStopped = true;
                frames.stop();
            }
            if (count == 0) {
                socket.await(out.hasRemaining());
            }
            requireProgress(out.hasRemaining());
        }
        end();
    }

    /** {@return whether there is more to send, or more may come} */
    private boolean takeNext(final boolean isStopped) {
        if (!out.hasRemaining()) {
            out = frames.take(out);
        }
        return out.hasRemaining() || !isStopped && !frames.isDone();
    }

    private void end() {
        socket.endOutput();
        while (!answers.read(socket)) {
            socket.await(false);
            requireProgress(true);
        }
        if (answers.hasAny() && answers.accepted() != frames.count()) {
            throw new CommandFailure(socket.address() + " has not accepted all, its log tells why; " + told("sent"));
        }
    }

    private void requireProgress(final boolean isExpected) {
        final long progress = isExpected ? written + answers.accepted() : --idleRounds;
        if (stall.isStalled(progress)) {
            throw new CommandFailure(socket.address() + " takes no more messages, as when its disk is full; "
                + told("read"));
        }
    }

    private String told(final String what) {
        return frames.count() + " lines " + what + (answers.hasAny() ? ", accepted at least " + answers.accepted()
            : ", of which it is not known how many were accepted");
    }

    /** {@return what came of it, for people} */
    String summary() {
        return frames.count() + " messages sent" + (answers.hasAny() ? ", all accepted" : "");
    }
}
