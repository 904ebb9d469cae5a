package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

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

    /**
     * Ends this direction of the stream behind all that was written; what comes is read as before. Nothing is written
     * afterwards.
     *
     * @return whether that is done; if not, it is to be called again when the channel takes more
     * @throws IOException if the stream is broken
     */
    boolean endOutput() throws IOException;

    /**
     * Goes on with sending what writes have taken, if some of it is still here; reads and writes do so, too.
     *
     * @throws IOException if the stream is broken
     */
    default void flush() throws IOException {
        // a socket of the machine has what it took
    }

    /** {@return the other end, for logs and login handlers} */
    SocketAddress remoteAddress();

    /** {@return what the other end's certificate says; null if the channel is plain, not open yet, or it has none} */
    default PeerCertificate peerCertificate() {
        return null;
    }

    /**
     * Tells what both ends of this channel know of it and somebody between them, who ends two channels, cannot make
     * the same at both: the SHA-256 digest of the server's certificate ({@code tls-server-end-point} of RFC 5929, with
     * this digest always). To be put under a proof that is made over the channel.
     *
     * @return 32 bytes, which are the caller's; none if the channel is plain or not open yet
     */
    default byte[] binding() {
        return new byte[0];
    }

    /**
     * Has a waiter watch this channel, instead of the one that did; one that is still connecting is watched for the end
     * of that. Cheap when nothing changes. If the channel is closed already, the waiter's next wait ends at once.
     *
     * @param waiter   of the calling thread, made by the network that this channel came from
     * @param interest for what: {@link Waiter#READ}, {@link Waiter#WRITE}, both, or 0
     * @param onReady  called within the wait, by its thread; does next to nothing
     */
    void watch(Waiter waiter, int interest, Runnable onReady);

    /** Lets the waiter that watches this channel, if one does, take no notice of it until it is told to again. */
    void unwatch();

    /** Closes at once, without waiting for anything to be sent. */
    @Override
    void close();
}
