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

    /** {@return where it listens} */
    InetSocketAddress localAddress();

    @Override
    void close();
}
