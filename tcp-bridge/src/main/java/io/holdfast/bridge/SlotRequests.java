package io.holdfast.bridge;

import java.util.concurrent.atomic.AtomicReference;

/** What others ask of the thread that polls a connection. Any thread asks; that thread looks, and takes. */
final class SlotRequests {
    private final AtomicReference<SessionStart.Identity> detach = new AtomicReference<>();
    private final AtomicReference<String> roll = new AtomicReference<>();
    private volatile boolean isAny;

    /** Asks to end the session of a login, if it has not ended by then. */
    void detach(final SessionStart.Identity unwanted) {
        detach.set(unwanted);
        isAny = true;
    }

    /** Asks to end the connection, since this side goes on under another name. */
    void roll(final String newLocalName) {
        roll.set(newLocalName);
        isAny = true;
    }

    /** {@return whether anything was asked since the last call of {@link #begin()}} */
    boolean isAny() {
        return isAny;
    }

    /** To be called before taking: what is asked from now on counts as new. */
    void begin() {
        isAny = false;
    }

    /** {@return the login whose session is to end, or null} */
    SessionStart.Identity takeDetach() {
        return detach.getAndSet(null);
    }

    /** {@return this side's new name, null if there is none} */
    String takeRoll() {
        return roll.getAndSet(null);
    }
}
