package io.holdfast.bridge.queueserver;

import io.holdfast.Refusal;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.LoginRequest;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import io.holdfast.bridge.queueserver.protocol.Challenge;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SecretProof;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Objects;

/**
 * Who the client of a session is: what the login handler says, and the proof of a secret if it wants one. Until that is
 * done the client is told nothing of the log or of other clients. The thread of its shard.
 */
final class SessionLogin {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLogin.class);
    private static final byte[] NO_PROOF = new byte[SecretProof.PROOF_LENGTH];

    private final Session session;
    private final Hello hello;
    private LoginHandler.Decision decision;
    private byte[] nonce;
    private byte[] serverProof = NO_PROOF;

    SessionLogin(final Session session, final Hello hello) {
        this.session = session;
        this.hello = hello;
    }

    /**
     * Asks the handler. If the client may not come in, the session is ended.
     *
     * @return whether the client has to prove something first, as it was told
     */
    boolean begin() {
        final LoginHandler handler = session.shard().context().loginHandler();
        if (handler == null) {
            return false;
        }
        decision = decide(handler);
        if (decision == null) {
            session.end(SessionCode.NOT_AUTHENTICATED, "the server's login handler failed; see the server's log");
        } else if (decision.refusal() != null) {
            final boolean isProofMissing = decision.refusal().code() == Refusal.Code.NOT_AUTHENTICATED;
            session.end(isProofMissing ? SessionCode.NOT_AUTHENTICATED : SessionCode.NOT_ALLOWED,
                decision.refusal().text());
        } else if (decision.secret() == null) {
            accept();
        } else {
            nonce = Proof.newNonce();
            session.output().challenge(new Challenge(Challenge.KIND_SECRET, nonce, session.shard().context().name()));
            return true;
        }
        return false;
    }

    private LoginHandler.Decision decide(final LoginHandler handler) {
        final Channel channel = session.socket().channel();
        final String certified = ClientPrincipal.of(channel.peerCertificate());
        final String name = hello.name().isEmpty() && ClientPrincipal.isPeerName(certified) ? certified : hello.name();
        try {
            return Objects.requireNonNull(handler.onLogin(new LoginRequest(name, new byte[0], new byte[0],
                channel.remoteAddress(), channel.peerCertificate())), "decision");
        } catch (final RuntimeException e) {
            if (session.shard().closingLog().hasRoom()) {
                LOG.error("the login handler failed: name={}", hello.name(), e);
            }
            return null;
        }
    }

    private void accept() {
        if (ClientPrincipal.isTooLong(decision.principal())) {
            session.end(SessionCode.NOT_AUTHENTICATED, "the principal has more than " + ClientPrincipal.MAX_LENGTH
                + " bytes");
        } else if (!decision.principal().isEmpty()) {
            session.socket().rights().principal(decision.principal(), session.shard().rules());
        }
    }

    /** Takes the client's proof; if it is none, the session is ended. */
    void prove(final SecretProof proof) {
        final Transcript transcript = new Transcript(Transcript.QUEUES, hello.name(), session.shard().context().name(),
            nonce, proof.nonce(), hello.role().wire(), 0, session.socket().channel().binding());
        if (Proof.isSame(Proof.ofClient(decision.secret(), transcript), proof.proof())) {
            serverProof = Proof.ofServer(decision.secret(), transcript);
            accept();
        } else {
            session.end(SessionCode.NOT_AUTHENTICATED, "the client did not prove that it knows the secret of its name");
        }
    }

    /** {@return whether the client has proven that it knows its secret} */
    boolean isProven() {
        return serverProof != NO_PROOF;
    }

    /** {@return what proves to the client that the server knows the secret; all 0 if it was not asked for one} */
    byte[] serverProof() {
        return serverProof;
    }
}
