package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.ChallengeResponse;
import io.holdfast.bridge.protocol.Login;

/** A client's side of one challenge: its proof, and the one that the server must give in return. One thread. */
final class SecretAnswer {
    private final byte[] nonce = Proof.newNonce();
    private final byte[] proof;
    private final byte[] expected;

    /**
     * Computes both proofs.
     *
     * @param secret    what both sides know
     * @param login     as it was sent, with the server's name
     * @param challenge the server's
     * @param binding   of the channel
     */
    SecretAnswer(final byte[] secret, final Login login, final Challenge challenge, final byte[] binding) {
        final Transcript transcript = new Transcript(Transcript.PEERS, login.who().localName(),
            login.who().remoteName(), challenge.data(), nonce, login.sessionCounter(),
            login.terms().log().incarnation(), binding);
        proof = Proof.ofClient(secret, transcript);
        expected = Proof.ofServer(secret, transcript);
    }

    ChallengeResponse frame() {
        return new ChallengeResponse(nonce, proof);
    }

    /**
     * Judges what a server gave for its proof.
     *
     * @param answer null if the server did not ask for the client's proof, so that it cannot give its own
     * @param proof  of the server, as it came; empty if it gave none
     * @param name   the client's
     * @return why the server is not to be believed, or null
     */
    static Refusal check(final SecretAnswer answer, final byte[] proof, final String name) {
        if (answer == null) {
            return new Refusal(Refusal.Code.NOT_AUTHENTICATED, "the server did not prove that it knows the secret of "
                + name + ": it asked for no proof; give it the secret, or take it from the client");
        }
        return Proof.isSame(answer.expected, proof) ? null : new Refusal(Refusal.Code.NOT_AUTHENTICATED,
            "the server could not prove that it knows the secret of " + name + "; it is not who it says it is");
    }
}
