package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.ChallengeResponse;
import io.holdfast.bridge.protocol.Confirm;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client with a secret, and servers that answer what they like. */
class SecretServerTest extends SecretFixture {
    private static final long INCARNATION = 9;
    private static final byte[] SERVER_NONCE = new byte[Proof.NONCE_LENGTH];
    private static final LoginOk ANSWER = new LoginOk(new Terms(new LogFacts(INCARNATION, 1, 0, 0), HeldFacts.NOTHING,
        new Limits(4096, 1000, 10_000), Transports.TCP_ONLY),
        new ResumeOffer(ResumeOutcome.FROM_START, INCARNATION, 1, 0, 0, 0, 0), "S", new byte[0], SharedMemory.NONE);

    private Listener listener;
    private Map<String, String> before;

    @BeforeEach
    void openClient() throws IOException {
        listener = pair.network.listen(TestPair.ADDRESS);
        pair.openClient();
        TestPair.send(pair.atClient(), "for the right server only");
        before = withoutCounter();
    }

    @AfterEach
    void stopListening() {
        listener.close();
    }

    /** The client's store; what counts its logins and what it writes for a login's time is left out. */
    private Map<String, String> withoutCounter() {
        final Map<String, String> contents = contents(pair.clientStore());
        contents.keySet().removeIf(file -> file.endsWith("/state") || file.contains(".login"));
        assertTrue(contents.containsKey("C/S/session") && contents.containsKey("C/S/ack"), contents::toString);
        return contents;
    }

    private RawPeer accepted() {
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

    private static Transcript transcript(final Login login, final byte[] clientNonce) {
        return new Transcript(Transcript.PEERS, "C", "S", SERVER_NONCE, clientNonce, login.sessionCounter(),
            login.terms().log().incarnation(), new byte[0]);
    }

    private void assertRefuses(final RawPeer server, final String text) throws Exception {
        final Refusal told = Refused.decode(server.frame()).refusal();
        assertEquals(Refusal.Code.NOT_AUTHENTICATED, told.code());
        assertTrue(told.text().contains(text), told::text);
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());
        assertEquals(told, pair.atClient.refusals.get(0));
        assertEquals(DisconnectReason.LOGIN_REFUSED, pair.atClient().lastDisconnect());
        assertEquals(0, pair.atClient().stats().sessions());
        assertEquals(1, pair.atClient().unackedMessages());
        assertEquals(before, withoutCounter());
    }

    @Test
    void aServerThatProvesTheSecretIsBelieved() throws Exception {
        try (RawPeer server = accepted()) {
            final Login login = Login.decode(server.frame());
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            final ChallengeResponse response = ChallengeResponse.decode(server.frame());
            final Transcript transcript = transcript(login, response.clientNonce());
            assertTrue(Proof.isSame(Proof.ofClient(SECRET, transcript), response.proof()));

            server.send(ANSWER.withProof(Proof.ofServer(SECRET, transcript))::encode);

            Confirm.decode(server.frame());
            server.send(out -> HeartbeatFrame.encode(out, 0, 0));
            pair.pollUntil("a session", () -> pair.atClient().stats().sessions() == 1);
        }
    }

    @Test
    void aServerThatSkipsTheChallengeIsRefused() throws Exception {
        try (RawPeer server = accepted()) {
            server.frame();

            server.send(ANSWER::encode);

            assertRefuses(server, "asked for no proof");
        }
    }

    @Test
    void aServerThatSkipsTheChallengeAndSendsAnyProofIsRefused() throws Exception {
        try (RawPeer server = accepted()) {
            final Login login = Login.decode(server.frame());

            server.send(ANSWER.withProof(Proof.ofServer(SECRET, transcript(login, new byte[32])))::encode);

            assertRefuses(server, "asked for no proof");
        }
    }

    @Test
    void aServerThatDoesNotKnowTheSecretIsRefused() throws Exception {
        try (RawPeer server = accepted()) {
            final Login login = Login.decode(server.frame());
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            final ChallengeResponse response = ChallengeResponse.decode(server.frame());

            server.send(ANSWER.withProof(
                Proof.ofServer(OTHER_SECRET, transcript(login, response.clientNonce())))::encode);

            assertRefuses(server, "could not prove");
        }
    }

    @Test
    void aServerThatAsksForTheProofAndGivesNoneIsRefused() throws Exception {
        try (RawPeer server = accepted()) {
            server.frame();
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            server.frame();

            server.send(ANSWER::encode);

            assertRefuses(server, "could not prove");
        }
    }

    @Test
    void aServerThatSendsTheClientsOwnProofBackIsRefused() throws Exception {
        try (RawPeer server = accepted()) {
            server.frame();
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            final ChallengeResponse response = ChallengeResponse.decode(server.frame());

            server.send(ANSWER.withProof(response.proof())::encode);

            assertRefuses(server, "could not prove");
        }
    }

    @Test
    void aRecordedServerPlayedAgainByteForByteIsRefused() throws Exception {
        final byte[] proof;
        try (RawPeer server = accepted()) {
            final Login login = Login.decode(server.frame());
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            final ChallengeResponse response = ChallengeResponse.decode(server.frame());
            proof = Proof.ofServer(SECRET, transcript(login, response.clientNonce()));
        }
        try (RawPeer server = accepted()) {
            server.frame();
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            server.frame();

            server.send(ANSWER.withProof(proof)::encode);

            assertRefuses(server, "could not prove");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void aChallengeOfAnotherLengthIsAProtocolError(final int length) throws Exception {
        try (RawPeer server = accepted()) {
            server.frame();

            server.send(Challenge.ofSecret(new byte[length])::encode);

            assertProtocolError();
        }
    }

    @Test
    void aSecondChallengeIsAProtocolError() throws Exception {
        try (RawPeer server = accepted()) {
            server.frame();
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);
            server.frame();

            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);

            assertProtocolError();
        }
    }

    @Test
    void aChallengeBeforeTheServersNameIsKnownIsAProtocolError() throws Exception {
        pair.closeClient();
        pair.clientOptions = context -> context.remoteName(null).name("E");
        pair.openClient();
        try (RawPeer server = openName()) {
            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);

            assertProtocolError();
        }
    }

    /** The first socket on which the server's name is left open: the client that is closed had one, too. */
    private RawPeer openName() throws Exception {
        RawPeer server = accepted();
        while (server.isEnded()) {
            server.close();
            server = accepted();
        }
        assertEquals("", Login.decode(server.frame()).who().remoteName());
        return server;
    }

    private void assertProtocolError() {
        pair.pollUntil("given up", () -> !pair.atClient.disconnects.isEmpty());
        assertEquals(DisconnectReason.PROTOCOL_ERROR, pair.atClient().lastDisconnect());
        assertFalse(pair.atClient.events.stream().anyMatch(event -> event.startsWith("connected")));
    }

    @Test
    void aClientThatWasGivenNoSecretProvesNothing() throws Exception {
        pair.closeClient();
        pair.clientOptions = context -> context.name("E");
        pair.openClient();
        try (RawPeer server = accepted()) {
            server.frame();

            server.send(Challenge.ofSecret(SERVER_NONCE)::encode);

            assertEquals(Refusal.Code.NOT_AUTHENTICATED, Refused.decode(server.frame()).refusal().code());
        }
    }
}
