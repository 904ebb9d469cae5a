package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeReport;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a listener that throws must not break: it reaches the caller of the duty cycle, and everybody else goes on. */
class ListenerFaultTest {
    private static final long FIRST = RawClient.FIRST_INDEX;
    private static final ConnectionListener THROWS_ON_REFUSALS = new ConnectionListener() {
        @Override
        public void onLoginRefused(final String remoteName, final Refusal refusal) {
            throw new IllegalStateException("the listener is at fault");
        }
    };

    @TempDir
    Path folder;
    private TestPair pair;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
        pair.serverOptions = context -> context.listener(THROWS_ON_REFUSALS);
        pair.openServer();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private RawClient connect() {
        return new RawClient(pair.network, TestPair.ADDRESS, pair::poll);
    }

    private static void awaitLoginOk(final RawClient raw) throws Exception {
        LoginOk.decode(raw.awaitFrame());
    }

    @Test
    void aLoginThatIsDoneInTheSameCycleKeepsItsBytes() throws Exception {
        try (RawClient good = connect(); RawClient refused = connect()) {
            good.send(RawClient.login("X", "S")::encode);
            awaitLoginOk(good);
            refused.send(RawClient.login("Y", "another")::encode);
            good.send(RawClient.confirm()::encode);
            pair.clock.advance(TestPair.TICK_NS);
            assertThrows(IllegalStateException.class, pair.server::doWork);
            good.sendPosition(FIRST, 1).sendData(FIRST, "hello".getBytes(StandardCharsets.UTF_8));

            pair.pollUntil("delivered", () -> !pair.atServer.received.isEmpty());

            assertEquals(List.of("hello"), pair.atServer.received);
            assertEquals(DisconnectReason.NONE, pair.server.connection("X").lastDisconnect());
        }
    }

    @Test
    void itIsToldTheRestThoughItThrewAtTheFirst() {
        final List<String> told = new ArrayList<>();
        pair.clientOptions = context -> context.listener(new ConnectionListener() {
            @Override
            public void onPeerNew(final Connection connection, final long incarnation) {
                throw new IllegalStateException("the listener is at fault");
            }

            @Override
            public void onConnected(final Connection connection, final ResumeReport report) {
                told.add("connected");
            }
        });
        pair.openClient();

        assertThrows(IllegalStateException.class, () -> pair.pollUntil("told", () -> !told.isEmpty()));

        assertEquals(List.of("connected"), told);
    }

    @Test
    void aClientThatRefusesIsLetGoOf() throws Exception {
        try (RawClient raw = connect()) {
            raw.send(RawClient.login("X", "S")::encode);
            awaitLoginOk(raw);
            raw.send(Refused.of(new Refusal(Refusal.Code.LIMITS, "no"))::encode);

            assertThrows(IllegalStateException.class, pair.server::doWork);
            pair.poll();

            assertEquals(0, pair.server.pendingLogins());
        }
    }

    @Test
    void endingASessionInTheHandlerOfATombstoneIsDoneLater() {
        final Connection[] told = new Connection[1];
        pair.closeServer();
        pair.serverOptions = context -> context.listener(new ConnectionListener() {
            @Override
            public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                               final long toIndex) {
                told[0] = connection;
                connection.close();
            }
        });
        pair.openServer();
        try (RawClient raw = connect().logIn("X")) {
            raw.sendPosition(FIRST, 1);
            raw.sendData(FIRST, new byte[0], record -> raw.reseal(record.put(5, (byte) 2), FIRST));

            pair.pollUntil("told", () -> told[0] != null);
            pair.poll(3);

            assertEquals(FIRST, told[0].consumedIndex());
            assertTrue(raw.awaitAll().contains("CLOSE SHUTTING_DOWN"));
        }
    }
}
