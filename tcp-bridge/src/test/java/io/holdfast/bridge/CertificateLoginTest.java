package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.LoginHandler.Decision;
import io.holdfast.bridge.channel.PeerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which certificate may log in under which name, and handlers that are put together. */
class CertificateLoginTest {
    private static final PeerCertificate GATEWAY = new PeerCertificate("CN=gateway-1,O=Example", "gateway-1",
        List.of("gw.example.org"), List.of("spiffe://example.org/gw"), "00");

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    private static LoginRequest request(final String name, final PeerCertificate certificate) {
        return new LoginRequest(name, new byte[0], new byte[0], null, certificate);
    }

    private static String principal(final LoginHandler handler, final String name) {
        final Decision decision = handler.onLogin(request(name, GATEWAY));
        assertEquals(decision.principal() == null, decision.refusal() != null);
        assertTrue(decision.refusal() == null || decision.refusal().code() == Refusal.Code.NOT_AUTHENTICATED);
        return decision.principal();
    }

    @Test
    void aNameOfTheCertificateMustBeThePeersName() {
        final LoginHandler handler = CertificateLogin.byName();

        assertEquals("gateway-1", principal(handler, "gateway-1"));
        assertEquals("gw.example.org", principal(handler, "gw.example.org"));
        assertEquals("gateway-1", principal(handler, "gateway-120240102"));
        for (final String other : new String[] {"gateway-2", "Gateway-1", "gateway", "gateway-1x", "gateway-120241302",
            "alice"}) {
            assertNull(principal(handler, other), other);
        }
    }

    @Test
    void whoHasNoCertificateIsRefused() {
        final Refusal refusal = CertificateLogin.byName().onLogin(request("gateway-1", null)).refusal();

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, refusal.code());
        assertTrue(refusal.text().contains("certificate"), refusal::text);
    }

    @Test
    void aCertificateWithoutNamesIsForNobody() {
        final PeerCertificate nameless = new PeerCertificate("", "", List.of(), List.of(), "00");

        assertEquals(Refusal.Code.NOT_AUTHENTICATED,
            CertificateLogin.byName().onLogin(request("C", nameless)).refusal().code());
    }

    @Test
    void aFileSaysWhichCertificatesAreForWhichPeersAndIsReadAgain() {
        final Path map = folder.resolve("map");
        SecretFixture.write(map, "gateway-1 = alice, bob\nspiffe://example.org/gw = carol", "rw-r--r--");
        final LoginHandler handler = CertificateLogin.mapped(map, clock);
        assertEquals("gateway-1", principal(handler, "alice"));
        assertEquals("gateway-1", principal(handler, "bob20240102"));
        assertEquals("spiffe://example.org/gw", principal(handler, "carol"));
        assertNull(principal(handler, "gateway-1"));

        SecretFixture.write(map, "gateway-1 = dave", "rw-r--r--");
        clock.advance(TimeUnit.SECONDS.toNanos(1));

        assertEquals("gateway-1", principal(handler, "dave"));
        assertNull(principal(handler, "alice"));
    }

    @Test
    void aFileThatOthersMayWriteToIsNotTaken() {
        final Path map = folder.resolve("map");
        SecretFixture.write(map, "gateway-1 = alice", "rw-rw-r--");

        final String text = assertThrows(IllegalArgumentException.class, () -> CertificateLogin.mapped(map, clock))
            .getMessage();

        assertTrue(text.contains("chmod go-w " + map), text);
    }

    @Test
    void handlersPutTogetherMustBothAccept() {
        final byte[] secret = new byte[32];
        final LoginHandler yes = request -> Decision.accept("first", new byte[] {1});
        final LoginHandler proven = request -> Decision.provenBy("second", secret);
        final LoginHandler no = request -> Decision.refuse("no");

        final Decision both = yes.and(proven).onLogin(request("C", null));
        assertEquals("first", both.principal());
        assertArrayEquals(secret, both.secret());
        assertArrayEquals(new byte[] {1}, both.userData());
        assertEquals("second", proven.and(yes).onLogin(request("C", null)).principal());
        assertArrayEquals(new byte[] {1}, proven.and(yes).onLogin(request("C", null)).userData());
        assertEquals("no", yes.and(no).onLogin(request("C", null)).refusal().text());
        assertEquals("no", no.and(request -> {
            throw new AssertionError("is not asked");
        }).onLogin(request("C", null)).refusal().text());
        assertThrows(IllegalStateException.class, () -> proven.and(proven).onLogin(request("C", null)));
        assertFalse(both.toString().contains("secret"));
    }
}
