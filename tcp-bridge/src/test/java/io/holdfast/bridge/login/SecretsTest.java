package io.holdfast.bridge.login;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SecretsTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = Base64.getEncoder().encodeToString(SECRET);

    @Test
    void findsTheEntryOfANameAndOfThatNameWithADate() {
        final Secrets secrets = Secrets.parse("# people\r\n\r\nalice = " + BASE64 + "\r\n  bob=" + BASE64
            + "  \nbob20240102 = " + BASE64);

        assertEquals("alice", secrets.entryOf("alice"));
        assertEquals("alice", secrets.entryOf("alice20240101"));
        assertEquals("bob", secrets.entryOf("bob20240101"));
        assertEquals("bob20240102", secrets.entryOf("bob20240102"));
        for (final String unknown : new String[] {"", "Alice", "alic", "alice2", "alice20241301", "20240101",
            "carol"}) {
            assertNull(secrets.entryOf(unknown), unknown);
        }
        assertArrayEquals(SECRET, secrets.secretOf("bob"));
        assertEquals("Secrets[3 names]", secrets.toString());
    }

    @Test
    void anEmptyFileKnowsNobody() {
        assertEquals("Secrets[0 names]", Secrets.parse("").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2hunter2hunter2", "alice : hunter2hunter2hunter2", "alice =", "= hunter2hunter2",
        "alice = hunter2hunter2-hunter2", "alice = aHVudGVyMg==", "hunter2/hunter2 = YWxpY2U=", ".alice = hunter2",
        "bob = MDEyMzQ1Njc4OWFiY2RlZg=="})
    void aBadLineIsToldByItsNumberAndNotShown(final String line) {
        final String text = assertThrows(IllegalArgumentException.class,
            () -> Secrets.parse("bob = " + BASE64 + "\n\n" + line + "\n")).getMessage();

        assertTrue(text.startsWith("line 3 "), text);
        assertFalse(text.contains("hunter") || text.contains("aHVu"), text);
    }

    @Test
    void aClientsFileHasOneSecret() {
        assertArrayEquals(SECRET, Secrets.parseOne("# mine\n\n " + BASE64 + " \n"));
        for (final String bad : new String[] {"", "# only", BASE64 + "\n" + BASE64, "alice = " + BASE64, "aHVudGVyMg==",
            "hunter2-"}) {
            final String text = assertThrows(IllegalArgumentException.class, () -> Secrets.parseOne(bad)).getMessage();
            assertFalse(text.contains("hunter") || text.contains("aHVu") || text.contains(BASE64), text);
        }
    }

    @Test
    void aCertificateNameMayLogInAsThePeersOfItsLine() {
        final CertificateNames names = CertificateNames.parse("# who\ngateway-1 = alice , bob\n"
            + "spiffe://x/y?z=1 = carol\nCN with blanks=dave,dave20240101");

        assertTrue(names.allows("gateway-1", "alice"));
        assertTrue(names.allows("gateway-1", "bob"));
        assertTrue(names.allows("gateway-1", "bob20240101"));
        assertTrue(names.allows("spiffe://x/y?z=1", "carol"));
        assertTrue(names.allows("CN with blanks", "dave"));
        assertFalse(names.allows("gateway-1", "carol"));
        assertFalse(names.allows("gateway-1", "gateway-1"));
        assertFalse(names.allows("Gateway-1", "alice"));
        assertFalse(names.allows("alice", "alice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "gateway =", "gateway = a b", "gateway = alice,,bob", "gateway = ../x",
        "= alice", "gateway = *", "gateway = alice, alice"})
    void aBadLineOfCertificateNamesIsToldByItsNumber(final String line) {
        final String text = assertThrows(IllegalArgumentException.class,
            () -> CertificateNames.parse("one = alice\n" + line)).getMessage();

        assertTrue(text.startsWith("line 2 "), text);
    }
}
