package io.holdfast;

import net.openhft.chronicle.bytes.BytesStore;

/**
 * For those who want to wait. Waits by running a duty cycle and an idle strategy; with a duty cycle of its own it
 * belongs on the polling thread, without one ({@code () -> 0}) on any other. Never usable inside a message handler,
 * where it would wait for itself.
 */
public final class Blocking {
    private final Connection connection;
    private final Clock clock;
    private final DutyCycle dutyCycle;
    private final IdleStrategy idleStrategy;

    /**
     * A helper for one connection.
     *
     * @param connection   the connection
     * @param clock        for the deadlines
     * @param dutyCycle    what to run while waiting: polls the connection, or does nothing if another thread does
     * @param idleStrategy what to do when the duty cycle had nothing to do
     */
    public Blocking(final Connection connection, final Clock clock,
                    final DutyCycle dutyCycle, final IdleStrategy idleStrategy) {
        this.connection = connection;
        this.clock = clock;
        this.dutyCycle = dutyCycle;
        this.idleStrategy = idleStrategy;
    }

    /**
     * Offers until the message is accepted, an answer is final, or time is up.
     *
     * @param type      the message's type
     * @param src       holds the payload
     * @param offset    where the payload begins
     * @param length    of the payload in bytes
     * @param timeoutNs how long to try, in nanoseconds
     * @return the index, or the last negative code
     * @throws IllegalStateException inside a message handler
     */
    public long offer(final int type, final BytesStore<?, ?> src, final long offset, final long length,
                      final long timeoutNs) {
        refuseInHandler();
        final long startNs = clock.monotonicNs();
        while (true) {
            final long result = connection.offer(type, src, offset, length);
            final boolean isWorthWaiting = result == Connection.BACK_PRESSURED || result == Connection.STORE_FULL
                || result == Connection.NO_SESSION;
            if (!isWorthWaiting || !waitOnce(startNs, timeoutNs)) {
                return result;
            }
        }
    }

    /**
     * Waits until the peer has acked an index.
     *
     * @param index     of one of this connection's messages
     * @param timeoutNs how long to wait, in nanoseconds
     * @return whether it is acked
     * @throws IllegalStateException inside a message handler
     */
    public boolean awaitAcked(final long index, final long timeoutNs) {
        refuseInHandler();
        final long startNs = clock.monotonicNs();
        while (connection.ackedIndex() < index) {
            if (!waitOnce(startNs, timeoutNs)) {
                return connection.ackedIndex() >= index;
            }
        }
        return true;
    }

    /**
     * Waits until a power loss could not take back what was accepted up to an index; needs {@link Durability#SYNC}.
     *
     * @param index     of one of this connection's messages
     * @param timeoutNs how long to wait, in nanoseconds
     * @return whether it is synced
     * @throws IllegalStateException inside a message handler
     */
    public boolean awaitSynced(final long index, final long timeoutNs) {
        refuseInHandler();
        final long startNs = clock.monotonicNs();
        while (connection.syncedIndex() < index) {
            if (!waitOnce(startNs, timeoutNs)) {
                return connection.syncedIndex() >= index;
            }
        }
        return true;
    }

    /**
     * Waits until the peer has acked everything that is accepted by now.
     *
     * @param timeoutNs how long to wait, in nanoseconds
     * @return whether it is acked
     * @throws IllegalStateException inside a message handler
     */
    public boolean drain(final long timeoutNs) {
        return awaitAcked(connection.lastIndex(), timeoutNs);
    }

    private boolean waitOnce(final long startNs, final long timeoutNs) {
        if (clock.monotonicNs() - startNs >= timeoutNs || connection.state().compareTo(ConnectionState.ENDED) >= 0) {
            return false;
        }
        idleStrategy.idle(dutyCycle.doWork());
        return true;
    }

    private void refuseInHandler() {
        if (connection.isInHandler()) {
            throw new IllegalStateException("blocking inside a message handler would wait for itself: connection="
                + connection.remoteName());
        }
    }
}
