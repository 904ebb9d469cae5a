package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.bridge.LoginHandler.Decision;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The refusals of a server, and that a client goes on trying and gets in once the cause is gone. */
class RefusalTest extends PairFixture {
    private static final Introduction WHO = new Introduction("C", "S", new byte[0], new byte[0]);

    private static final String SECRET = "open-sesame-4711";

    /** Polls through several tries, all of which must be refused in the same way, and tells the first refusal. */
    private Refusal refusedAgainAndAgain(final Refusal.Code code) {
        pair.pollUntil("three refusals", () -> pair.atClient.refusals.size() >= 3);
        for (final Refusal refusal : pair.atClient.refusals) {
            assertEquals(code, refusal.code());
        }
        assertEquals(code, pair.atServer.refusals.get(0).code(), "the server's listener is told as well");
        assertEquals(pair.atServer.refusals.get(0).text(), pair.atClient.refusals.get(0).text());
        assertEquals(DisconnectReason.LOGIN_REFUSED, pair.atClient().lastDisconnect());
        assertTrue(pair.atClient().stats().refusals() >= 3);
        assertEquals(0, pair.atClient().stats().sessions());
        return pair.atClient.refusals.get(0);
    }

    private void getsInAndDelivers() {
        TestPair.send(pair.atClient(), "in at last");
        pair.pollUntilConnected();
        pair.pollUntilAcked();
        assertEquals("in at last", pair.atServer.received.get(pair.atServer.received.size() - 1));
    }

    private void openBoth() {
        pair.openServer();
        pair.openClient();
    }

    private void onLogin(final LoginHandler handler) {
        pair.serverOptions = context -> context.loginHandler(handler);
    }

    private static Refusal refusal(final RawPeer peer) throws ProtocolException {
        return Refused.decode(peer.frame()).refusal();
    }

