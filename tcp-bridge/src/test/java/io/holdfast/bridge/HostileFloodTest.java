package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many connections that never log in, on a real port, while a good client is at work. */
class HostileFloodTest {
    private static final int CONNECTIONS = 1000;
    private static final int MAX_PENDING = 64;

    @TempDir
    Path folder;
    private HostilePort port;
    private TreeSet<String> foldersBefore;

    @BeforeEach
    void open() {
        port = new HostilePort(folder, context -> context.maxPendingLogins(MAX_PENDING), context -> { });
        foldersBefore = port.allFolders();
    }

    @AfterEach
    void othersDidNotNotice() {
        try (HostilePort open = port) {
            open.assertGoodClientDidNotNotice();
            assertEquals(foldersBefore, open.allFolders());
        }
    }

    @Test
    void survivesAThousandConnectionsInSequence() {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (RawClient raw = port.connect()) {
                poll();
                assertFalse(raw.read());
            }
        }
        port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
    }

    @Test
    void holdsFewOfAThousandConnectionsAtOnceAndClosesTheOldest() {
        final long directBefore = HostilePort.directBytes();
        final List<RawClient> flood = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                flood.add(port.connect());
                poll();
                assertTrue(port.pair.server.pendingLogins() <= MAX_PENDING);
            }
            port.assertGoodClientDidNotNotice();

            assertEquals("CLOSE LOGIN_TIMEOUT", flood.get(0).awaitEnd());
            assertEquals("CLOSE LOGIN_TIMEOUT", flood.get(CONNECTIONS - MAX_PENDING - 1).awaitEnd());
            assertEquals(MAX_PENDING, port.pair.server.pendingLogins());
            final long grown = HostilePort.directBytes() - directBefore - (long) CONNECTIONS * RawClient.DIRECT_BYTES;
            assertTrue(grown <= 2 * MAX_PENDING * Protocol.MAX_LOGIN_FRAME_LENGTH + 4096, "grown=" + grown);
            port.pair.clock.advance(TimeUnit.SECONDS.toNanos(5));
            assertEquals("CLOSE LOGIN_TIMEOUT", flood.get(CONNECTIONS - 1).awaitEnd());
            assertEquals(0, port.pair.server.pendingLogins());
        } finally {
            flood.forEach(RawClient::close);
        }
    }

    private void poll() {
        port.pair.clock.advance(100_000);
        port.pair.poll();
    }

    @Test
    void letsAGoodLoginThroughAFlood() {
        final List<RawClient> flood = new ArrayList<>();
        port.pair.closeClient();
        try {
            for (int i = 0; i < 2 * MAX_PENDING; i++) {
                flood.add(port.connect());
                poll();
            }
            port.pair.openClient();
            for (int i = 0; i < CONNECTIONS && port.pair.atClient().state() != ConnectionState.CONNECTED; i++) {
                flood.add(port.connect());
                poll();
            }

            assertEquals(ConnectionState.CONNECTED, port.pair.atClient().state());
        } finally {
            flood.forEach(RawClient::close);
        }
        port.beginAnew();
    }

    @Test
    void letsAGoodLoginThroughAFloodOfHalfLogins() {
        final List<RawClient> flood = new ArrayList<>();
        port.pair.closeClient();
        try {
            for (int i = 0; i < 2 * MAX_PENDING; i++) {
                flood.add(port.connect().send(RawClient.login("half-" + i, "S")::encode));
                poll();
            }
            port.pair.openClient();
            for (int i = 0; i < CONNECTIONS && port.pair.atClient().state() != ConnectionState.CONNECTED; i++) {
                flood.add(port.connect().send(RawClient.login("more-" + i, "S")::encode));
                poll();
            }

            assertEquals(ConnectionState.CONNECTED, port.pair.atClient().state());
        } finally {
            flood.forEach(RawClient::close);
        }
        port.beginAnew();
    }

    @Test
    void survivesConnectionsThatAreResetAtOnce() throws IOException {
        final InetSocketAddress address = port.pair.server.localAddress();
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
                socket.setSoLinger(true, 0);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {1, 2, 3});
                }
                if (i % 3 == 0) {
                    poll();
                }
            }
            poll();
        }
        port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
    }

    @Test
    void refusesNewPeersBeyondTheMaximumAndMakesNoFolders() {
        port.close();
        port = new HostilePort(folder.resolve("small"), context -> context.maxConnections(1), context -> { });
        foldersBefore = port.allFolders();
        try (RawClient raw = port.connect()) {
            assertEquals("REFUSED LIMITS", raw.send(RawClient.login("X", "S")::encode).awaitEnd());
        }
        port.reopenServer();
        try (RawClient raw = port.connect()) {
            assertEquals("REFUSED LIMITS", raw.send(RawClient.login("X", "S")::encode).awaitEnd());
        }
    }

    @Test
    void backsOffFromAServerThatEndsEverySessionAtOnce() {
        final long before = port.pair.atClient().stats().sessions();
        for (int i = 0; i < 30_000; i++) {
            if (port.pair.atServer().state() == ConnectionState.CONNECTED) {
                port.pair.atServer().disconnect();
            }
            port.pair.poll();
            port.pair.clock.advance(TestPair.TICK_NS);
        }

        final long sessions = port.pair.atClient().stats().sessions() - before;
        assertTrue(sessions > 3 && sessions < 30, "sessions=" + sessions);
        port.beginAnew();
    }

    @Test
    void keepsTwoLoginsOfOneNewNameApart() {
        try (RawClient first = port.connect(); RawClient second = port.connect()) {
            first.send(RawClient.login("X", "S")::encode);
            assertEquals(FrameType.LOGIN_OK, FrameHeader.type(first.awaitFrame(), 0));

            assertEquals("REFUSED ALREADY_LOGGED_ON", second.send(RawClient.login("X", "S")::encode).awaitEnd());
        }
    }
}
