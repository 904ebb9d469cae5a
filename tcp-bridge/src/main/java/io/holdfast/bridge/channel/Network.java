package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where sockets come from: the machine's own, or the faulty double of the tests. */
public interface Network {
    /**
     * Listens.
     *
     * @param address where; port 0 takes a free one
     * @return the open listener
     * @throws IOException if the address cannot be used
     */
    Listener listen(InetSocketAddress address) throws IOException;

    /**
     * Begins to connect. Never blocks.
     *
     * @param address          where to
     * @param socketBufferLength bytes asked for in each kernel buffer
     * @return a channel whose {@link Channel#finishConnect()} tells when it is open
     * @throws IOException if that is already known to fail
     */
    Channel connect(InetSocketAddress address, int socketBufferLength) throws IOException;

    /**
     * Makes something that waits for this network's channels and listeners.
     *
     * @return a waiter, which is the caller's to close
     * @throws IOException if the machine has none left
     */
    Waiter waiter() throws IOException;
}
