package io.holdfast.bridge;

import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;

import java.io.IOException;

/** One stretch of being connected: a channel past its login, until it ends. Polling thread. */
interface Session extends AutoCloseable {
    /** Opens a session of the kind that the login agreed on. */
    static Session open(final PeerConnection connection, final SessionStart start, final StreamBuffer in,
                        final StreamBuffer out) {
        return start.isSharedMemory() ? new ShmSession(connection, start, in, out)
            : new TcpSession(connection, start, in, out);
    }

    /** Makes the next poll look at the socket, whatever it would do otherwise. */
    void wake();

    /** {@return how many messages the last poll delivered, also if it ended with an exception} */
    int delivered();

    /** The first half of a duty cycle: reads and delivers. */
    void receive(MessageHandler handler, int limit) throws SessionEndedException, IOException, ProtocolException;

    /**
     * The second half, also when the handler threw: says what there is to say, and looks at the time.
     *
     * @param isBusy whether an answer is likely to follow soon
     */
    void send(boolean isBusy) throws SessionEndedException, IOException, ProtocolException;

    /** Sends what is ready, the last ack among it, as far as that can be done without waiting. */
    void flush() throws IOException;

    /** Tells the peer why the session ends, as far as that can be done without waiting. */
    void sayGoodbye(CloseReason reason, String text) throws IOException;

    /** Sends what there is to say first. */
    void greet();

    /**
     * Has a waiter watch the channel, then looks for work; see {@link Parkable#beginParking}.
     *
     * @param onReady called within the wait when the channel is ready
     */
    long beginParking(Waiter waiter, Runnable onReady);

    /** Ends what {@link #beginParking} began, also if that was not called. */
    void endParking();

    @Override
    void close();
}
