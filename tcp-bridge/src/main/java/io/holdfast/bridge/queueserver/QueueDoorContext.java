package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.LoginHandler;

import java.nio.file.Path;

/** Who may come in and do what: the part of a {@link QueueServerContext} about its clients' rights. */
public abstract class QueueDoorContext extends QueueStoreContext {
    private LoginHandler loginHandler;
    private Path access;
    private int maxPendingLogins = 256;
    private int maxLoginsPerAddress = 100;

    QueueDoorContext() {
    }

    /**
     * Sets a file of rules on who may produce to and consume from which queues, as {@link
     * io.holdfast.bridge.queueserver.access.AccessRules#parse} reads them; what no rule allows is not allowed. Read
     * again when it changes, within two seconds: clients that lost a right which they use are ended then, and a file
     * that is bad or gone leaves the rules as they are. Default null: everybody may do everything, or with a {@link
     * #loginHandler} everybody who is known.
     *
     * @param value the file, which only its owner may write to; null for none
     * @return this context
     */
    public final QueueServerContext access(final Path value) {
        access = value;
        return self();
    }

    final Path access() {
        return access;
    }

    /**
     * Sets who decides about the logins of sessions, and so which principal a client is: the name that a client gives
     * itself belongs to the principal that first used it, and the rules of {@link #access} are about principals. With
     * one shard it is called by the thread of {@link QueueServer#doWork()}; with more by those of the shards, one at a
     * time. Its user data is not sent. The base protocol has no login, so its clients are not asked about. Default
     * null: no client has to prove anything, and of none is known who it is.
     * <p>
     * With a handler and without rules, whoever is known may do everything, and others nothing.
     *
     * @param value the handler; null, or {@link LoginHandler#ACCEPT_ALL}, which proves nothing, for none
     * @return this context
     */
    public final QueueServerContext loginHandler(final LoginHandler value) {
        loginHandler = value == null || value == LoginHandler.ACCEPT_ALL ? null : request -> {
            synchronized (value) {
                return value.onLogin(request);
            }
        };
        return self();
    }

    final LoginHandler loginHandler() {
        return loginHandler;
    }

    /**
     * Sets how many clients may be connected that have not said yet who they are: no role, or of a session no name and
     * no proof of it. When one more comes, the one that has been there longest is closed; of the same address if that
     * has a quarter of the places. Divided among the shards.
     *
     * @param value 1 or more; default 256
     * @return this context
     */
    public final QueueServerContext maxPendingLogins(final int value) {
        maxPendingLogins = value;
        return self();
    }

    final int maxPendingLogins() {
        return maxPendingLogins;
    }

    /**
     * Sets how many clients a second are accepted from one address, and twice as many at once; those beyond are closed.
     * IPv6 addresses are taken together that have the first 64 bits in common. This machine's own, of the loopback
     * interface, are not limited.
     *
     * @param value default 100; 0 for no limit
     * @return this context
     */
    public final QueueServerContext maxLoginsPerAddress(final int value) {
        maxLoginsPerAddress = value;
        return self();
    }

    final int maxLoginsPerAddress() {
        return maxLoginsPerAddress;
    }
}
