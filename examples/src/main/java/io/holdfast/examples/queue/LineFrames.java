package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.lines.LineSplitter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads lines on a thread of its own, as that may block, and makes each a message frame of the base protocol in one of
 * two buffers; another thread takes the full one and leaves the empty one. Lines wait when nobody takes them.
 */
final class LineFrames implements Runnable {
    private static final int CAPACITY = 256 * 1024;

    private final LineSplitter lines;
    private final byte[] name;
    private final Runnable onFirst;
    private final Lock lock = new ReentrantLock();
    private final Condition isTaken = lock.newCondition();
    private ByteBuffer frames = ByteBuffer.allocateDirect(CAPACITY);
    private long count;
    private boolean isStopping;
    private boolean isDone;
    private CommandFailure failure;

    private LineFrames(final LineSplitter lines, final byte[] name, final Runnable onFirst) {
        this.lines = lines;
        this.name = name;
        this.onFirst = onFirst;
    }

    /**
     * Reads standard input on a thread of its own, which does not keep the process alive: it may wait for ever.
     *
     * @param name    of the queue, null if each line begins with it and a tab
     * @param onFirst is called when there is something to take and was not before, or no more comes
     * @return the frames
     */
    static LineFrames start(final byte[] name, final Runnable onFirst) {
        final LineFrames frames = new LineFrames(new LineSplitter(System.in), name, onFirst);
        final Thread reader = new Thread(frames, "queue-lines");
        reader.setDaemon(true);
        reader.start();
        return frames;
    }

    /** {@return a buffer as {@link #take} gets and gives them, empty} */
    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(CAPACITY).limit(0);
    }

    @Override
    public void run() {
        CommandFailure end = null;
        try {
            boolean isWanted = true;
            while (isWanted && lines.next()) {
                isWanted = put();
            }
        } catch (final IOException error) {
            end = new CommandFailure("cannot read standard input", error);
        } catch (final CommandFailure error) {
            end = error;
        } catch (final RuntimeException | OutOfMemoryError error) {
            end = new CommandFailure("a line cannot be made a message: " + error, error);
        }
        lock.lock();
        try {
            isDone = true;
            failure = end;
        } finally {
            lock.unlock();
        }
        onFirst.run();
    }

    private boolean put() {
        final int nameFrom = lines.offset();
        final int nameLength = name == null ? lengthOfName() : name.length;
        final int messageFrom = name == null ? nameFrom + nameLength + 1 : nameFrom;
        final int messageLength = name == null ? lines.length() - nameLength - 1 : lines.length();
        lock.lock();
        try {
            if (!hasRoom(BaseFrames.messageLength(nameLength, messageLength))) {
                return false;
            }
            final boolean isFirst = frames.position() == 0;
            frames.put(BaseFrames.MESSAGE).putInt(nameLength)
                .put(name == null ? lines.buffer() : name, name == null ? nameFrom : 0, nameLength)
                .putInt(messageLength).put(lines.buffer(), messageFrom, messageLength);
            count++;
            if (isFirst) {
                onFirst.run();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int lengthOfName() {
        int length = 0;
        while (length < lines.length() && lines.buffer()[lines.offset() + length] != '\t') {
            length++;
        }
        if (length == lines.length()) {
            throw new CommandFailure("line " + (count + 1) + " has no tab behind the name of a queue");
        }
        return length;
    }

    /** Waits until there is room, or it is to stop. */
    private boolean hasRoom(final int length) {
        while (!isStopping && frames.remaining() < length && frames.position() > 0) {
            isTaken.awaitUninterruptibly();
        }
        if (frames.remaining() < length && !isStopping) {
            frames = ByteBuffer.allocateDirect(length);
        }
        return !isStopping;
    }

    /**
     * Takes what there is. The thread that sends.
     *
     * @param empty what was taken before, and is used again
     * @return frames to be sent; empty if there are none
     */
    ByteBuffer take(final ByteBuffer empty) {
        lock.lock();
        try {
            if (frames.position() == 0) {
                return empty;
            }
            final ByteBuffer taken = frames.flip();
            frames = empty.capacity() == CAPACITY ? empty.clear() : ByteBuffer.allocateDirect(CAPACITY);
            isTaken.signal();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Lets it end before the next line. */
    void stop() {
        lock.lock();
        try {
            isStopping = true;
            isTaken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether no more lines come, and all are taken} */
    boolean isDone() {
        lock.lock();
        try {
            return isDone && frames.position() == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks that it got to the end of the input.
     *
     * @throws CommandFailure saying why it did not
     */
    void requireNoFailure() {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many lines were made messages} */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }
}
