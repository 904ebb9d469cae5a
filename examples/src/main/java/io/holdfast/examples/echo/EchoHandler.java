package io.holdfast.examples.echo;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import net.openhft.chronicle.bytes.Bytes;

/** Answers each message with its own type and payload, in one write with the ack. Holds nothing; any thread. */
public enum EchoHandler implements MessageHandler {
    /** The one instance. */
    INSTANCE;

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        final Bytes<?> payload = message.payload();
        final long result = connection.reply(message.index(), message.type(), payload, payload.readPosition(),
            message.length());
        if (result > 0) {
            return Action.CONSUMED;
        }
        if (result == Connection.BACK_PRESSURED || result == Connection.STORE_FULL || result == Connection.CLOSED) {
            return Action.RETRY;
        }
        throw new IllegalStateException("no answer possible: result=" + Connection.resultName(result) + " remote="
            + connection.remoteName() + " index=" + message.index());
    }
}
