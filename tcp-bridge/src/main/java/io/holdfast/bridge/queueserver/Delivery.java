package io.holdfast.bridge.queueserver;

import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.queueserver.log.QueueReader;
import io.holdfast.store.PurgedException;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where one consumer stands, and its way on: a step writes what the socket takes, from the ring if that has all that
 * comes next, else from the log. One thread.
 * <p>
 * Invariant: all wanted messages up to {@link #passed} are in the socket, none after it is, but for the first {@link
 * #partSent} bytes of the one with index {@link #partIndex}. That one is completed whatever happens to the
 * subscriptions.
 */
final class Delivery implements AutoCloseable {
    private static final int MAX_ROUNDS = 16;

    private final DeliveryLine line;
    private final Subscriptions subscriptions;
    private final DeliveryPrefix prefix;
    private long passed;
    private long partIndex;
    private int partSent;
    private QueueReader reader;
    private boolean isReaderPlaced;
    private boolean isBlocked;
    private long waitingEpochNs;

    /** Begins behind an index. */
    Delivery(final DeliveryLine line, final Subscriptions subscriptions, final DeliveryPrefix prefix,
             final long passed) {
        this.line = line;
        this.subscriptions = subscriptions;
        this.prefix = prefix;
        this.passed = passed;
    }

    /** {@return the last index that needs no more sending} */
    long passed() {
        return passed;
    }

    /** Goes on behind another index, forwards or back; not within a frame. */
    void moveTo(final long index) {
        if (isInFrame()) {
            throw new IllegalStateException("index=" + Long.toHexString(partIndex) + " is sent in part");
        }
        passed = index;
        isReaderPlaced = false;
    }

    /** {@return whether a frame is sent in part} */
    boolean isInFrame() {
        return partIndex != 0;
    }

    /** {@return whether the socket took less than there was} */
    boolean isBlocked() {
        return isBlocked;
    }

    /** Notes that the socket may take more. */
    void unblock() {
        isBlocked = false;
    }

    /** {@return when the message that the socket would not take was appended, 0 if it takes all} */
    long waitingEpochNs() {
        return isBlocked ? waitingEpochNs : 0;
    }

    /** {@return whether there may be something to send} */
    boolean isDue() {
        return !isBlocked && passed < line.ring().lastIndex();
    }

    /** {@return whether the next message comes from the log, because the ring has it no more} */
    boolean isBehind() {
        return passed < line.ring().evictedIndex();
    }

    /**
     * Writes what there is, until the socket takes no more or this consumer's share of the cycle is used up.
     *
     * @param channel   the consumer's
     * @param maxFrames how many frames at most
     * @return how many bytes went out
     * @throws IOException                       if the socket is broken
     * @throws PurgedException                   if what comes next is not kept any more; {@link #moveTo} helps
     * @throws StoreException                    if what comes next cannot be read, or is not what was written
     */
    long step(final Channel channel, final int maxFrames) throws IOException {
        long written = 0;
        for (int round = 0; round < MAX_ROUNDS && isDue() && (round == 0 || maxFrames > 1); round++) {
            written += isBehind() ? stepBehind(channel, maxFrames) : stepLive(channel, maxFrames);
        }
        return written;
    }

    private int stepLive(final Channel channel, final int maxFrames) throws IOException {
        release();
        final DeliveryRing ring = line.ring();
        final long entry = ring.entryAfter(passed);
        if (entry == ring.end()) {
            passed = ring.lastIndex();
            return 0;
        }
        final boolean isNextWanted = partIndex == 0 || partIndex == ring.index(entry);
        if (maxFrames > 1 && prefix.length() == 0 && isNextWanted && subscriptions.isAllFrom(ring.index(entry))) {
            return writeSlice(channel, ring, entry);
        }
        return writeBatch(channel, line.ringSource().before(entry), maxFrames);
    }

    private int stepBehind(final Channel channel, final int maxFrames) throws IOException {
        if (reader == null) {
            reader = line.log().reader();
            isReaderPlaced = false;
        }
        if (!isReaderPlaced) {
            reader.moveAfter(passed);
            if (line.log().purgedIndex() > passed) { // asked afterwards: another thread may have purged meanwhile
                throw new PurgedException(line.log().storeFolder(), passed, line.log().firstIndex());
            }
            isReaderPlaced = true;
        }
        return writeBatch(channel, line.logSource().over(reader), maxFrames);
    }

    /** All of it is wanted: the frames go out as they lie there. */
    private int writeSlice(final Channel channel, final DeliveryRing ring, final long entry) throws IOException {
        final ByteBuffer slice = ring.slice(entry, partSent);
        final int wanted = slice.remaining();
        final int written = channel.write(slice);
        final long position = ring.start(entry) + partSent + written;
        final long next = ring.entryAt(position);
        if (next > entry) {
            passed = ring.index(next - 1);
        }
        partSent = next < ring.end() ? (int) Math.max(0, position - ring.start(next)) : 0;
        partIndex = partSent == 0 ? 0 : ring.index(next);
        if (written < wanted) {
            block(ring.epochNs(next));
        }
        return written;
    }

    private int writeBatch(final Channel channel, final MessageSource source, final int maxFrames)
        throws IOException {
        final FrameBatch batch = line.batch();
        batch.begin(prefix, passed, maxFrames);
        try {
            gather(source, batch);
        } catch (final StoreException e) {
            if (batch.count() == 0) {
                throw e;
            }
            // what is before it goes out first; the source says it again then
        }
        final ByteBuffer bytes = batch.bytes();
        final int wanted = bytes.remaining();
        final int written = wanted == 0 ? 0 : channel.write(bytes);
        final int complete = batch.complete(written);
        passed = batch.passed(complete);
        if (complete < batch.count()) {
            partSent = batch.sentOf(complete, written);
            partIndex = partSent == 0 ? 0 : batch.index(complete);
            isReaderPlaced = false;
        } else {
            partSent = 0;
            partIndex = 0;
        }
        if (written < wanted) {
            block(batch.epochNs(complete));
        }
        return written;
    }

    private void gather(final MessageSource source, final FrameBatch batch) {
        while (!batch.isFull() && source.next()) {
            final boolean isInPart = source.index() == partIndex;
            if (isInPart || subscriptions.matches(source)) {
                batch.add(source, isInPart ? partSent : 0);
            } else {
                batch.pass(source);
            }
        }
    }

    private void block(final long epochNs) {
        isBlocked = true;
        waitingEpochNs = epochNs;
    }

    private void release() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}
