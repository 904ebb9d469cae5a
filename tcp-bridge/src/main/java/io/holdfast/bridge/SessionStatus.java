package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.StoreException;
import io.holdfast.Transport;

/** How a connection stands: written where its sessions and logins come and go, read by any thread. */
final class SessionStatus {
    private volatile ConnectionState state = ConnectionState.DISCONNECTED;
    private volatile Transport transport = Transport.AUTO;
    private volatile DisconnectReason lastDisconnect = DisconnectReason.NONE;
    private volatile boolean isSharedMemoryBarred;
    private volatile StoreException fault;
    private volatile StoreException housekeepingFault;

    ConnectionState state() {
        return state;
    }

    /** Shows where a login or session stands; what is closed or ended stays so, whatever another thread is at. */
    synchronized void state(final ConnectionState newState) {
        if (!isOver()) {
            state = newState;
        }
    }

    /** {@return whether the connection is closed or ended: it takes no messages, and no session will come} */
    boolean isOver() {
        return state.compareTo(ConnectionState.ENDED) >= 0;
    }

    /** {@return what a send is answered since the connection is over, 0 if it is not} */
    long refusal() {
        final ConnectionState seen = state;
        if (seen.compareTo(ConnectionState.ENDED) < 0) {
            return 0;
        }
        return seen == ConnectionState.ENDED ? Connection.SESSION_ENDED : Connection.CLOSED;
    }

    /** {@return how messages travel in this session or did in the last, AUTO before the first} */
    Transport transport() {
        return transport;
    }

    /** A session has begun. */
    void begun(final Transport used) {
        transport = used;
    }

    /** {@return why the last session ended, or the last try failed} */
    DisconnectReason lastDisconnect() {
        return lastDisconnect;
    }

    /** A session has ended, which bars shared memory from the next one if the peer's files were at fault. */
    void ended(final DisconnectReason reason) {
        isSharedMemoryBarred = reason == DisconnectReason.PEER_STORE_FAULT;
        failed(reason);
    }

    /** A session has ended, or a try did not come to one. */
    void failed(final DisconnectReason reason) {
        lastDisconnect = reason;
        state(ConnectionState.DISCONNECTED);
    }

    /** {@return whether the next session is to go over TCP, since the last one met with damaged files of the peer} */
    boolean isSharedMemoryBarred() {
        return isSharedMemoryBarred;
    }

    /** {@return whether housekeeping met a fault that the polling thread has not taken yet} */
    boolean isHousekeepingFaulty() {
        return housekeepingFault != null;
    }

    /** Notes that the files cannot be kept in order. The housekeeping thread, once. */
    void housekeepingFault(final StoreException newFault) {
        housekeepingFault = newFault;
    }

    /** {@return the fault that housekeeping met, which then counts as taken; the polling thread} */
    StoreException takeHousekeepingFault() {
        final StoreException taken = housekeepingFault;
        housekeepingFault = null;
        return taken;
    }

    /** {@return what made the store unusable, null while it is well} */
    StoreException fault() {
        return fault;
    }

    void fault(final StoreException newFault) {
        fault = newFault;
    }
}
