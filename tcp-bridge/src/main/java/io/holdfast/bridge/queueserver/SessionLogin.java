package io.holdfast.bridge.queueserver;

import io.holdfast.Refusal;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.LoginRequest;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Who the client of a session is, by the login handler. The thread of its shard. */
final class SessionLogin {
    /** The longest principal, in bytes: it is kept in files. */
    static final int MAX_PRINCIPAL_LENGTH = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SessionLogin.class);

    private final Session session;
    private final Hello hello;

    SessionLogin(final Session session, final Hello hello) {
        this.session = session;
        this.hello = hello;
    }

    /** Decides about what the client says of itself; if it may not come in, the session is ended. */
    void begin() {
        final LoginHandler handler = session.shard().context().loginHandler();
        if (handler == null) {
            return;
        }
        final LoginHandler.Decision decision;
        try {
            decision = Objects.requireNonNull(handler.onLogin(new LoginRequest(hello.name(), new byte[0], new byte[0],
                session.socket().channel().remoteAddress(), session.socket().channel().peerCertificate())), "decision");
        } catch (final RuntimeException e) {
            if (session.shard().closingLog().hasRoom()) {
                LOG.error("the login handler failed: name={}", hello.name(), e);
            }
            session.end(SessionCode.NOT_AUTHENTICATED, "the server's login handler failed; see the server's log");
            return;
        }
        if (decision.refusal() == null) {
            accept(decision.principal());
        } else {
            final boolean isProofMissing = decision.refusal().code() == Refusal.Code.NOT_AUTHENTICATED;
            session.end(isProofMissing ? SessionCode.NOT_AUTHENTICATED : SessionCode.NOT_ALLOWED,
                decision.refusal().text());
        }
    }

    private void accept(final String principal) {
        if (principal.getBytes(StandardCharsets.UTF_8).length > MAX_PRINCIPAL_LENGTH) {
            session.end(SessionCode.NOT_AUTHENTICATED, "the principal has more than " + MAX_PRINCIPAL_LENGTH
                + " bytes");
        } else if (!principal.isEmpty()) {
            session.socket().rights().principal(principal, session.shard().rules());
        }
    }
}
