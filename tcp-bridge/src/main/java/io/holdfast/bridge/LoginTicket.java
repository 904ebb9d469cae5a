package io.holdfast.bridge;

/** What a server's desk notes of a login that is under way. One thread. */
final class LoginTicket {
    private long arrival;
    private boolean isReady;

    /** A socket came, the so-and-so-manyth. */
    void begin(final long number) {
        arrival = number;
    }

    /** {@return the number of its socket, in the order they came} */
    long arrival() {
        return arrival;
    }

    /** Takes note whether it is in the list of those that are ready. */
    void isReady(final boolean value) {
        isReady = value;
    }

    boolean isReady() {
        return isReady;
    }
}
