package io.holdfast.bridge.queueserver.protocol;

/** What is wrong with what a client sent: the table of errors of both protocols. */
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
    MESSAGE_TOO_LONG("the message is longer than allowed"),
    /** A frame of a session does not belong here, or is of no type. */
    UNEXPECTED_FRAME("a frame that does not belong here"),
    /** A frame of a session is shorter or longer than its type allows. */
    LENGTH_OUT_OF_RANGE("a frame of a length that its type does not allow"),
    /** A length within a frame of a session does not fit the frame's. */
    LENGTH_MISMATCH("a length within the frame does not fit the frame's");

    private final String text;

    Fault(final String text) {
        this.text = text;
    }

    /** {@return what is wrong, for people} */
    public String text() {
        return text;
    }
}
