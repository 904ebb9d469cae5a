package io.holdfast.bridge.queueserver.protocol;

/** What ends a connection of the base protocol: the table of its errors. */
public enum Fault {
    /** The first bytes are of none of the roles. */
    UNKNOWN_ROLE("the first bytes are of no role"),
    /** The byte that should begin an event begins none. */
    UNKNOWN_EVENT("a byte that begins no event"),
    /** A producer subscribed or unsubscribed. */
    NOT_A_CONSUMER("a producer may only create messages"),
    /** A consumer created a message. */
    NOT_A_PRODUCER("a consumer may only subscribe and unsubscribe"),
    /** A name is longer than the limit. */
    NAME_TOO_LONG("the name is longer than allowed"),
    /** A message is longer than the limit. */
    MESSAGE_TOO_LONG("the message is longer than allowed");

    private final String text;

    Fault(final String text) {
        this.text = text;
    }

    /** {@return what is wrong, for people} */
    public String text() {
        return text;
    }
}
