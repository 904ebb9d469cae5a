package io.holdfast.bridge.queueserver.client;

import io.holdfast.DisconnectReason;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.queueserver.protocol.Challenge;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SecretProof;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.Welcome;

/** How one login proves to the server that this client knows its secret, and hears the same of the server. */
final class SecretExchange {
    private final Hello hello;
    private final byte[] secret;
    private String serverName;
    private byte[] expected;

    /**
     * Begins.
     *
     * @param hello  as it was sent
     * @param secret of the client's name, null for none
     */
    SecretExchange(final Hello hello, final byte[] secret) {
        this.hello = hello;
        this.secret = secret;
    }

    /**
     * Answers the server's challenge.
     *
     * @param challenge of the server
     * @param binding   of the channel
     * @return the answer
     * @throws SessionEnd if this client can or need not answer
     */
    SecretProof answer(final Challenge challenge, final byte[] binding) throws SessionEnd {
        if (challenge.kind() != Challenge.KIND_SECRET || expected != null) {
            throw SessionEnd.told(DisconnectReason.PROTOCOL_ERROR, SessionCode.UNEXPECTED,
                "a challenge of kind " + challenge.kind());
        }
        if (secret == null) {
            throw SessionEnd.told(DisconnectReason.LOGIN_REFUSED, SessionCode.NOT_AUTHENTICATED, "the server wants "
                + hello.name() + " to prove that it knows a secret, and it was given none");
        }
        serverName = challenge.serverName();
        final byte[] nonce = Proof.newNonce();
        final Transcript transcript = new Transcript(Transcript.QUEUES, hello.name(), serverName, challenge.nonce(),
            nonce, hello.role().wire(), 0, binding);
        expected = Proof.ofServer(secret, transcript);
        return new SecretProof(nonce, Proof.ofClient(secret, transcript));
    }

    /**
     * Checks that the server knows the secret, if there is one.
     *
     * @param welcome of the server
     * @throws SessionEnd if it did not prove that: it is not the server that was meant
     */
    void check(final Welcome welcome) throws SessionEnd {
        if (secret == null) {
            return;
        }
        final boolean isProven = expected != null && welcome.has(Welcome.FLAG_PROVEN)
            && Proof.isSame(expected, welcome.proof()) && welcome.serverName().equals(serverName);
        if (!isProven) {
            throw SessionEnd.told(DisconnectReason.LOGIN_REFUSED, SessionCode.NOT_AUTHENTICATED,
                "the server did not prove that it knows the secret of " + hello.name() + (expected == null
                    ? ": it did not ask for it; is it one without secrets, or another one?" : ""));
        }
    }
}
