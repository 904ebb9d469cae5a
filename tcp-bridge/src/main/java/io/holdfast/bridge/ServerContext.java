package io.holdfast.bridge;

import java.net.InetSocketAddress;
import java.util.List;

/** What a {@link Server} needs to know. */
public final class ServerContext extends EndpointContext<ServerContext> {
    /** A group up to this size has no selector between a message and its poll. */
    static final int MOST_POLLED_EACH_TIME = 16;

    private InetSocketAddress listen;
    private int groups = 1;
    private GroupSelector groupSelector = GroupSelector.BY_NAME;
    private LoginHandler loginHandler = LoginHandler.ACCEPT_ALL;
    private int maxPendingLogins = 256;
    private int maxLoginsPerAddress = 100;
    private int maxConnections = 4096;
    private int mostPolledEachTime = MOST_POLLED_EACH_TIME;

    @Override
    ServerContext self() {
        return this;
    }

    @Override
    boolean isServer() {
        return true;
    }

    @Override
    void check(final List<String> faults) {
        require(faults, listen != null, "listen must be set");
        require(faults, groups > 0, "groups must be positive, was " + groups);
        require(faults, groupSelector != null, "groupSelector must not be null");
        require(faults, loginHandler != null, "loginHandler must not be null");
        require(faults, maxPendingLogins > 0, "maxPendingLogins must be positive, was " + maxPendingLogins);
        require(faults, maxLoginsPerAddress >= 0, "maxLoginsPerAddress must not be negative, was "
            + maxLoginsPerAddress);
        require(faults, maxConnections > 0, "maxConnections must be positive, was " + maxConnections);
    }

    /**
     * Sets where to listen.
     *
     * @param value the address; port 0 takes a free one, which {@link Server#localAddress()} tells
     * @return this context
     */
    public ServerContext listen(final InetSocketAddress value) {
        listen = value;
        return this;
    }

    InetSocketAddress listen() {
        return listen;
    }

    /**
     * Sets how many groups the connections are divided into, each polled by one thread.
     *
     * @param value 1 or more; default 1
     * @return this context
     */
    public ServerContext groups(final int value) {
        groups = value;
        return this;
    }

    int groups() {
        return groups;
    }

    /**
     * Sets which group serves which peer.
     *
     * @param value default: by a hash of the name
     * @return this context
     */
    public ServerContext groupSelector(final GroupSelector value) {
        groupSelector = value;
        return this;
    }

    GroupSelector groupSelector() {
        return groupSelector;
    }

    /**
     * Sets who decides whether a login is accepted: {@link SharedSecretLogin}, {@link CertificateLogin}, both of them
     * by {@link LoginHandler#and(LoginHandler)}, or the application's own.
     *
     * @param value default: everybody is, under whatever name
     * @return this context
     */
    public ServerContext loginHandler(final LoginHandler value) {
        loginHandler = value;
        return this;
    }

    LoginHandler loginHandler() {
        return loginHandler;
    }

    /**
     * Sets how many sockets may be in login at a time. When one more comes, the one that has been there longest
     * without saying who it is is closed; of the same address if that has a quarter of the places.
     *
     * @param value default 256
     * @return this context
     */
    public ServerContext maxPendingLogins(final int value) {
        maxPendingLogins = value;
        return this;
    }

    int maxPendingLogins() {
        return maxPendingLogins;
    }

    /**
     * Sets how many sockets a second are accepted from one address, and twice as many at once; those beyond are closed.
     * IPv6 addresses are taken together that have the first 64 bits in common. This machine's own, of the loopback
     * interface, are not limited.
     *
     * @param value default 100; 0 for no limit
     * @return this context
     */
    public ServerContext maxLoginsPerAddress(final int value) {
        maxLoginsPerAddress = value;
        return this;
    }

    int maxLoginsPerAddress() {
        return maxLoginsPerAddress;
    }

    /**
     * Sets how many peers the store may know; a login with a new name beyond that is refused. Those whose connection
     * has ended, because they go on under another name, do not count.
     *
     * @param value default 4096
     * @return this context
     */
    public ServerContext maxConnections(final int value) {
        maxConnections = value;
        return this;
    }

    int maxConnections() {
        return maxConnections;
    }

    /** Sets up to how many connections a group polls all of them each time. */
    ServerContext mostPolledEachTime(final int value) {
        mostPolledEachTime = value;
        return this;
    }

    int mostPolledEachTime() {
        return mostPolledEachTime;
    }
}
