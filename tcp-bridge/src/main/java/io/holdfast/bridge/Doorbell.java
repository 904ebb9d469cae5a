package io.holdfast.bridge;

/**
 * What wakes those who work for one connection: its group, the thread that polls, and the thread that does the logins.
 * Any thread rings, after having made work; each bell is set by the thread that opens, groups or parks.
 */
final class Doorbell {
    private volatile Parking poller;
    private volatile Parking keeper;
    private volatile Membership membership;

    /** Names what wakes the thread that polls. */
    void poller(final Parking parking) {
        poller = parking;
    }

    /** Names what wakes the thread that does the logins. */
    void keeper(final Parking parking) {
        keeper = parking;
    }

    /** Names the connection's place in a group that polls by need. */
    void membership(final Membership value) {
        membership = value;
    }

    Membership membership() {
        return membership;
    }

    /** Has the group poll the connection once, because its socket is ready. Polling thread. */
    void lookNextTime() {
        final Membership ready = membership;
        if (ready != null) {
            ready.look();
        }
    }

    /** Has the group poll the connection. */
    void ringGroup() {
        final Membership rung = membership;
        if (rung != null) {
            rung.ring();
        }
    }

    /** Has the group poll the connection, and wakes the thread that does if it is parked. */
    void ringPoller() {
        ringGroup();
        final Parking parking = poller;
        if (parking != null) {
            parking.ring();
        }
    }

    /** Wakes the thread that does the logins, if it is parked. */
    void ringKeeper() {
        final Parking parking = keeper;
        if (parking != null) {
            parking.ring();
        }
    }
}
