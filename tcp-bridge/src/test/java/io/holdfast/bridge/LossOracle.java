package io.holdfast.bridge;

import io.holdfast.Durability;
import io.holdfast.Message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What must hold for one direction of a connection both of whose ends may lose power. The sender's log is at any time a
 * list of messages, which a loss makes shorter; the receiver is given them in the order of that list, from where the
 * login said, and what it never got is either still in the list behind that place or in a range that was reported.
 */
final class LossOracle {
    private static final long NOTHING_LOST = Long.MAX_VALUE;

    /** A message that the sender accepted. */
    private static final class Sent {
        private final long index;
        private final long number;
        private final byte[] payload;
        private boolean isConsumed;
        private boolean isRepeatable;
        private boolean isReported;

        Sent(final long index, final long number, final byte[] payload) {
            this.index = index;
            this.number = number;
            this.payload = payload;
        }
    }

    private final String name;
    private final Durability durability;
    private final List<Sent> log = new ArrayList<>();
    private final Map<Long, Sent> ever = new HashMap<>();
    private long numbers;
    private long incarnation;
    private int cursor;
    private long synced;
    private long survived = NOTHING_LOST;
    private boolean isSenderShaken;
    private long had;
    private String incomingRange = "";
    private String outgoingRange = "";
    private String toldRange = "";
    private boolean isReceiverTold;
    private boolean isSenderTold;
    private boolean isPeerNew;

    LossOracle(final String name, final Durability durability) {
        this.name = name;
        this.durability = durability;
    }

    @Override
    public String toString() {
        return name + " sent=" + log.size() + " cursor=" + cursor + " synced=" + synced + " had=" + had;
    }

    /** {@return the payload to send next} */
    byte[] next(final Random random, final int bound) {
        final byte[] payload = new byte[8 + random.nextInt(bound)];
        new Random(numbers + 1).nextBytes(payload);
        for (int i = 0; i < 8; i++) {
            payload[i] = (byte) (numbers + 1 >>> 8 * i);
        }
        return payload;
    }

    void accepted(final long index, final byte[] payload) {
        check(log.isEmpty() || index > log.get(log.size() - 1).index, "index " + index + " was given again");
        final Sent sent = new Sent(index, ++numbers, payload);
        log.add(sent);
        ever.put(sent.number, sent);
    }

    /** What the sender says of its own log when its connection is there again, or was synced further. */
    void senderIs(final long newIncarnation, final long lastIndex, final long syncedIndex) {
        if (incarnation != newIncarnation) {
            check(incarnation == 0 || isSenderShaken && synced == 0, "a new incarnation");
            log.clear();
            incarnation = newIncarnation;
            cursor = 0;
            survived = NOTHING_LOST;
            had = 0;
        }
        if (isSenderShaken) {
            check(lastIndex >= synced, "the log ends with " + lastIndex);
            log.removeIf(sent -> sent.index > lastIndex);
            survived = Math.min(survived, lastIndex);
            cursor = Math.min(cursor, log.size());
            isSenderShaken = false;
        }
        check(lastIndex == (log.isEmpty() ? 0 : log.get(log.size() - 1).index), "lastIndex=" + lastIndex);
        if (durability == Durability.SYNC) {
            synced = Math.max(synced, syncedIndex);
        }
    }

    void senderLostPower() {
        isSenderShaken = true;
    }

    void receiverLostPower() {
        log.forEach(sent -> sent.isRepeatable = sent.isConsumed);
    }

    /** The session, or the one that was about to be, is over. */
    void disconnected() {
        isReceiverTold = false;
        isSenderTold = false;
        outgoingRange = "";
    }

    /** The sender was told of a range, before it is told that it is connected. */
    void rangeAtSender(final boolean isDiverged, final long from, final long to) {
        outgoingRange = (isDiverged ? "diverged " : "lost ") + from + ".." + to;
    }

    void senderConnected() {
        isSenderTold = true;
        compareBoth();
    }

    private void compareBoth() {
        if (isReceiverTold && isSenderTold) {
            check(outgoingRange.equals(toldRange), "the sender was told " + outgoingRange + ", the receiver "
                + toldRange);
            disconnected();
        }
    }

    /** The receiver's process is another one. */
    void receiverIs(final long consumedIndex) {
        had = consumedIndex;
    }

    /** The receiver was told of a range, before it is told that it is connected. */
    void range(final boolean isDiverged, final long from, final long to) {
        incomingRange = (isDiverged ? "diverged " : "lost ") + from + ".." + to;
        check(durability == Durability.PAGE_CACHE, "reported is " + incomingRange);
        if (!isDiverged) {
            log.stream().filter(sent -> sent.index > from && sent.index < to).forEach(sent -> sent.isReported = true);
        }
    }

    void peerIsNew() {
        isPeerNew = true;
    }

    /** A session begins; the receiver goes on after an index. */
    void connected(final long after) {
        final boolean isDiverged = survived != NOTHING_LOST && had > survived && !isPeerNew;
        final String expected = isDiverged ? "diverged " + (survived + 1) + ".." + had : "";
        check(incomingRange.equals(expected) || incomingRange.startsWith("lost"), "reported is " + incomingRange
            + " instead of " + expected);
        cursor = 0;
        while (cursor < log.size() && log.get(cursor).index <= after) {
            check(log.get(cursor).isConsumed || log.get(cursor).isReported, "passed over is " + log.get(cursor).index);
            cursor++;
        }
        check(after == 0 || cursor > 0 && log.get(cursor - 1).index == after || cursor == 0, "goes on after " + after);
        had = after;
        survived = NOTHING_LOST;
        toldRange = incomingRange;
        incomingRange = "";
        isPeerNew = false;
        isReceiverTold = true;
        compareBoth();
    }

    /** The receiver is given a message and consumes it. */
    void given(final Message message, final boolean isSenderUp) {
        final byte[] payload = new byte[message.length()];
        message.copyTo(payload, 0);
        check(cursor < log.size(), "a message that nobody sent: " + message.index());
        final Sent expected = log.get(cursor++);
        check(message.index() == expected.index && Arrays.equals(payload, expected.payload),
            "given is " + message.index() + " instead of " + expected.index);
        check(!expected.isConsumed || expected.isRepeatable, "given again is " + expected.index);
        check(durability == Durability.PAGE_CACHE || !isSenderUp || expected.index <= synced,
            "seen is " + expected.index + ", which is not synced");
        expected.isConsumed = true;
        expected.isRepeatable = false;
        had = expected.index;
    }

    boolean isComplete() {
        return cursor == log.size();
    }

    void check(final boolean isGood, final String fault) {
        if (!isGood) {
            throw new AssertionError(fault + " [" + this + "]");
        }
    }
}
