package io.holdfast.bridge.tls;

import com.sun.management.ThreadMXBean;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.channel.Waiter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a stream of bytes is to those who use it, encrypted as well as plain. */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class TlsChannelTest extends CertificateFixture {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONG_NS = 1_000_000_000L;

    @Parameter
    String protocol;

    private final byte[] bytes = new byte[100_000];
    private int readyCalls;

    @BeforeEach
    void makePair() {
        new Random(1).nextBytes(bytes);
        pair = TlsPair.of(server().protocols(protocol), client().protocols(protocol));
    }

    @Test
    void carriesManyBytesBothWaysIntoBuffersOfAnyLength() throws IOException {
        pair.connect();

        for (final int length : new int[] {1, 100, 5000, 17_000, 1_000_000}) {
            final byte[] some = Arrays.copyOf(bytes, Math.min(bytes.length, 300 * length));
            assertArrayEquals(some, pair.carried(pair.client, pair.server, some, length));
            assertArrayEquals(some, pair.carried(pair.server, pair.client, some, length));
        }
    }

    @Test
    void carriesThemThroughASocketThatMovesOneByteAtATime() throws IOException {
        pair.network.capacity(1);
        final byte[] some = Arrays.copyOf(bytes, 3000);

        pair.connect();

        assertArrayEquals(some, pair.carried(pair.client, pair.server, some, 4096));
        assertArrayEquals(some, pair.carried(pair.server, pair.client, some, 4096));
    }

    @Test
    void carriesThemHoweverTheyAreSplit() throws IOException {
        for (int seed = 0; seed < 6; seed++) {
            pair.network.splitRandomly(seed);
            pair.network.capacity(100 + 3000 * seed);
            pair.connect();

            assertArrayEquals(bytes, pair.carried(pair.client, pair.server, bytes, 1000 + 4000 * seed), "seed=" + seed);

            pair.client.close();
            pair.server.close();
        }
    }

    @Test
    void takesNoMoreThanItCanHoldWhileNobodyReads() throws IOException {
        pair.connect();
        final ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

        for (int i = 0; i < 1000; i++) {
            pair.client.write(source);
        }

        assertTrue(source.position() < (128 << 10) + pair.network.capacity(), "taken=" + source.position());
        assertEquals(0, pair.client.write(source));
        assertArrayEquals(Arrays.copyOf(bytes, source.position()), read(source.position()));
    }

    @Test
    void fillsTheReadersBufferFromManyRecordsInOneCall() throws IOException {
        pair.connect();
        final ByteBuffer one = ByteBuffer.allocateDirect(100);
        for (int i = 0; i < 200; i++) {
            pair.client.write(one.clear());
        }

        assertEquals(20_000, pair.server.read(ByteBuffer.allocateDirect(1 << 20)));
    }

    @Test
    void countsAsReadyWhileDecryptedBytesWait() throws IOException {
        pair.connect();
        final Waiter waiter = pair.ofServer.waiter();
        pair.client.write(ByteBuffer.allocateDirect(10_000));
        final ByteBuffer small = ByteBuffer.allocateDirect(4000);
        assertEquals(4000, pair.server.read(small));
        assertEquals(0, pair.network.bytesWritten(Direction.TO_SERVER) - pair.network.bytesRead(Direction.TO_SERVER));

        for (int i = 0; i < 2; i++) {
            pair.server.watch(waiter, Waiter.READ, this::ready);
            assertTrue(waiter.await(LONG_NS));
            assertEquals(2 * i + 1, readyCalls);
            waiter.look();
            assertEquals(2 * i + 2, readyCalls);
            assertTrue(pair.server.read(small.clear()) > 0);
        }
        assertFalse(pair.network.waiters().get(0).isDue());
        assertFalse(waiter.await(LONG_NS));
        assertEquals(4, readyCalls);
    }

    @Test
    void isNotReadyForSomebodyWhoDoesNotWantToRead() throws IOException {
        pair.connect();
        final Waiter waiter = pair.ofServer.waiter();
        pair.client.write(ByteBuffer.allocateDirect(10_000));
        pair.server.read(ByteBuffer.allocateDirect(4000));
        pair.server.watch(waiter, Waiter.READ, this::ready);
        waiter.await(LONG_NS);

        pair.server.watch(waiter, 0, this::ready);
        assertFalse(waiter.await(LONG_NS));
        pair.server.watch(waiter, Waiter.READ, this::ready);
        pair.server.unwatch();
        waiter.await(LONG_NS);

        assertEquals(1, readyCalls);
    }

    @Test
    void goesOnWithWhatItHasTakenWhenTheSocketIsReadyAndNobodyCallsIt() throws IOException {
        pair.network.capacity(1000);
        pair.connect();
        final Waiter waiter = pair.ofClient.waiter();
        pair.client.watch(waiter, 0, this::ready);
        final ByteBuffer source = ByteBuffer.allocateDirect(9000).put(bytes, 0, 9000).flip();
        assertEquals(9000, pair.client.write(source));
        final ByteBuffer arrived = ByteBuffer.allocateDirect(9000);

        for (int i = 0; i < 100 && arrived.hasRemaining(); i++) {
            pair.server.read(arrived);
            waiter.await(LONG_NS);
        }

        assertFalse(arrived.hasRemaining());
        assertFalse(waiter.await(LONG_NS), "it wants to write for no reason");
    }

    @Test
    void tellsTheOtherEndThatItIsClosed() throws IOException {
        pair.connect();
        final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        pair.client.write(buffer);
        pair.client.close();

        assertEquals(100, pair.server.read(buffer.clear()));
        assertEquals(-1, pair.server.read(buffer.clear()));
        assertEquals(-1, pair.server.read(buffer.clear()));
        assertThrows(ClosedChannelException.class, () -> pair.client.read(buffer));
        assertThrows(ClosedChannelException.class, () -> pair.client.write(buffer));
        pair.client.close();
    }

    @Test
    void endsWhenASocketEnds() throws IOException {
        for (final Cut cut : new Cut[] {Cut.END_OF_STREAM, Cut.RESET}) {
            pair.connect();

            pair.network.cutAll(cut);

            final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
            try {
                assertEquals(-1, pair.server.read(buffer));
            } catch (final IOException e) {
                assertEquals("Connection reset", e.getMessage());
            }
            pair.client.close();
            pair.server.close();
        }
    }

    @Test
    void allocatesNothingWhileNothingComes() throws IOException {
        pair.connect();
        final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        final ByteBuffer nothing = ByteBuffer.allocateDirect(0);
        final Runnable idle = () -> idle(buffer, nothing);
        for (int i = 0; i < 1000; i++) {
            idle.run();
        }
        final long before = THREADS.getCurrentThreadAllocatedBytes();

        for (int i = 0; i < 1000; i++) {
            idle.run();
        }

        assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1000);
    }

    private void idle(final ByteBuffer buffer, final ByteBuffer nothing) {
        try {
            pair.server.read(buffer);
            pair.server.write(nothing);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private void ready() {
        readyCalls++;
    }

    private byte[] read(final int length) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        final ByteBuffer nothing = ByteBuffer.allocateDirect(0);
        for (int i = 0; i < 1000 && buffer.hasRemaining(); i++) {
            pair.client.write(nothing);
            pair.server.read(buffer);
        }
        final byte[] read = new byte[buffer.position()];
        buffer.get(0, read);
        return read;
    }
}
