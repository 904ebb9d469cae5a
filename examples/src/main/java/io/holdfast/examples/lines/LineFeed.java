package io.holdfast.examples.lines;

import io.holdfast.Connection;
import io.holdfast.IdleStrategy;
import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Offers lines, on a thread of its own because reading the input may block while the connection has to be polled. The
 * counters may be read by any thread.
 */
final class LineFeed implements Runnable {
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final LineSplitter lines;
    private final Connection connection;
    private final long linesToSkip;
    private final IdleStrategy idle = IdleStrategy.backoff(PARK_NS);
    private volatile long skipped;
    private volatile long sent;
    private volatile long refusal;
    private volatile boolean isStopping;
    private volatile boolean isSessionOver;
    private volatile boolean isDone;
    private volatile CommandFailure failure;

    /**
     * A feed.
     *
     * @param lines       the input
     * @param connection  takes the lines
     * @param linesToSkip how many lines were sent before
     */
    LineFeed(final LineSplitter lines, final Connection connection, final long linesToSkip) {
        this.lines = lines;
        this.connection = connection;
        this.linesToSkip = linesToSkip;
    }

    @Override
    public void run() {
        try {
            feed();
        } catch (final IOException error) {
            failure = new CommandFailure("cannot read standard input after " + (skipped + sent) + " lines", error);
        } catch (final CommandFailure error) {
            failure = error;
        } catch (final RuntimeException error) {
            failure = new CommandFailure("line " + (skipped + sent + 1) + " was not accepted: " + error, error);
        }
        isDone = true;
    }

    private void feed() throws IOException {
        while (skipped < linesToSkip && !isStopping) {
            if (!lines.next()) {
                throw new CommandFailure("the input has only " + skipped + " lines, but " + linesToSkip
                    + " were sent before; is it the same input?");
            }
            skipped++;
        }
        while (!isStopping && !isSessionOver && lines.next()) {
            if (offer()) {
                sent++;
            }
        }
    }

    private boolean offer() {
        final int type = lines.isTerminated() ? LineType.LINE : LineType.UNTERMINATED_LINE;
        while (!isStopping) {
            final long result = connection.offer(type, lines.buffer(), lines.offset(), lines.length());
            if (result > 0) {
                refusal = 0;
                return true;
            }
            if (result == Connection.SESSION_ENDED) {
                isSessionOver = true;
                return false;
            }
            final boolean mayPass = result == Connection.BACK_PRESSURED || result == Connection.STORE_FULL
                || result == Connection.NO_SESSION;
            if (!mayPass) {
                throw new CommandFailure("line " + (skipped + sent + 1) + " was not accepted: "
                    + Connection.resultName(result) + " length=" + lines.length());
            }
            refusal = result;
            idle.idle(0);
        }
        return false;
    }

    /** Asks it to end before the next line. */
    void stop() {
        isStopping = true;
    }

    /** {@return whether it has ended, because the input did, it was stopped, or it failed} */
    boolean isDone() {
        return isDone;
    }

    /** {@return whether a line of the input was not accepted because the session day is over} */
    boolean isSessionOver() {
        return isSessionOver;
    }

    /** {@return why it failed, null if it did not} */
    CommandFailure failure() {
        return failure;
    }

    /** {@return with what the connection answers to the line that waits, 0 while it takes them} */
    long refusal() {
        return refusal;
    }

    /** {@return lines that were accepted} */
    long sent() {
        return sent;
    }

    /** {@return lines that were passed over} */
    long skipped() {
        return skipped;
    }
}
