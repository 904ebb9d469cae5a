package io.holdfast.examples.command;

/** Ends a client's program because the session day is over. */
public final class SessionDayOver extends CommandFailure {
    private static final long serialVersionUID = 1L;

    private final long leftMessages;

    SessionDayOver(final String message, final long leftMessages) {
        super(message);
        this.leftMessages = leftMessages;
    }

    /** {@return how many accepted messages the peer is not known to have consumed} */
    public long leftMessages() {
        return leftMessages;
    }
}
