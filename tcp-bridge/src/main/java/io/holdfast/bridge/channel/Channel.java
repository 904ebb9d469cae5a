package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/** The one seam between sessions and sockets: a non-blocking, two-way stream of bytes. One thread at a time. */
public interface Channel extends AutoCloseable {
    /**
     * Goes on with opening.
     *
     * @return whether it is open
     * @throws IOException if it cannot be opened
     */
    boolean finishConnect() throws IOException;

    /**
     * Reads what is there, into a direct buffer from its position to its limit.
     *
     * @param destination a direct buffer
     * @return how many bytes, 0 if there are none now, -1 at the end
     * @throws IOException if the stream is broken
     */
    int read(ByteBuffer destination) throws IOException;

    /**
     * Writes what can be written now, from a direct buffer's position to its limit.
     *
     * @param source a direct buffer
     * @return how many bytes
     * @throws IOException if the stream is broken
     */
    int write(ByteBuffer source) throws IOException;

    /** {@return the other end, for logs and login handlers} */
    SocketAddress remoteAddress();

    /** {@return what a selector can watch, or null if this channel can only be polled} */
    SelectableChannel selectable();

    /** Closes at once, without waiting for anything to be sent. */
    @Override
    void close();
}