    @Test
    void aServerOfAnotherNameRefuses() {
        pair.serverOptions = context -> context.name("Other");
        openBoth();
        final Refusal refusal = refusedAgainAndAgain(Refusal.Code.WRONG_NAME);
        assertTrue(refusal.text().contains("Other"), refusal::text);

        pair.closeServer();
        pair.serverOptions = context -> { };
        pair.openServer();

        getsInAndDelivers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "../escape", "a/b", "a\\b", "a\0b", "na\u00efve", "a b", "S"})
    void aNameThatIsNoPeerNameIsRefusedAndLeavesNothingOnDisk(final String name) throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login(name, "S")::encode);

            assertEquals(Refusal.Code.INVALID_NAME, refusal(peer).code());
            assertTrue(peer.isEnded());
        }
        assertNoConnectionFolder();
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("x".repeat(65), "S")::encode);

            assertEquals(Refusal.Code.INVALID_NAME, refusal(peer).code());
        }
        assertNoConnectionFolder();
    }

    private void assertNoConnectionFolder() throws IOException {
        try (Stream<Path> files = Files.walk(pair.serverStore())) {
            assertEquals(1, files.filter(Files::isDirectory).filter(path -> !path.equals(pair.serverStore())).count());
        }
    }

    @Test
    void aNameThatDiffersFromAKnownOneOnlyInCaseIsRefused() throws Exception {
        openBoth();
        pair.pollUntilConnected();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("c", "S")::encode);

            assertEquals(Refusal.Code.INVALID_NAME, refusal(peer).code());
        }
    }

    @Test
    void theApplicationRefusesInItsOwnWords() {
        final AtomicReference<Decision> decision = new AtomicReference<>(Decision.refuse("no flights on Sunday"));
        onLogin(request -> decision.get());
        openBoth();
        final Refusal refusal = refusedAgainAndAgain(Refusal.Code.APPLICATION);
        assertEquals("no flights on Sunday", refusal.text());

        decision.set(Decision.accept("C"));

        getsInAndDelivers();
    }

    @Test
    void aLoginHandlerThatThrowsRefusesWithoutSayingWhy() {
        final AtomicReference<String> failure = new AtomicReference<>("password is 1234");
        onLogin(request -> {
            if (failure.get() != null) {
                throw new IllegalStateException(failure.get());
            }
            return Decision.accept("C");
        });
        openBoth();
        final Refusal refusal = refusedAgainAndAgain(Refusal.Code.APPLICATION);
        assertFalse(refusal.text().contains("1234"), refusal::text);

        failure.set(null);

        getsInAndDelivers();
    }

    @Test
    void badCredentialsAreRefusedAndNeverShown() {
        final PrintStream err = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            final AtomicReference<String> good = new AtomicReference<>("other");
            pair.clientOptions = context -> context.credentials(SECRET.getBytes(StandardCharsets.UTF_8));
            onLogin(request -> {
                assertFalse(request.toString().contains(SECRET));
                return new String(request.credentials(), StandardCharsets.UTF_8).equals(good.get())
                    ? Decision.accept("C") : Decision.notAuthenticated("wrong password");
            });
            openBoth();
            assertEquals("wrong password", refusedAgainAndAgain(Refusal.Code.NOT_AUTHENTICATED).text());

            good.set(SECRET);

            getsInAndDelivers();
        } finally {
            System.setErr(err);
        }
        assertFalse(log.toString(StandardCharsets.UTF_8).contains(SECRET));
        assertFalse((pair.atClient.events + " " + pair.atServer.events).contains(SECRET));
        final Login login = new Login(1, RawPeer.TERMS, new Introduction("C", "S",
            SECRET.getBytes(StandardCharsets.UTF_8), new byte[0]), SharedMemory.NONE);
        assertFalse(login.toString().contains(SECRET));
    }

    @Test
    void aConnectionBelongsToThePrincipalThatFirstUsedIt() {
        final AtomicReference<String> principal = new AtomicReference<>("alice");
        onLogin(request -> Decision.accept(principal.get()));
        openBoth();
        pair.pollUntilConnected();
        TestPair.send(pair.atServer(), "for alice only");
        pair.atClient().disconnect();
        pair.killServer();
        pair.openServer();
        principal.set("mallory");

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, pair.atClient.refusals.get(0).code());
        assertFalse(pair.atClient.refusals.get(0).text().contains("alice"));
        assertEquals(0, pair.atClient.received.size());
        principal.set("alice");
        getsInAndDelivers();
        assertEquals("for alice only", pair.atClient.received.get(0));
    }

    @Test
    void aSecondStoreOfTheSameNameIsRefusedUntilTheFirstIsGone() {
        openBoth();
        pair.pollUntilConnected();
        final Client first = pair.client;
        pair.clientStore(folder.resolve("second"));
        pair.openClient();

        for (int i = 0; i < 100; i++) {
            pair.poll(1);
            first.doWork();
            first.connection().poll(pair.atClient, 10);
        }

        assertEquals(Refusal.Code.ALREADY_LOGGED_ON, pair.atClient.refusals.get(0).code());
        assertEquals(ConnectionState.CONNECTED, first.connection().state());
        assertEquals(1, first.connection().stats().sessions());
        first.close();
        getsInAndDelivers();
    }

    @Test
    void aClientOfAnotherVersionIsRefused() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(new Login(2, 9, 0, 1, RawPeer.TERMS, WHO, SharedMemory.NONE)::encode);

            final Refusal refusal = refusal(peer);

            assertEquals(Refusal.Code.VERSION, refusal.code());
            assertTrue(refusal.text().contains("2 to 9"), refusal::text);
        }
        assertNoConnectionFolder();
    }

    @Test
    void aClientOfSeveralVersionsIsServedInTheCommonOne() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(new Login(1, 9, -1, 1, RawPeer.TERMS, WHO, SharedMemory.NONE)::encode);

            assertEquals(1, LoginOk.decode(peer.frame()).version());
        }
    }

    @Test
    void differentLimitsAreRefused() {
        pair.clientOptions = context -> context.maxMessageLength(2048);
        openBoth();

        final Refusal refusal = refusedAgainAndAgain(Refusal.Code.LIMITS);

        assertTrue(refusal.text().contains("2048") && refusal.text().contains("4096"), refusal::text);
    }

    @Test
    void aPeerTooManyIsRefusedAndAKnownOneIsNot() {
        pair.serverOptions = context -> context.maxConnections(1);
        openBoth();
        pair.pollUntilConnected();
        pair.closeClient();
        pair.atClient.refusals.clear();
        pair.clientOptions = context -> context.name("D");
        pair.openClient();
        refusedAgainAndAgain(Refusal.Code.LIMITS);
        pair.closeClient();

        pair.clientOptions = context -> { };
        pair.openClient();

        getsInAndDelivers();
    }

    @Test
    void aServerThatShutsDownTellsThoseInLogin() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            pair.poll(3);

            pair.closeServer();

            assertEquals(Refusal.Code.SHUTTING_DOWN, refusal(peer).code());
        }
    }

    @Test
    void aDamagedStoreIsRefusedUntilItIsRepaired() throws IOException {
        openBoth();
        pair.pollUntilConnected();
        pair.closeClient();
        pair.closeServer();
        final Path ack = pair.serverStore().resolve("S/C/ack");
        final byte[] good = Files.readAllBytes(ack);
        Files.write(ack, new byte[good.length]);
        pair.atServer.refusals.clear();
        openBoth();
        final Refusal refusal = refusedAgainAndAgain(Refusal.Code.STORE_FAILED);
        assertFalse(refusal.text().contains(folder.toString()), "no paths for strangers: " + refusal.text());

        Files.write(ack, good);

        getsInAndDelivers();
    }

    @Test
    void sharedMemoryIsRefusedAsImpossible() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            final ResumeOffer offer = LoginOk.decode(peer.frame()).offer();

            peer.send(new Confirm(offer, 2, SharedMemory.NONE)::encode);

            assertEquals(Refusal.Code.SHM_IMPOSSIBLE, refusal(peer).code());
        }
    }
}
