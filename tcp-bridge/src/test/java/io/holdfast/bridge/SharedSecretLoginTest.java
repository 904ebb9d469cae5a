package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.Transport;
import io.holdfast.bridge.LoginHandler.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients and servers that share secrets, or do not. */
class SharedSecretLoginTest extends SecretFixture {
    private Refusal firstRefusal() {
        pair.pollUntil("both told of refusals",
            () -> pair.atClient.refusals.size() >= 3 && !pair.atServer.refusals.isEmpty());
        assertEquals(DisconnectReason.LOGIN_REFUSED, pair.atClient().lastDisconnect());
        assertEquals(0, pair.atClient().stats().sessions());
        assertEquals(pair.atClient.refusals.get(0).text(), pair.atServer.refusals.get(0).text());
        return pair.atClient.refusals.get(0);
    }

    private String principal() {
        return contents(pair.serverStore()).entrySet().stream().filter(file -> file.getKey().endsWith("/session"))
            .map(file -> new String(HexFormat.of().parseHex(file.getValue()), StandardCharsets.UTF_8))
            .findFirst().orElseThrow().lines().filter(line -> line.startsWith("principal=")).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whoKnowsTheSecretGetsInAndDelivers(final Transport transport) {
        pair.transport = transport;
        openBoth();

        deliversBothWays();

        assertEquals(transport != Transport.TCP, pair.atClient().transport() == Transport.SHM);
        assertEquals(0, pair.atClient().stats().refusals());
        assertEquals("principal=C", principal());
    }

    @Test
    void withoutTlsTheServersNameMustNotBeLeftOpen() {
        pair.clientOptions = context -> context.secret(SECRET).remoteName(null);

        final String text = assertThrows(IllegalArgumentException.class, pair::openClient).getMessage();

        assertTrue(text.contains("remoteName must be set"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "Unknown"})
    void aWrongSecretAndAnUnknownNameAreRefusedInTheSameWordsAndChangeNothing(final String name) {
        pair.clientOptions = context -> context.name(name).secret(OTHER_SECRET);
        pair.openServer();
        final Map<String, String> before = contents(pair.serverStore());
        pair.openClient();

        final Refusal refusal = firstRefusal();

        assertEquals(new Refusal(Refusal.Code.NOT_AUTHENTICATED, "the server knows no such name with this secret; both"
            + " sides need the same secret for the client's name"), refusal);
        assertEquals(before, contents(pair.serverStore()));
    }

    @Test
    void theSecretOfAnotherNameIsNotGoodEnough() {
        pair.clientOptions = context -> context.name("D").secret(SECRET);
        openBoth();

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, firstRefusal().code());
    }

    @Test
    void aClientWithoutASecretSaysThatItNeedsOne() {
        pair.clientOptions = context -> { };
        openBoth();

        final Refusal refusal = firstRefusal();

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, refusal.code());
        assertTrue(refusal.text().contains("it was given none"), refusal::text);
    }

