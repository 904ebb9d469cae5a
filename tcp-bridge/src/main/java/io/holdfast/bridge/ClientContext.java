package io.holdfast.bridge;

import io.holdfast.DailyRoll;
import io.holdfast.PeerName;
import io.holdfast.bridge.login.Proof;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a {@link Client} needs to know. */
public final class ClientContext extends EndpointContext<ClientContext> {
    private final List<InetSocketAddress> endpoints = new ArrayList<>();
    private String remoteName;
    private DailyRoll remoteDaily;
    private byte[] credentials = {};
    private byte[] secret;
    private long minBackoffNs = TimeUnit.MILLISECONDS.toNanos(10);
    private long maxBackoffNs = TimeUnit.SECONDS.toNanos(5);
    private long jitterSeed = ThreadLocalRandom.current().nextLong();

    @Override
    ClientContext self() {
        return this;
    }

    @Override
    boolean isServer() {
        return false;
    }

    @Override
    void check(final List<String> faults) {
        require(faults, !endpoints.isEmpty(), "at least one endpoint must be added");
        require(faults, remoteName == null || PeerName.isValid(remoteName),
            "remoteName must be a peer name or left open, was '" + remoteName + "'");
        require(faults, remoteName == null || !remoteName.equals(name()), "remoteName must differ from name");
        require(faults, remoteDaily == null || remoteName == null
            || remoteName.length() <= DailyRoll.MAX_BASE_LENGTH, "remoteName has no room for a date behind it: at most "
            + DailyRoll.MAX_BASE_LENGTH + " characters, was '" + remoteName + "'");
        require(faults, minBackoffNs > 0 && maxBackoffNs >= minBackoffNs,
            "minBackoffNs must be positive and at most maxBackoffNs, were " + minBackoffNs + " and " + maxBackoffNs);
        require(faults, secret == null || secret.length >= Proof.MIN_SECRET_LENGTH
            && secret.length <= Proof.MAX_SECRET_LENGTH, "secret must have " + Proof.MIN_SECRET_LENGTH + " to "
            + Proof.MAX_SECRET_LENGTH + " bytes, has " + (secret == null ? 0 : secret.length));
        require(faults, secret == null || remoteName != null || isTls(), "remoteName must be set if there is a secret"
            + " and no TLS: whoever answers could tell any name before it has proven anything");
        require(faults, credentials.length <= 4096, "credentials has more than 4096 bytes");
    }

    /**
     * Adds an address of the server; they are tried in the order they were added, round and round.
     *
     * @param endpoint where the server listens
     * @return this context
     */
    public ClientContext endpoint(final InetSocketAddress endpoint) {
        endpoints.add(endpoint);
        return this;
    }

    List<InetSocketAddress> endpoints() {
        return endpoints;
    }

    /**
     * Names the server. With a name, messages may be sent before the first login. Left open, the first login tells
     * the name, and it is fixed from then on for this client, until a server with daily names says that its session day
     * is over: then the connection ends, and the next login tells the new name.
     *
     * @param value the server's peer name
     * @return this context
     */
    public ClientContext remoteName(final String value) {
        remoteName = value;
        remoteDaily = null;
        return this;
    }

    /**
     * Names a server with daily names. This client computes today's name by the same rule, so messages may be sent
     * before the login. While the clocks of both sides do not agree on the day, logins are refused and tried again;
     * messages wait. A live session goes on until the server ends it or the socket breaks.
     *
     * @param base the server's name without the date
     * @param roll the server's rule
     * @return this context
     */
    public ClientContext remoteDaily(final String base, final DailyRoll roll) {
        remoteName = base;
        remoteDaily = roll;
        return this;
    }

    DailyRoll remoteDaily() {
        return remoteDaily;
    }

    @Override
    boolean isRolling() {
        return super.isRolling() || remoteName == null || remoteDaily != null;
    }

    /** {@return the server's peer name, without the date if it has daily names, null if left open} */
    public String remoteName() {
        return remoteName;
    }

    /**
     * Sets what proves this client's name to the server's login handler. It is sent as it is, to whoever answers at the
     * endpoint; a {@link #secret(byte[])} is not.
     *
     * @param value at most 4096 bytes; copied
     * @return this context
     */
    public ClientContext credentials(final byte[] value) {
        credentials = value.clone();
        return this;
    }

    byte[] credentials() {
        return credentials;
    }

    /**
     * Sets what this client shares with the server alone: both prove in the login that they know it, without telling
     * it, see {@link SharedSecretLogin}. A server that does not prove it is refused, also one that asks for no proof.
     * Without TLS, {@link #remoteName(String)} must not be left open.
     *
     * @param value 16 to 1024 random bytes; copied
     * @return this context
     */
    public ClientContext secret(final byte[] value) {
        secret = value.clone();
        return this;
    }

    byte[] secret() {
        return secret;
    }

    /**
     * Sets how long to wait after the first failed round over all endpoints; doubles up to the longest, each wait
     * shortened by a random part of up to one half.
     *
     * @param minNs the first wait in nanoseconds; default 10 ms
     * @param maxNs the longest wait in nanoseconds; default 5 s
     * @return this context
     */
    public ClientContext backoffNs(final long minNs, final long maxNs) {
        minBackoffNs = minNs;
        maxBackoffNs = maxNs;
        return this;
    }

    long minBackoffNs() {
        return minBackoffNs;
    }

    long maxBackoffNs() {
        return maxBackoffNs;
    }

    /**
     * Fixes the random part of the waits, for tests that must run the same way twice.
     *
     * @param value the seed
     * @return this context
     */
    public ClientContext jitterSeed(final long value) {
        jitterSeed = value;
        return this;
    }

    long jitterSeed() {
        return jitterSeed;
    }
}
