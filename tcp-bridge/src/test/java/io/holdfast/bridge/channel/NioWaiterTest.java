package io.holdfast.bridge.channel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class NioWaiterTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int BUFFER_LENGTH = 4096;

    private Waiter waiter;
    private Listener listener;
    private Channel client;
    private Channel server;
    private int ready;

    @BeforeEach
    void open() throws IOException {
        waiter = NioNetwork.INSTANCE.waiter();
        listener = NioNetwork.INSTANCE.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        if (client != null) {
            client.close();
        }
        listener.close();
        waiter.close();
    }

    private void connect() throws IOException {
        client = NioNetwork.INSTANCE.connect(listener.localAddress(), BUFFER_LENGTH);
        while (server == null) {
            server = listener.accept(BUFFER_LENGTH);
        }
        while (!client.finishConnect()) {
            Thread.onSpinWait();
        }
    }

    private void onReady() {
        ready++;
    }

    private boolean isReadyNow() {
        waiter.wake();
        final int before = ready;
        waiter.await(HOUR_NS);
        return ready > before;
    }

    @Test
    void waitsUntilItsTimeIsUp() {
        assertFalse(waiter.await(1));
    }

    @Test
    void isWokenAlsoIfThatCameFirst() {
        waiter.wake();

        assertTrue(waiter.await(HOUR_NS));
        assertFalse(waiter.await(1));
    }

    @Test
    void waitsForSocketsToAccept() throws IOException {
        listener.watch(waiter, true);
        client = NioNetwork.INSTANCE.connect(listener.localAddress(), BUFFER_LENGTH);

        assertTrue(waiter.await(HOUR_NS));
        listener.watch(waiter, false);
        assertFalse(waiter.await(1));
    }

    @Test
    void waitsForTheEndOfConnecting() throws IOException {
        client = NioNetwork.INSTANCE.connect(listener.localAddress(), BUFFER_LENGTH);
        client.watch(waiter, Waiter.READ | Waiter.WRITE, this::onReady);

        assertTrue(waiter.await(HOUR_NS));
        assertTrue(client.finishConnect());
    }

    @Test
    void waitsForWhatItWasAskedTo() throws IOException {
        connect();
        server.watch(waiter, Waiter.READ, this::onReady);
        assertFalse(isReadyNow());
        client.write(ByteBuffer.allocateDirect(1));
        assertTrue(waiter.await(HOUR_NS));
        assertEquals(1, ready);

        server.watch(waiter, Waiter.WRITE, this::onReady);
        assertTrue(isReadyNow());
        server.watch(waiter, 0, this::onReady);
        assertFalse(isReadyNow());
        server.watch(waiter, Waiter.READ, this::onReady);
        assertTrue(isReadyNow());
        server.unwatch();

        assertFalse(isReadyNow());
    }

    @Test
    void waitsForTheEndOfAStream() throws IOException {
        connect();
        server.watch(waiter, Waiter.READ, this::onReady);

        client.close();

        assertTrue(waiter.await(HOUR_NS));
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
    }

    @Test
    void letsGoOfAChannelThatAnotherWaiterWatches() throws IOException {
        connect();
        client.write(ByteBuffer.allocateDirect(1));
        server.watch(waiter, Waiter.READ, this::onReady);
        assertTrue(isReadyNow());
        try (Waiter other = NioNetwork.INSTANCE.waiter()) {
            server.watch(other, Waiter.READ, () -> { });

            assertTrue(other.await(HOUR_NS));
            assertFalse(isReadyNow());
            server.watch(waiter, Waiter.READ, this::onReady);
            assertTrue(isReadyNow());
        }
    }

    @Test
    void tidyingUpFreesASocketThatWasClosedWhileItWasWatched() throws IOException {
        connect();
        server.watch(waiter, Waiter.READ, this::onReady);
        isReadyNow();

        server.close();
        waiter.tidy();

        assertThrows(IOException.class, this::writeUntilReset);
    }

    private void writeUntilReset() throws IOException {
        while (true) {
            client.write(ByteBuffer.allocateDirect(1));
        }
    }

    @Test
    void aChannelThatIsClosedAlreadyEndsTheWait() throws IOException {
        connect();
        server.close();

        server.watch(waiter, Waiter.READ, this::onReady);

        assertTrue(waiter.await(HOUR_NS));
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterruptedAndLeavesTheFlagSet() {
        Thread.currentThread().interrupt();

        waiter.await(HOUR_NS);

        assertTrue(Thread.interrupted());
    }

    @Test
    void onlyLetsTimePassOnceItIsClosed() throws IOException {
        connect();
        server.watch(waiter, Waiter.WRITE, this::onReady);

        waiter.close();

        assertFalse(waiter.await(1));
        waiter.wake();
        waiter.tidy();
        server.close();
        assertEquals(0, ready);
    }
}
