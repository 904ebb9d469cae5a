package io.holdfast.bridge;

import io.holdfast.Message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold for the messages of one direction of a connection, kept beside the real thing in memory. Messages are
 * known by their ordinal.
 * <p>
 * Invariant: {@code acked <= consumed <= done <= given} and {@code done <= sent.size()}.
 */
final class DirectionOracle {
    private static final int SEQUENCE_BITS = 32;

    /**
     * A message the sender's log accepted.
     *
     * @param index         in the sender's log
     * @param type          as sent
     * @param length        of the payload
     * @param batchPosition place in its batch
     * @param batchSize     of its batch
     * @param acks          index of the message of the other direction that it acks, 0 if none
     */
    record Sent(long index, int type, int length, int batchPosition, int batchSize, long acks) {
    }

    private final String name;
    private final long seed;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Long, Integer> ordinals = new HashMap<>();
    private final Set<Integer> skipped = new HashSet<>();
    private int acked;
    private int consumed;
    private int done;
    private int given;
    private int givenBefore;
    private int attempts;
    private int thrown;

    DirectionOracle(final String name, final long seed) {
        this.name = name;
        this.seed = seed;
        ordinals.put(0L, 0);
    }

    @Override
    public String toString() {
        return name + " sent=" + sent.size() + " acked=" + acked + " consumed=" + consumed + " done=" + done
            + " given=" + given;
    }

    /** {@return how many messages were accepted} */
    int size() {
        return sent.size();
    }

    int consumed() {
        return consumed;
    }

    int done() {
        return done;
    }

    int thrown() {
        return thrown;
    }

    int unacked() {
        return sent.size() - acked;
    }

    boolean isComplete() {
        return acked == sent.size();
    }

    /** {@return a message's index, 0 for ordinal 0} */
    long index(final int ordinal) {
        return ordinal == 0 ? 0 : sent.get(ordinal - 1).index();
    }

    /** {@return the payload that the message with an ordinal must have} */
    byte[] payload(final int ordinal, final int length) {
        final byte[] payload = new byte[length];
        long state = seed * 0x9E3779B97F4A7C15L + ordinal * 0xBF58476D1CE4E5B9L + name.hashCode();
        for (int i = 0; i < length; i++) {
            if ((i & 7) == 0) {
                state = (state ^ state >>> 29) * 0x94D049BB133111EBL + i;
            }
            payload[i] = (byte) (state >>> 8 * (i & 7));
        }
        return payload;
    }

    /** The sender's log accepted a message. */
    void accepted(final Sent message) {
        final long before = index(sent.size());
        final long index = message.index();
        final boolean isNewCycle = index >>> SEQUENCE_BITS > before >>> SEQUENCE_BITS
            && (index & (1L << SEQUENCE_BITS) - 1) == 0;
        check(index == before + 1 || isNewCycle, "index " + index + " was given after " + before);
        sent.add(message);
        ordinals.put(index, sent.size());
    }

    /** {@return what the receiver must answer: the next message, as it was sent} */
    Sent next() {
        check(done < sent.size(), "a message was delivered that nobody sent");
        return sent.get(done);
    }

    /** The receiver's handler is given a message. */
    Sent given(final Message message) {
        check(done < sent.size(), "a message was delivered that nobody sent: index=" + message.index());
        final int ordinal = done + 1;
        final Sent expected = sent.get(done);
        attempts++;
        same("index of ordinal " + ordinal, expected.index(), message.index());
        same("ordinal", ordinal, message.ordinal());
        same("type", expected.type(), message.type());
        same("batch position", expected.batchPosition(), message.batchPosition());
        same("batch size", expected.batchSize(), message.batchSize());
        same("attempt", attempts, message.attempt());
        same("redelivered", ordinal <= givenBefore ? 1 : 0, message.isRedelivered() ? 1 : 0);
        same("length", expected.length(), message.length());
        final byte[] payload = new byte[message.length()];
        message.copyTo(payload, 0);
        check(Arrays.equals(payload(ordinal, expected.length()), payload), "bytes differ at ordinal " + ordinal);
        given = Math.max(given, ordinal);
        return expected;
    }

    /** The handler took the message but did not ack it. */
    void deferred() {
        doneUpTo(done + 1);
    }

    /** Everything up to an ordinal was acked, and with it what was skipped right behind. */
    void consumedUpTo(final int ordinal) {
        check(ordinal >= consumed, "an ack went back from " + consumed + " to " + ordinal);
        consumed = ordinal;
        while (skipped.contains(consumed + 1)) {
            consumed++;
        }
        doneUpTo(Math.max(done, consumed));
    }

    /** The receiver's process ends right after the write that acks up to an ordinal, and nothing else with it. */
    void consumedAtLast(final int ordinal) {
        consumed = ordinal;
    }

    /** The next message was skipped: it acks none of those that wait before it. */
    void skipped() {
        if (consumed == done) {
            consumedUpTo(done + 1);
        } else {
            skipped.add(done + 1);
            doneUpTo(done + 1);
        }
    }

    private void doneUpTo(final int ordinal) {
        if (ordinal > done) {
            attempts = 0;
            thrown = 0;
        }
        done = ordinal;
    }

    /** The handler threw on the next message. */
    void threw() {
        thrown++;
    }

    /** The receiver's process ended, in whatever way, and another one begins. */
    void receiverRestarted() {
        done = consumed;
        skipped.clear();
        givenBefore = given;
        attempts = 0;
        thrown = 0;
    }

    /** What both sides say about themselves must be what happened to them. */
    void checkReceiver(final long consumedIndex) {
        same("consumedIndex", index(consumed), consumedIndex);
    }

    void checkSender(final long lastIndex, final long lastOrdinal, final long ackedIndex, final long unacked) {
        same("lastIndex", index(sent.size()), lastIndex);
        same("lastOrdinal", sent.size(), lastOrdinal);
        final Integer ackedNow = ordinals.get(ackedIndex);
        check(ackedNow != null, "ackedIndex " + ackedIndex + " is of no message");
        check(ackedNow >= acked, "ackedIndex went back to ordinal " + ackedNow + " from " + acked);
        check(ackedNow <= consumed, "ackedIndex is ordinal " + ackedNow + ", consumed is " + consumed);
        acked = ackedNow;
        same("unackedMessages", sent.size() - acked, unacked);
    }

    void same(final String what, final long expected, final long actual) {
        check(expected == actual, what + " should be " + expected + ", is " + actual);
    }

    void check(final boolean isGood, final String fault) {
        if (!isGood) {
            throw new AssertionError(fault + " [" + this + "]");
        }
    }
}
