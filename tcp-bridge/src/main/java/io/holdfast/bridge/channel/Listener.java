package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Accepts sockets. One thread. */
public interface Listener extends AutoCloseable {
    /**
     * Accepts one socket, if one waits.
     *
     * @param socketBufferLength bytes asked for in each kernel buffer
     * @return an open channel, or null
     * @throws IOException if accepting fails, for one peer or because this process has no descriptors left
     */
    Channel accept(int socketBufferLength) throws IOException;

    /**
     * Has a waiter watch for sockets to accept, or not.
     *
     * @param waiter    of the calling thread, made by the network that this listener came from
     * @param isWatched whether to watch
     */
    void watch(Waiter waiter, boolean isWatched);

    /** {@return where it listens} */
    InetSocketAddress localAddress();

    @Override
    void close();
}
