package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.ChallengeResponse;
import io.holdfast.bridge.protocol.Login;

/**
 * A server's side of one challenge: a random number that is used once, and what the client must make of it. Until that
 * is checked nothing is told that depends on whether the client's name is known. One thread.
 */
final class SecretChallenge {
    private final byte[] secret;
    private final Login login;
    private final String serverName;
    private final byte[] binding;
    private final byte[] nonce = Proof.newNonce();

    /**
     * Makes the random number.
     *
     * @param secret     what the client must know
     * @param login      as it came
     * @param serverName the effective name
     * @param binding    of the channel
     */
    SecretChallenge(final byte[] secret, final Login login, final String serverName, final byte[] binding) {
        this.secret = secret;
        this.login = login;
        this.serverName = serverName;
        this.binding = binding;
    }

    Challenge frame() {
        return Challenge.ofSecret(nonce);
    }

    /**
     * Checks the client's proof.
     *
     * @return the server's own
     * @throws LoginFailedException if the client does not know the secret
     */
    byte[] check(final ChallengeResponse response) throws LoginFailedException {
        final Transcript transcript = new Transcript(Transcript.PEERS, login.who().localName(), serverName, nonce,
            response.clientNonce(), login.sessionCounter(), login.terms().log().incarnation(), binding);
        if (!Proof.isSame(Proof.ofClient(secret, transcript), response.proof())) {
            throw new LoginFailedException(Refusal.Code.NOT_AUTHENTICATED, "the server knows no such name with this"
                + " secret; both sides need the same secret for the client's name");
        }
        return Proof.ofServer(secret, transcript);
    }
}
