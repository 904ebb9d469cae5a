package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Limits;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client does not accept of a server, whose words are put into its mouth here. */
class ClientRefusalTest {
    private static final long INCARNATION = 7;
    private static final ResumeOffer FROM_START =
        new ResumeOffer(ResumeOutcome.FROM_START, INCARNATION, 1, 0, 0, 0, 0);

    @TempDir
    Path folder;

    private TestPair pair;
    private Listener listener;

    @BeforeEach
    void open() throws IOException {
        pair = new TestPair(folder);
        listener = pair.network.listen(TestPair.ADDRESS);
    }

    @AfterEach
    void close() {
        pair.close();
        listener.close();
    }

    private RawPeer accepted() throws IOException {
        final Channel[] channel = new Channel[1];
        pair.pollUntil("a socket", () -> {
            try {
                channel[0] = listener.accept(4096);
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
            return channel[0] != null;
        });
        return new RawPeer(pair, channel[0]);
    }

    private void assertClientRefuses(final RawPeer server, final Refusal.Code code) throws Exception {
        assertEquals(code, Refused.decode(server.frame()).refusal().code(), "the server is told");
        assertEquals(code, pair.atClient.refusals.get(0).code());
        assertEquals(DisconnectReason.LOGIN_REFUSED, pair.atClient().lastDisconnect());
        assertEquals(0, pair.atClient().stats().sessions());
    }

    private static Terms terms(final int maxMessageLength) {
        return new Terms(new LogFacts(INCARNATION, 1, 0, 0), HeldFacts.NOTHING,
            new Limits(maxMessageLength, 1000, 10_000), Transports.TCP_ONLY);
    }

    private RawPeer loggingIn() throws Exception {
        pair.openClient();
        final RawPeer server = accepted();
        assertEquals("C", Login.decode(server.frame()).who().localName());
        return server;
    }

    @Test
    void aServerOfAnotherNameIsRefused() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(new LoginOk(terms(4096), FROM_START, "Imposter", new byte[0], SharedMemory.NONE)::encode);

            assertClientRefuses(server, Refusal.Code.WRONG_NAME);
        }
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(new LoginOk(2, 0, terms(4096), FROM_START, "S", new byte[0], SharedMemory.NONE,
                new byte[0])::encode);

            assertClientRefuses(server, Refusal.Code.VERSION);
        }
    }

    @Test
    void otherLimitsAreRefused() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(new LoginOk(terms(4097), FROM_START, "S", new byte[0], SharedMemory.NONE)::encode);

            assertClientRefuses(server, Refusal.Code.LIMITS);
        }
    }

    @Test
    void anOfferThatSkipsMessagesUnsaidIsRefused() throws Exception {
        try (RawPeer server = loggingIn()) {
            final ResumeOffer skipping = new ResumeOffer(ResumeOutcome.FROM_START, INCARNATION, 1, 5, 5, 0, 0);

            server.send(new LoginOk(terms(4096), skipping, "S", new byte[0], SharedMemory.NONE)::encode);

            assertClientRefuses(server, Refusal.Code.INDEX_MISMATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../escape", "C", ".", "a/b"})
    void aServerNameThatCannotBeUsedIsRefusedAndLeavesNothingOnDisk(final String name) throws Exception {
        pair.clientOptions = context -> context.remoteName(null);
        try (RawPeer server = loggingIn()) {
            server.send(Challenge.ofName(name)::encode);
            pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

            assertEquals(Refusal.Code.INVALID_NAME, pair.atClient.refusals.get(0).code());
            assertNull(pair.atClient().remoteName());
        }
        try (Stream<Path> files = Files.walk(pair.clientStore(), 2)) {
            assertEquals(1, files.filter(Files::isDirectory).filter(path -> !path.equals(pair.clientStore())).count());
        }
    }

    @Test
    void aNameIsAskedForOnlyIfItWasLeftOpen() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(Challenge.ofName("S2")::encode);

            pair.pollUntil("given up", () -> !pair.atClient.disconnects.isEmpty());

            assertEquals(DisconnectReason.PROTOCOL_ERROR, pair.atClient().lastDisconnect());
        }
    }

    @Test
    void anUnknownRefusalIsToldWithItsCode() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(new Refused(99, "from the future")::encode);

            pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

            assertTrue(pair.atClient.refusals.get(0).text().contains("99"));
            assertTrue(pair.atClient.refusals.get(0).text().contains("from the future"));
        }
    }

    @Test
    void theSessionBeginsWithTheServersFirstWordAfterConfirmAndNotBefore() throws Exception {
        try (RawPeer server = loggingIn()) {
            server.send(new LoginOk(terms(4096), FROM_START, "S", new byte[0], SharedMemory.NONE)::encode);
            server.frame();
            pair.poll(10);
            assertEquals(ConnectionState.LOGGING_IN, pair.atClient().state());

            server.send(out -> HeartbeatFrame.encode(out, 0, 0));
            pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED);

            pair.poll(1);
            assertEquals(1, pair.atClient.reports.size());
        }
    }

    @Test
    void aServerNameThatDiffersFromAKnownOneOnlyInCaseIsRefused() throws Exception {
        pair.openClient();
        pair.closeClient();
        pair.clientOptions = context -> context.remoteName(null);
        try (RawPeer server = loggingIn()) {
            server.send(Challenge.ofName("s")::encode);
            pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

            assertEquals(Refusal.Code.INVALID_NAME, pair.atClient.refusals.get(0).code());
            assertNull(pair.atClient().remoteName());
        }
    }

    @Test
    void aStoreThatCannotBeUsedForTheServersNameIsToldAndTriedAgain() throws Exception {
        pair.openClient();
        pair.closeClient();
        Files.write(pair.clientStore().resolve("C").resolve("S").resolve("ack"), new byte[10]);
        pair.clientOptions = context -> context.remoteName(null);
        try (RawPeer server = loggingIn()) {
            server.send(Challenge.ofName("S")::encode);
            pair.pollUntil("given up", () -> !pair.atClient.disconnects.isEmpty());

            assertEquals(DisconnectReason.STORE_FAULT, pair.atClient().lastDisconnect());
            assertNotNull(pair.atClient.event("fault"));
        }
        pair.pollUntil("another try", () -> pair.network.connectCount() > 1);
    }
}
