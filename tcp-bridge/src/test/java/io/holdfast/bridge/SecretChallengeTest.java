package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.ChallengeResponse;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server that wants a secret, and clients that answer what they like. */
class SecretChallengeTest extends SecretFixture {
    private static final byte[] CLIENT_NONCE = new byte[Proof.NONCE_LENGTH];
    private static final Confirm CONFIRM = new Confirm(new ResumeOffer(ResumeOutcome.FROM_START,
        RawPeer.TERMS.log().incarnation(), 1, 0, 0, 0, 0), Protocol.TRANSPORT_TCP, SharedMemory.NONE);

    private Map<String, String> before;

    @BeforeEach
    void openServer() {
        pair.openServer();
        before = contents(pair.serverStore());
    }

    private void assertNothingChanged() {
        assertEquals(before, contents(pair.serverStore()));
    }

    private static Transcript transcript(final Login login, final byte[] serverNonce) {
        return new Transcript(Transcript.PEERS, login.who().localName(), login.who().remoteName(), serverNonce,
            CLIENT_NONCE, login.sessionCounter(), login.terms().log().incarnation(), new byte[0]);
    }

    private static ChallengeResponse response(final byte[] secret, final Login login, final byte[] serverNonce) {
        return new ChallengeResponse(CLIENT_NONCE, Proof.ofClient(secret, transcript(login, serverNonce)));
    }

    private static byte[] challenged(final RawPeer peer) throws ProtocolException {
        final Challenge challenge = Challenge.decode(peer.frame());
        assertEquals(Challenge.KIND_SECRET, challenge.kind());
        return challenge.data();
    }

    private static void assertRefused(final RawPeer peer) throws ProtocolException {
        assertEquals(Refusal.Code.NOT_AUTHENTICATED, Refused.decode(peer.frame()).refusal().code());
        assertTrue(peer.isEnded());
    }

    private static void assertProtocolError(final RawPeer peer) throws ProtocolException {
        assertEquals(CloseReason.PROTOCOL_ERROR, Close.decode(peer.frame()).reason());
        assertTrue(peer.isEnded());
    }

    /** Logs in as one should, and tells what was sent. */
    private List<byte[]> loggedIn(final RawPeer peer) throws ProtocolException {
        final Login login = RawPeer.login("C", "S");
        final List<byte[]> sent = new ArrayList<>();
        send(peer, login::encode, sent);
        final byte[] nonce = challenged(peer);
        send(peer, response(SECRET, login, nonce)::encode, sent);
        final LoginOk answer = LoginOk.decode(peer.frame());
        assertArrayEquals(Proof.ofServer(SECRET, transcript(login, nonce)), answer.proof());
        send(peer, CONFIRM::encode, sent);
        assertEquals(FrameType.HEARTBEAT, FrameHeader.type(peer.frame(), 0));
        return sent;
    }

    private static void send(final RawPeer peer, final Consumer<ByteBuffer> frame, final List<byte[]> sent) {
        sent.add(RawClient.bytes(frame));
        peer.send(frame);
    }

    @Test
    void whoProvesTheSecretIsGivenTheServersProofAndASession() throws Exception {
        try (RawPeer peer = RawPeer.toServer(pair)) {
            loggedIn(peer);

            assertEquals(ConnectionState.CONNECTED, pair.atServer().state());
        }
    }

