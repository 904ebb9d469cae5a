package io.holdfast.store;

import io.holdfast.Clock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends on a connection of a golden store and keeps what it sent, for the text beside the store. */
final class GoldenWriter {
    static final long DAY_NS = 86_400_000_000_000L;

    /** Goes on by a millisecond at each message. */
    static final class Time implements Clock {
        long epochNs = 1_767_603_600_000_000_000L; // 2026-01-05T09:00Z

        @Override
        public long epochNs() {
            return epochNs;
        }

        @Override
        public long monotonicNs() {
            return epochNs;
        }
    }

    private final Time time;
    private final List<GoldenMessage> messages = new ArrayList<>();
    private ConnectionStore store;
    private long last;

    GoldenWriter(final Time time) {
        this.time = time;
    }

    GoldenWriter on(final ConnectionStore opened) {
        store = opened;
        return this;
    }

    ConnectionStore store() {
        return store;
    }

    List<GoldenMessage> messages() {
        return messages;
    }

    void text(final int type, final String payload) {
        send(type, 0, payload.getBytes(StandardCharsets.UTF_8));
    }

    void send(final int type, final int flags, final byte[] payload) {
        tick();
        sent(store.sendQueue().offer(type, flags, payload, LogFixture.BYTE_BASE, payload.length), 1);
        add(new Sent(last, type, flags, payload), 0, 1);
    }

    /** Answers the peer's message and acks up to it. */
    void reply(final int type, final String payload, final long source) {
        tick();
        final byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        sent(store.sendQueue().reply(type, bytes, LogFixture.BYTE_BASE, bytes.length, source), 1);
        add(new Sent(last, type, 0, bytes), 0, 1);
    }

    void batch(final long source, final String... payloads) {
        tick();
        try (BatchBuffer batch = new BatchBuffer(GoldenStore.MAX_MESSAGE_LENGTH)) {
            for (int i = 0; i < payloads.length; i++) {
                final byte[] bytes = payloads[i].getBytes(StandardCharsets.UTF_8);
                batch.add(i + 1, bytes, LogFixture.BYTE_BASE, bytes.length);
            }
            sent(store.sendQueue().offer(batch, source), payloads.length);
        }
        for (int i = 0; i < payloads.length; i++) {
            add(new Sent(last - payloads.length + 1 + i, i + 1, 0, payloads[i].getBytes(StandardCharsets.UTF_8)), i,
                payloads.length);
        }
    }

    /** Text of a length, of which no two stretches are the same for long. */
    void large(final int type, final int length) {
        final StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("line ").append(text.length()).append(" of a large message\n");
        }
        text(type, text.substring(0, length));
    }

    private void tick() {
        time.epochNs += 1_000_000;
    }

    private void sent(final long result, final int count) {
        if (result <= 0) {
            throw new IllegalStateException("result=" + result + " count=" + count);
        }
        last = result;
    }

    private void add(final Sent sent, final int batchPosition, final int batchSize) {
        final ReceiveState received = store.receiveState();
        messages.add(new GoldenMessage(sent.index, messages.size() + 1, sent.type, sent.flags, time.epochNs,
            received.consumed(), received.adoption(), batchPosition, batchSize, sent.payload));
    }

    private record Sent(long index, int type, int flags, byte[] payload) {
    }
}
