package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

import static io.holdfast.bridge.queueserver.WireSession.frame;
import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.produce;
import static io.holdfast.bridge.queueserver.WireSession.proof;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients of the session protocol that have to prove that they know a secret. */
class QueueLoginTest extends QueueServerFixture {
    private static final byte[] SECRET = bytes("the secret of feed");
    private static final byte[] OTHER = bytes("the secret of desk");
    private static final byte[] NOBODYS = bytes("what nobody does know");
    private static final String NOT_PROVEN = "REFUSED 23 the client did not prove that it knows the secret of its name";

    private byte[] clientNonce;

    @BeforeEach
    void startServer() {
        clientNonce = Proof.newNonce();
        start(asking());
    }

    private QueueServerContext asking() {
        return context().loginHandler(request -> LoginHandler.Decision.provenBy(request.remoteName(),
            switch (request.remoteName()) {
                case "feed" -> SECRET;
                case "desk" -> OTHER;
                default -> NOBODYS;
            }));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private WireSession challenged(final char role, final String name) {
        final WireSession session = session(hello(role, name));
        pollUntil(name + " is challenged", () -> !session.receive().challenge().isEmpty());
        return session;
    }

    private Transcript transcript(final WireSession session, final char role, final String name) {
        return new Transcript(Transcript.QUEUES, name, "queues-server", session.nonce(), clientNonce, role, 0,
            new byte[0]);
    }

    private WireSession proven(final char role, final String name, final byte[] secret) {
        final WireSession session = challenged(role, name);
        session.send(proof(clientNonce, Proof.ofClient(secret, transcript(session, role, name))));
        return session;
    }

    @Test
    void whoProvesItsSecretIsWelcomeAndHearsThatTheServerKnowsIt() {
        final WireSession session = proven('p', "feed", SECRET);

        pollUntil("it is welcome", () -> !session.receive().welcome().isEmpty());
        assertEquals("kind=2 queues-server", session.challenge());
        assertEquals("v1 flags=8 heartbeat=10000 queues-server", session.welcome());
        assertArrayEquals(Proof.ofServer(SECRET, transcript(session, 'p', "feed")), session.serverProof());
        awaitConfirmed(session.send(produce(1, "a", "1")), 1);
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefusedAndTheLiveSessionDoesNotNotice() {
        final WireSession live = proven('p', "feed", SECRET);
        pollUntil("it is welcome", () -> !live.receive().welcome().isEmpty());

        final WireSession stranger = proven('p', "feed", OTHER);
        awaitFarewell(stranger, NOT_PROVEN);
        final WireSession silent = challenged('p', "feed");
        poll(100);

        assertTrue(stranger.welcome().isEmpty());
        assertFalse(live.receive().isEnded());
        assertFalse(silent.receive().isEnded());
    }

    @Test
    void aNameThatIsNotKnownIsAskedAndRefusedAsAnyIs() {
        final WireSession known = proven('c', "feed", OTHER);
        final WireSession unknown = proven('c', "nobody", OTHER);
        final WireSession none = proven('c', "", OTHER);

        awaitFarewell(known, NOT_PROVEN);
        awaitFarewell(unknown, NOT_PROVEN);
        awaitFarewell(none, NOT_PROVEN);
        assertEquals(known.challenge(), unknown.challenge());
        assertTrue(server.subscribers().isEmpty());
    }

    @Test
    void aRecordedProofIsWorthNothingInAnotherLogin() {
        final WireSession first = challenged('p', "feed");
        final WireBytes recorded = proof(clientNonce, Proof.ofClient(SECRET, transcript(first, 'p', "feed")));
        first.send(recorded);
        pollUntil("it is welcome", () -> !first.receive().welcome().isEmpty());

        awaitFarewell(challenged('p', "feed").send(recorded), NOT_PROVEN);
        restart(asking());
        awaitFarewell(challenged('p', "feed").send(recorded), NOT_PROVEN);
    }

    @Test
    void aProofIsGoodForItsNameAndRoleOnlyAndTheServersOwnForNone() {
        final WireSession asConsumer = challenged('c', "feed");
        asConsumer.send(proof(clientNonce, Proof.ofClient(SECRET, transcript(asConsumer, 'p', "feed"))));
        final WireSession asOther = challenged('p', "desk");
        asOther.send(proof(clientNonce, Proof.ofClient(SECRET, transcript(asOther, 'p', "feed"))));
        final WireSession mirrored = challenged('p', "feed");
        mirrored.send(proof(clientNonce, Proof.ofServer(SECRET, transcript(mirrored, 'p', "feed"))));

        awaitFarewell(asConsumer, NOT_PROVEN);
        awaitFarewell(asOther, NOT_PROVEN);
        awaitFarewell(mirrored, NOT_PROVEN);
    }

    @Test
    void noTwoChallengesAreTheSame() {
        final WireSession one = challenged('p', "feed");
        final WireSession other = challenged('p', "feed");

        assertFalse(Proof.isSame(one.nonce(), other.nonce()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 63, 65, 1 << 20})
    void aProofOfAnotherLengthIsRefusedBeforeItIsWaitedFor(final int length) {
        final WireSession session = challenged('p', "feed");

        session.send(new WireBytes().u32(1L + length).raw(14));

        awaitFarewell(session, "REFUSED 12 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 9, 11, 12, 13, 99})
    void nothingButAProofIsTakenOfWhoWasChallenged(final int type) {
        final WireSession session = challenged('p', "feed");

        session.send(frame(type, new byte[64]));

        awaitFarewell(session, "REFUSED 11 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void whoWasNotChallengedSendsNoProof(final int type) {
        restart(context());

        awaitFarewell(session(new WireBytes().role("session").bytes(frame(type, new byte[64]).toBytes())),
            "REFUSED 11 ");
        awaitFarewell(welcomed('p', "feed").send(frame(type, new byte[64])), "CLOSE 11 ");
    }

    @Test
    void whoDoesNotAnswerIsClosedInTime() {
        final WireSession session = challenged('p', "feed");

        clock.advance(10_000_000_000L);

        awaitFarewell(session, "REFUSED 6 ");
    }

    @Test
    void whoEndsItsStreamInsteadOfAnsweringIsGone() {
        final WireSession session = challenged('p', "feed");

        session.close();

        pollUntil("it is gone", () -> server.clientCount() == 0);
    }

    @Test
    void aProofMayArriveByteByByte() {
        final WireSession session = challenged('p', "feed");
        for (final byte one : proof(clientNonce, Proof.ofClient(SECRET, transcript(session, 'p', "feed"))).toBytes()) {
            session.send(one);
            poll(3);
        }

        pollUntil("it is welcome", () -> !session.receive().welcome().isEmpty());
    }

    @Test
    void theRulesAreAboutWhomTheSecretProves() throws IOException {
        restart(asking().access(Files.writeString(folder.resolve("rules"), "feed produce a\ndesk consume a\n")));

        final WireSession producer = proven('p', "feed", SECRET);
        awaitConfirmed(producer.send(produce(1, "a", "1")), 1);
        awaitFarewell(proven('p', "desk", OTHER), "REFUSED 16 principal desk may not produce at all");
        awaitFarewell(producer.send(produce(2, "b", "2")), "CLOSE 16 principal feed may not produce to b");
    }
}