    @Test
    void aRecordedLoginPlayedAgainByteForByteIsRefused() throws Exception {
        final List<byte[]> recorded;
        try (RawPeer peer = RawPeer.toServer(pair)) {
            recorded = loggedIn(peer);
        }
        pair.pollUntil("ended", () -> pair.atServer().state() == ConnectionState.DISCONNECTED);
        before = contents(pair.serverStore());

        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(out -> recorded.forEach(out::put));

            challenged(peer);
            assertRefused(peer);
        }
        try (RawPeer peer = RawPeer.toServer(pair)) {
            for (final byte[] frame : recorded.subList(0, 2)) {
                peer.send(out -> out.put(frame));
                pair.poll(10);
            }

            challenged(peer);
            assertRefused(peer);
        }
        assertEquals(1, pair.atServer().stats().sessions());
        assertNothingChanged();
    }

    @Test
    void everyChallengeIsAnother() throws Exception {
        try (RawPeer one = RawPeer.toServer(pair); RawPeer other = RawPeer.toServer(pair)) {
            one.send(RawPeer.login("C", "S")::encode);
            other.send(RawPeer.login("C", "S")::encode);
            final byte[] nonce = challenged(one);
            assertFalse(Arrays.equals(nonce, challenged(other)));

            other.send(response(SECRET, RawPeer.login("C", "S"), nonce)::encode);

            assertRefused(other);
        }
        assertNothingChanged();
    }

    @Test
    void theServersProofIsNoProofOfTheClient() throws Exception {
        try (RawPeer peer = RawPeer.toServer(pair)) {
            final Login login = RawPeer.login("C", "S");
            peer.send(login::encode);
            final byte[] nonce = challenged(peer);

            peer.send(new ChallengeResponse(CLIENT_NONCE, Proof.ofServer(SECRET, transcript(login, nonce)))::encode);

            assertRefused(peer);
        }
        assertNothingChanged();
    }

    @Test
    void aProofForAnotherLoginIsRefused() throws Exception {
        final Login login = RawPeer.login("C", "S");
        final Login later = new Login(2, login.terms(), login.who(), login.sharedMemory());
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(login::encode);

            peer.send(response(SECRET, later, challenged(peer))::encode);

            assertRefused(peer);
        }
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("D", "S")::encode);

            peer.send(response(OTHER_SECRET, login, challenged(peer))::encode);

            assertRefused(peer);
        }
        assertNothingChanged();
    }

    @Test
    void anUnknownNameIsAnsweredAsAKnownOneIs() throws Exception {
        final List<String> answers = new ArrayList<>();
        for (final String name : new String[] {"C", "Nobody", "C20240101", "c"}) {
            try (RawPeer peer = RawPeer.toServer(pair)) {
                final Login login = RawPeer.login(name, "S");
                peer.send(login::encode);
                final byte[] nonce = challenged(peer);
                peer.send(response(new byte[32], login, nonce)::encode);
                answers.add(nonce.length + " " + Refused.decode(peer.frame()));
            }
        }

        assertEquals(1, answers.stream().distinct().count(), answers::toString);
        assertNothingChanged();
    }

    @Test
    void aFullServerTellsSoOnlyToThoseWhoHaveProvenTheSecret() throws Exception {
        pair.closeServer();
        pair.serverOptions = context -> context.maxConnections(1).loginHandler(
            SharedSecretLogin.of(secrets, pair.clock));
        openBoth();
        pair.pollUntilConnected();
        final Login login = RawPeer.login("D", "S");
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(login::encode);
            peer.send(response(SECRET, login, challenged(peer))::encode);
            assertRefused(peer);
        }
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(login::encode);
            peer.send(response(OTHER_SECRET, login, challenged(peer))::encode);

            assertEquals(Refusal.Code.LIMITS, Refused.decode(peer.frame()).refusal().code());
        }
    }

    @Test
    void whoHasNotProvenItNeitherHoldsANameNorTakesItFromItsHolder() throws Exception {
        try (RawPeer waiting = RawPeer.toServer(pair); RawPeer later = RawPeer.toServer(pair)) {
            waiting.send(RawPeer.login("C", "S")::encode);
            challenged(waiting);
            pair.openClient();
            pair.pollUntilConnected();

            later.send(RawPeer.login("C", "S")::encode);
            challenged(later);
            pair.poll(100);

            assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
            assertEquals(1, pair.atClient().stats().sessions());
        }
    }

    @Test
    void whoNeverAnswersIsClosedAtTheDeadline() throws Exception {
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            challenged(peer);
            pair.clock.advance(TimeUnit.SECONDS.toNanos(5));

            assertEquals(CloseReason.LOGIN_TIMEOUT, Close.decode(peer.frame()).reason());
            assertTrue(peer.isEnded());
        }
        assertNothingChanged();
    }

    @Test
    void anAnswerThatWasNotAskedForIsAProtocolError() throws Exception {
        final ChallengeResponse response = response(SECRET, RawPeer.login("C", "S"), new byte[32]);
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(response::encode);
            assertProtocolError(peer);
        }
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "")::encode);
            assertEquals(Challenge.KIND_NAME, Challenge.decode(peer.frame()).kind());
            peer.send(response::encode);
            assertProtocolError(peer);
        }
        assertNothingChanged();
        pair.closeServer();
        pair.serverOptions = context -> { };
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            LoginOk.decode(peer.frame());
            peer.send(response::encode);
            assertProtocolError(peer);
        }
    }

    @Test
    void aSecondAnswerIsAProtocolError() throws Exception {
        try (RawPeer peer = RawPeer.toServer(pair)) {
            final Login login = RawPeer.login("C", "S");
            peer.send(login::encode);
            final ChallengeResponse response = response(SECRET, login, challenged(peer));

            peer.send(response::encode);
            LoginOk.decode(peer.frame());
            peer.send(response::encode);

            assertProtocolError(peer);
        }
        assertNothingChanged();
    }

    @Test
    void anyOtherFrameInPlaceOfTheAnswerIsAProtocolError() throws Exception {
        final List<Consumer<ByteBuffer>> others = List.of(RawPeer.login("C", "S")::encode, CONFIRM::encode,
            Challenge.ofSecret(new byte[32])::encode);
        for (final Consumer<ByteBuffer> other : others) {
            try (RawPeer peer = RawPeer.toServer(pair)) {
                peer.send(RawPeer.login("C", "S")::encode);
                challenged(peer);
                peer.send(other);

                assertProtocolError(peer);
            }
        }
        assertNothingChanged();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 1000})
    void anAnswerOfAnotherLengthIsAProtocolError(final int length) throws Exception {
        for (final ChallengeResponse response : List.of(new ChallengeResponse(new byte[length], new byte[32]),
            new ChallengeResponse(new byte[32], new byte[length]))) {
            try (RawPeer peer = RawPeer.toServer(pair)) {
                peer.send(RawPeer.login("C", "S")::encode);
                challenged(peer);
                peer.send(response::encode);

                assertProtocolError(peer);
            }
        }
        assertNothingChanged();
    }

    @Test
    void anAnswerThatComesByteByByteIsGoodAndOneThatIsCutOffIsNot() throws Exception {
        final Login login = RawPeer.login("C", "S");
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(login::encode);
            final byte[] bytes = RawClient.bytes(response(SECRET, login, challenged(peer))::encode);
            for (final byte one : bytes) {
                peer.send(out -> out.put(one));
                pair.poll(1);
            }

            assertEquals("S", LoginOk.decode(peer.frame()).localName());
        }
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(login::encode);
            final byte[] bytes = RawClient.bytes(response(SECRET, login, challenged(peer))::encode);
            peer.send(out -> out.put(bytes, 0, bytes.length - 1));
        }
        pair.poll(10);
        assertEquals(0, pair.server.pendingLogins());
        assertNothingChanged();
    }

    @Test
    void aFrameTooLongIsRefusedBeforeItHasCome() throws Exception {
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            challenged(peer);
            peer.send(out -> {
                FrameHeader.put(out, 0, 16 * 1024 + 1, FrameType.CHALLENGE_RESPONSE);
                out.position(FrameHeader.HEADER_LENGTH);
            });

            assertProtocolError(peer);
        }
        assertFalse(contents(pair.serverStore()).containsKey("S/C/session"));
    }
}
