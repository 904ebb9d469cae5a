package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.StoreException;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;
import io.holdfast.store.Log;

import java.util.function.Supplier;

/**
 * The connection that a login at a server is for. One that is new is made when the login is confirmed and not before,
 * with the incarnation that the client was told until then. One thread.
 */
final class SoughtConnection {
    private final Server server;
    private final String remoteName;
    private final String principal;
    private final long newIncarnation;
    private PeerConnection connection;

    private SoughtConnection(final Server server, final String remoteName, final String principal)
        throws LoginFailedException {
        this.server = server;
        this.remoteName = remoteName;
        this.principal = principal;
        connection = fromStore(() -> server.connectionForLogin(remoteName));
        newIncarnation = connection == null ? Log.newIncarnation() : 0;
    }

    /**
     * Looks for it.
     *
     * @param remoteName the client's
     * @param principal  who the client is proven to be
     * @throws LoginFailedException if the client may not have it, or nobody can
     */
    static SoughtConnection find(final Server server, final String remoteName, final String principal)
        throws LoginFailedException {
        final SoughtConnection sought = new SoughtConnection(server, remoteName, principal);
        sought.check();
        return sought;
    }

    private void check() throws LoginFailedException {
        if (connection == null) {
            if (server.isFull()) {
                throw tooManyPeers();
            }
            return;
        }
        if (connection.slot().status().isOver()) {
            throw new LoginFailedException(Refusal.Code.SHUTTING_DOWN,
                "the server is closing this connection; log in again");
        }
        if (connection.slot().status().fault() != null) {
            throw new LoginFailedException(Refusal.Code.STORE_FAILED, "the server cannot use its files of this"
                + " connection; see the server's log");
        }
        final String owner = connection.store().session().principal();
        if (owner != null && !owner.equals(principal)) {
            server.loginLog().ofAnother(remoteName, principal, owner);
            throw new LoginFailedException(Refusal.Code.NOT_AUTHENTICATED,
                "this connection belongs to another principal");
        }
    }

    /** {@return the connection, null if it is to be made} */
    PeerConnection connection() {
        return connection;
    }

    /** {@return where the server's messages go on} */
    ResumeDecision offer(final HeldFacts clientHolds) {
        return connection == null ? ResumeTable.decide(Resumption.newSenderView(newIncarnation), clientHolds,
            server.context().resumePolicy()) : Resumption.offer(connection, clientHolds);
    }

    /** {@return what the server says of itself} */
    Terms terms(final Transports transports) {
        return connection == null ? LoginTerms.newTerms(server.context(), newIncarnation, transports)
            : LoginTerms.terms(connection, transports);
    }

    /** {@return the connection, made if it is new, which belongs to the principal from now on} */
    PeerConnection take() throws LoginFailedException {
        if (connection == null) {
            create();
        }
        try {
            connection.store().session().principal(principal);
        } catch (final StoreException e) {
            server.loginLog().storeFailed(connection, "the session file", e);
            throw new LoginFailedException(Refusal.Code.STORE_FAILED, "the server cannot write its files of this"
                + " connection");
        }
        return connection;
    }

    private void create() throws LoginFailedException {
        connection = fromStore(() -> server.createForLogin(remoteName, newIncarnation));
        if (connection == null) {
            throw tooManyPeers();
        }
        if (connection.store().sendQueue().log().incarnation() != newIncarnation) {
            throw new LoginFailedException(Refusal.Code.INDEX_MISMATCH, "the server's side of this connection was made"
                + " during the login; log in again");
        }
    }

    private PeerConnection fromStore(final Supplier<PeerConnection> source) throws LoginFailedException {
        try {
            return source.get();
        } catch (final StoreException e) {
            server.loginLog().storeFailed(remoteName, "the store", e);
            throw new LoginFailedException(Refusal.Code.STORE_FAILED, "the server cannot use its files of this"
                + " connection; see the server's log");
        } catch (final IllegalArgumentException e) {
            throw new LoginFailedException(Refusal.Code.INVALID_NAME, e.getMessage());
        }
    }

    private LoginFailedException tooManyPeers() {
        return new LoginFailedException(Refusal.Code.LIMITS, "the server knows its maximum of "
            + server.context().maxConnections() + " peers; raise maxConnections");
    }
}
