package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Waiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The memory of what is not confirmed, against a list of frames. */
class UnconfirmedMessagesTest {
    private static final int CAPACITY = 100;
    private static final int MOST_MESSAGES = 9;

    private final UnconfirmedMessages messages = new UnconfirmedMessages(CAPACITY, MOST_MESSAGES);
    private final NarrowChannel channel = new NarrowChannel();

    @AfterEach
    void close() {
        messages.close();
    }

    private boolean offer(final byte[] frame) {
        final int offset = messages.claim(frame.length);
        if (offset < 0) {
            return false;
        }
        messages.memory().put(offset, frame);
        messages.commit(frame.length);
        return true;
    }

    private byte[] write(final int most) throws IOException {
        channel.room = most;
        final int count = messages.write(channel);
        assertEquals(most - channel.room, count);
        return channel.take();
    }

    private static byte[] frame(final int length, final int value) {
        final byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) value);
        return frame;
    }

    @Test
    void holdsAFrameAsLongAsAllOfItWhereverTheLastOneEnded() {
        assertTrue(offer(frame(60, 1)));
        messages.confirm(1);

        assertTrue(offer(frame(CAPACITY, 2)));
        assertFalse(offer(frame(1, 3)));
        messages.confirm(2);

        assertTrue(offer(frame(1, 3)));
        assertEquals(3, messages.offered());
        assertEquals(2, messages.confirmed());
    }

    @Test
    void takesNoMoreMessagesThanItsBound() {
        for (int i = 0; i < MOST_MESSAGES; i++) {
            assertTrue(offer(frame(1, i)));
        }

        assertFalse(offer(frame(1, 10)));
        messages.confirm(1);
        assertTrue(offer(frame(1, 10)));
        assertEquals(MOST_MESSAGES, messages.count());
    }

    @Test
    void countsOnFromWhatWasConfirmedBefore() {
        messages.countFrom(41);

        assertTrue(offer(frame(1, 1)));

        assertEquals(42, messages.offered());
        assertEquals(1, messages.count());
    }

    @Test
    void writesWhatIsHeldAndNothingElseInAnyOrderOfEvents() throws IOException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        final Deque<byte[]> held = new ArrayDeque<>();
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            final int step = random.nextInt(10);
            if (step < 4) {
                final byte[] frame = frame(1 + random.nextInt(40), i);
                if (offer(frame)) {
                    held.add(frame);
                    expected.writeBytes(frame);
                } else {
                    assertFalse(held.isEmpty(), "seed=" + seed);
                }
            } else if (step < 7) {
                sent.writeBytes(write(random.nextInt(80)));
            } else if (step < 9) {
                confirmSome(held, random, sent.size() - written(expected, held));
            } else if (random.nextInt(20) == 0) {
                messages.rewind();
                expected.reset();
                sent.reset();
                held.forEach(expected::writeBytes);
            }
            assertEquals(held.size(), messages.count(), "seed=" + seed);
        }
        sent.writeBytes(write(1000));

        assertFalse(messages.isToWrite());
        assertArrayEquals(expected.toByteArray(), sent.toByteArray(), "seed=" + seed);
    }

    /** How many bytes of the expected stream came before the first that is held. */
    private static int written(final ByteArrayOutputStream expected, final Deque<byte[]> held) {
        return expected.size() - held.stream().mapToInt(frame -> frame.length).sum();
    }

    /** Confirms only what was sent whole. */
    private void confirmSome(final Deque<byte[]> held, final Random random, final int sentBytes) {
        int left = sentBytes;
        long sequence = messages.confirmed();
        while (!held.isEmpty() && held.peek().length <= left && random.nextInt(4) > 0) {
            left -= held.remove().length;
            sequence++;
        }
        messages.confirm(sequence);
    }

    /** Takes as many bytes as it has room for. */
    private static final class NarrowChannel implements Channel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int room;

        byte[] take() {
            final byte[] bytes = written.toByteArray();
            written.reset();
            return bytes;
        }

        @Override
        public int write(final ByteBuffer source) {
            final byte[] bytes = new byte[Math.min(room, source.remaining())];
            source.get(bytes);
            written.writeBytes(bytes);
            room -= bytes.length;
            return bytes.length;
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public int read(final ByteBuffer destination) {
            return 0;
        }

        @Override
        public boolean endOutput() {
            return true;
        }

        @Override
        public SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public void watch(final Waiter waiter, final int interest, final Runnable onReady) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unwatch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}
