package io.holdfast;

/** Receives messages, one at a time and in order, on the thread that polls. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Takes one message.
     * <p>
     * An exception leaves the message unacked and reaches the caller of {@code poll}; the next poll delivers the
     * message again. The message, its payload included, is valid until this method returns.
     *
     * @param connection the connection the message came on; it may be used to send and to reply from here
     * @param message    a reused view, valid until return
     * @return what is to be done with the message, never null
     */
    Action onMessage(Connection connection, Message message);
}
