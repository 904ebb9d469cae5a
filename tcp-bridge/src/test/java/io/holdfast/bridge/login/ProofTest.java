package io.holdfast.bridge.login;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The bytes that are proven and the proofs, which were computed by another program:
 * {@code openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1e1f} over the bytes put together by hand.
 */
class ProofTest {
    private static final byte[] SECRET = new byte[32];
    private static final byte[] SERVER_NONCE = filled(0xa0);
    private static final byte[] CLIENT_NONCE = filled(0xc1);

    static {
        for (int i = 0; i < SECRET.length; i++) {
            SECRET[i] = (byte) i;
        }
    }

    private static byte[] filled(final int value) {
        final byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Transcript transcript(final byte[] binding) {
        return new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 7, 0x0102030405060708L,
            binding);
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void encodesTheTranscriptAsItIsDrawn() {
        assertEquals("1000" + "686f6c64666173742d70656572732d31" + "01" + "0500616c696365" + "0300626f62"
            + "2000" + "a0".repeat(32) + "2000" + "c1".repeat(32) + "0700000000000000" + "0807060504030201" + "0000",
            hex(transcript(new byte[0]).encoded(1)));
    }

    @Test
    void givesTheProofsThatAnotherProgramComputed() {
        assertEquals("af809b00e807c0d7763ae54f00359eef9b4381e2d5833be001d2c947eae320b9",
            hex(Proof.ofClient(SECRET, transcript(new byte[0]))));
        assertEquals("acc45aaea7794ac85a72cfec4fe572cc5eccead822ae61e4390e6217aad7f380",
            hex(Proof.ofServer(SECRET, transcript(new byte[0]))));
        assertEquals("652d1cb2d96543230e84de658c93e087e75cc459636fb18d2084ebc916dacd82",
            hex(Proof.ofClient(SECRET, transcript(filled(0xe2)))));
        assertEquals("60f27156d4ff1cbb338f0cebe412e28567254853812eaf9ea93e584ec9cbf2a7",
            hex(Proof.ofServer(SECRET, transcript(filled(0xe2)))));
    }

    @Test
    void dependsOnEverythingInTheTranscript() {
        final byte[] other = filled(0xa1);
        final Transcript one = transcript(new byte[0]);
        final List<Transcript> others = List.of(one,
            new Transcript(Transcript.QUEUES, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "aliceb", "ob", SERVER_NONCE, CLIENT_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bo", SERVER_NONCE, CLIENT_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", other, CLIENT_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, other, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", CLIENT_NONCE, SERVER_NONCE, 7, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 8, 8, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 7, 9, new byte[0]),
            new Transcript(Transcript.PEERS, "alice", "bob", SERVER_NONCE, CLIENT_NONCE, 7, 8, new byte[1]));

        final Set<String> proofs = new HashSet<>();
        for (final Transcript transcript : others) {
            proofs.add(hex(Proof.ofClient(SECRET, transcript)));
            proofs.add(hex(Proof.ofServer(SECRET, transcript)));
        }

        assertEquals(2 * others.size(), proofs.size());
        assertNotEquals(hex(Proof.ofClient(SECRET, one)), hex(Proof.ofClient(filled(1), one)));
    }

    @Test
    void randomNumbersAreNeverTheSame() {
        final Set<String> nonces = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            nonces.add(hex(Proof.newNonce()));
        }

        assertEquals(1000, nonces.size());
        assertTrue(nonces.stream().allMatch(nonce -> nonce.length() == 2 * Proof.NONCE_LENGTH));
    }

    @Test
    void proofsAreTheSameOnlyIfAllOfTheirBytesAre() {
        final byte[] proof = Proof.ofClient(SECRET, transcript(new byte[0]));

        assertTrue(Proof.isSame(proof, proof.clone()));
        assertFalse(Proof.isSame(proof, new byte[0]));
        assertFalse(Proof.isSame(proof, Arrays.copyOf(proof, Proof.LENGTH - 1)));
        assertFalse(Proof.isSame(proof, Arrays.copyOf(proof, Proof.LENGTH + 1)));
        for (int i = 0; i < Proof.LENGTH; i++) {
            final byte[] other = proof.clone();
            other[i] ^= 1;
            assertFalse(Proof.isSame(proof, other));
        }
    }

    @Test
    void aSecretTooShortOrTooLongIsRefusedWithoutBeingShown() {
        final byte[] shortOne = "open-sesame-471".getBytes(StandardCharsets.US_ASCII);
        final byte[] longOne = new byte[Proof.MAX_SECRET_LENGTH + 1];

        final String text = assertThrows(IllegalArgumentException.class, () -> Proof.requireSecret(shortOne))
            .getMessage();

        assertTrue(text.contains("15") && text.contains("openssl rand"), text);
        assertFalse(text.contains("sesame"), text);
        assertThrows(IllegalArgumentException.class, () -> Proof.requireSecret(longOne));
        assertSame(SECRET, Proof.requireSecret(SECRET));
    }

    @Test
    void aTranscriptShowsNamesOnly() {
        assertEquals("Transcript[label=holdfast-peers-1, clientName=alice, serverName=bob]",
            transcript(filled(0xe2)).toString());
    }
}