    @Test
    void aServerThatWantsNoSecretIsRefusedByAClientThatHasOne() {
        pair.serverOptions = context -> { };
        pair.openServer();
        pair.openClient();
        TestPair.send(pair.atClient(), "not for just anybody");

        final Refusal refusal = firstRefusal();

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, refusal.code());
        assertTrue(refusal.text().contains("asked for no proof"), refusal::text);
        assertEquals(0, pair.atServer.received.size());
        assertFalse(Files.exists(pair.serverStore().resolve("S/C")));
    }

    @Test
    void aChangedSecretCountsFromTheNextLoginOnAndALiveSessionGoesOn() {
        openBoth();
        deliversBothWays();

        write(LINES.replace(base64(SECRET), base64(OTHER_SECRET)));
        pair.poll((int) (LOOK_NS / TestPair.TICK_NS));
        assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
        assertEquals(1, pair.atClient().stats().sessions());
        pair.closeClient();
        pair.openClient();
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());
        pair.closeClient();
        pair.clientOptions = context -> context.secret(OTHER_SECRET);
        pair.openClient();

        deliversBothWays();
    }

    @Test
    void aNameTakenOutOfTheFileIsAStrangers() {
        openBoth();
        deliversBothWays();
        pair.closeClient();

        write("D = " + base64(OTHER_SECRET));
        pair.clock.advance(LOOK_NS);
        pair.openClient();
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, pair.atClient.refusals.get(0).code());
    }

    @Test
    void aBadFileIsReportedOnceWithoutItsContentAndWhatItSaidBeforeCounts() {
        openBoth();
        deliversBothWays();
        pair.closeClient();

        write("C: " + base64(SECRET));
        final String log = logOf(() -> {
            for (int i = 0; i < 2; i++) {
                pair.clock.advance(LOOK_NS);
                pair.openClient();
                pair.pollUntilReconnected();
                pair.closeClient();
            }
        });

        assertEquals(1, log.lines().filter(line -> line.contains("cannot be used: line ")).count(), log);
        assertShowsNoSecret(log);
    }

    @Test
    void withNamesThatChangeFromDayToDayTheSecretIsThatOfTheNameWithoutTheDate() {
        pair.serverOptions = context -> context.daily(DailyFixture.ROLL)
            .loginHandler(SharedSecretLogin.of(secrets, pair.clock));
        pair.clientOptions = context -> context.secret(SECRET).daily(DailyFixture.ROLL)
            .remoteDaily("S", DailyFixture.ROLL);
        openBoth();
        pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED);
        assertEquals("C20241003", pair.atClient().localName());
        assertEquals("principal=C", principal());

        pair.pollUntil("rolled", () -> !pair.atClient.rolls.isEmpty());
        pair.pollUntil("connected on the next day", () -> pair.atClient().state() == ConnectionState.CONNECTED);

        assertEquals("C20241004", pair.atClient().localName());
        assertEquals(0, pair.atClient.refusals.stream()
            .filter(refusal -> refusal.code() == Refusal.Code.NOT_AUTHENTICATED).count());
    }

    @Test
    void aConnectionBelongsToThePrincipalThatFirstProvedTheSecret() {
        final AtomicReference<String> principal = new AtomicReference<>("alice");
        pair.serverOptions = context -> context.loginHandler(
            request -> Decision.provenBy(principal.get(), SECRET));
        openBoth();
        pair.pollUntilConnected();
        TestPair.send(pair.atServer(), "for alice only");
        pair.killServer();
        pair.openServer();
        principal.set("mallory");

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, pair.atClient.refusals.get(0).code());
        assertFalse(pair.atClient.refusals.get(0).text().contains("alice"));
        principal.set("alice");
        pair.pollUntilReconnected();
        pair.pollUntilAcked();
        assertEquals("for alice only", pair.atClient.received.get(0));
    }

    @Test
    void aLiveSessionIsNotReplacedByAnotherPrincipalWithTheSameStore() {
        final AtomicReference<String> principal = new AtomicReference<>("alice");
        pair.serverOptions = context -> context.loginHandler(
            request -> Decision.provenBy(principal.get(), SECRET));
        openBoth();
        deliversBothWays();
        final Client first = pair.client;
        pair.clientStore(pair.copied(pair.clientStore()));
        principal.set("mallory");
        pair.openClient();

        for (int i = 0; i < 100; i++) {
            pair.poll(1);
            first.doWork();
            first.connection().poll(pair.atClient, 10);
        }

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, pair.atClient.refusals.get(0).code());
        assertEquals(ConnectionState.CONNECTED, first.connection().state());
        assertEquals(1, first.connection().stats().sessions());
        first.close();
    }

    @Test
    void theSamePrincipalWithTheSameStoreReplacesItsOwnLiveSession() {
        openBoth();
        deliversBothWays();
        final Client first = pair.client;
        pair.clientStore(pair.copied(pair.clientStore()));
        pair.openClient();

        pair.pollUntil("replaced", () -> pair.atClient().state() == ConnectionState.CONNECTED);

        assertEquals(2, pair.atServer().stats().sessions());
        first.close();
    }

    @Test
    void noSecretIsEverShown() {
        final StringBuilder shown = new StringBuilder();
        shown.append(logOf(() -> {
            final LoginHandler handler = SharedSecretLogin.of(secrets, pair.clock);
            openBoth();
            deliversBothWays();
            pair.closeClient();
            pair.clientOptions = context -> shown.append(context.secret(OTHER_SECRET));
            pair.openClient();
            pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());
            write(base64(SECRET));
            pair.clock.advance(LOOK_NS);
            pair.pollUntil("another look", () -> pair.atClient.refusals.size() >= 3);
            final LoginRequest request = new LoginRequest("C", SECRET, SECRET, null, null);
            shown.append(handler).append(handler.onLogin(request)).append(request)
                .append(new SecretChallenge(SECRET, RawPeer.login("C", "S"), "S", new byte[0]).frame());
        }));
        shown.append(pair.atClient.events).append(pair.atServer.events);

        assertTrue(shown.toString().contains("cannot be used: line 1"), "the log was caught");
        assertShowsNoSecret(shown.toString());
    }

    @Test
    void aClientsSecretMustBeLongEnough() {
        pair.clientOptions = context -> context.secret("too short".getBytes(StandardCharsets.US_ASCII));

        final String text = assertThrows(IllegalArgumentException.class, pair::openClient).getMessage();

        assertTrue(text.contains("secret must have 16 to 1024 bytes, has 9"), text);
        assertThrows(IllegalArgumentException.class, () -> Decision.provenBy("C", new byte[15]));
    }
}
