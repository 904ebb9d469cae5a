package io.holdfast.bridge;

import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.bridge.DirectionOracle.Sent;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;

import java.nio.ByteBuffer;
import java.util.Random;

/** Sends for one side of a random run: every way there is to send, with an oracle that keeps book. */
final class RandomSends implements AutoCloseable {
    static final int MAX_LENGTH = 24 * 1024;
    private static final int REQUEST_BIT = 1;

    private final DirectionOracle oracle;
    private final Random random;
    private final StepLog steps;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(MAX_LENGTH + 2);
    private final Claim claim = new Claim();
    private Connection claimedFrom;
    private int claimedLength;

    RandomSends(final DirectionOracle oracle, final Random random, final StepLog steps) {
        this.oracle = oracle;
        this.random = random;
        this.steps = steps;
    }

    /** {@return whether a message asks for a reply} */
    static boolean isRequest(final int type) {
        return (type & REQUEST_BIT) != 0;
    }

    /** Offers messages of the longest length, so that the log rolls. */
    void offerLong(final Connection connection, final int count) {
        for (int i = 0; i < count; i++) {
            offer(connection, MAX_LENGTH - random.nextInt(8));
        }
    }

    /** Offers a message in one of the ways there are. */
    long offer(final Connection connection) {
        return offer(connection, length());
    }

    private long offer(final Connection connection, final int length) {
        final int type = random.nextInt();
        final byte[] payload = oracle.payload(oracle.size() + 1, length);
        final long result;
        switch (random.nextInt(4)) {
            case 0 -> {
                final byte[] padded = new byte[length + 5];
                System.arraycopy(payload, 0, padded, 3, length);
                result = connection.offer(type, padded, 3, length);
            }
            case 1 -> result = connection.offer(type, ByteBuffer.wrap(payload));
            case 2 -> result = connection.offer(type, direct.clear().position(2).put(payload).flip().position(2));
            default -> result = connection.offer(type, BytesStore.wrap(payload), 0, length);
        }
        note("offer", result, length);
        if (isAccepted(connection, result)) {
            oracle.accepted(new Sent(result, type, length, 0, 1, 0));
        }
        return result;
    }

    /** Answers a message. */
    long reply(final Connection connection, final long source) {
        final int length = length();
        final int type = random.nextInt() & ~REQUEST_BIT;
        final long result = connection.reply(source, type, bytes(oracle.payload(oracle.size() + 1, length)), 0, length);
        note("reply to " + source, result, length);
        if (result != Connection.OUT_OF_ORDER && isAccepted(connection, result)) {
            oracle.accepted(new Sent(result, type, length, 0, 1, source));
        }
        return result;
    }

    /** Sends several messages, all or none, and acks one unless {@code source} is 0. */
    long batch(final Connection connection, final long source) {
        final int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 4);
        final int[] lengths = new int[size];
        final int[] types = new int[size];
        try (Batch batch = connection.batch()) {
            for (int i = 0; i < size; i++) {
                lengths[i] = random.nextInt(2) == 0 ? random.nextInt(64) : random.nextInt(4096);
                types[i] = source == 0 ? random.nextInt() : random.nextInt() & ~REQUEST_BIT;
                oracle.same("batch size", i + 1, batch.add(types[i],
                    bytes(oracle.payload(oracle.size() + 1 + i, lengths[i])), 0, lengths[i]));
            }
            if (source != 0) {
                batch.ackOnCommit(source);
            }
            final long result = batch.commit();
            note("batch of " + size + " acking " + source, result, lengths[0]);
            if (result != Connection.OUT_OF_ORDER && isAccepted(connection, result)) {
                for (int i = 0; i < size; i++) {
                    oracle.accepted(new Sent(result - size + 1 + i, types[i], lengths[i], i, size, source));
                }
            }
            return result;
        }
    }

    /** Claims, or commits or aborts what was claimed some time ago, maybe by a connection that is closed by now. */
    void claim(final Connection connection) {
        final int type = random.nextInt(1 << 20);
        if (claimedFrom == null) {
            claimedLength = length();
            final long result = connection.tryClaim(type(claimedLength), claimedLength, claim);
            note("claim", result, claimedLength);
            if (isAccepted(connection, result)) {
                claimedFrom = connection;
            }
        } else if (type % 4 == 0) {
            claim.abort();
            claimedFrom = null;
        } else {
            claim.buffer().clear().writeLimit(claimedLength);
            claim.buffer().write(oracle.payload(oracle.size() + 1, claimedLength));
            final long result = claim.commit();
            note("commit", result, claimedLength);
            if (claimedFrom != connection) {
                oracle.same("commit on a closed connection", Connection.CLOSED, result);
                claim.abort();
                claimedFrom = null;
            } else if (isAccepted(connection, result)) {
                oracle.accepted(new Sent(result, type(claimedLength), claimedLength, 0, 1, 0));
                claimedFrom = null;
            }
        }
    }

    private static int type(final int length) {
        return length * 3;
    }

    private int length() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> random.nextInt(MAX_LENGTH + 1);
            case 2 -> 512 + random.nextInt(4096);
            case 3 -> MAX_LENGTH - random.nextInt(8);
            default -> random.nextInt(200);
        };
    }

    private static Bytes<?> bytes(final byte[] payload) {
        return Bytes.wrapForRead(payload);
    }

    private boolean isAccepted(final Connection connection, final long result) {
        if (result > 0) {
            return true;
        }
        oracle.check(result == Connection.BACK_PRESSURED && oracle.unacked() > 0
                || result == Connection.NO_SESSION && connection.remoteName() == null,
            "a send answered " + Connection.resultName(result));
        return false;
    }

    private void note(final String what, final long result, final int length) {
        steps.add("  " + oracle + ": " + what + " length=" + length + " -> "
            + (result > 0 ? Long.toString(result) : Connection.resultName(result)));
    }

    @Override
    public void close() {
        claim.close();
    }
}
