package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that knows nothing but bytes: a non-blocking socket and what came from it. */
final class WireClient implements AutoCloseable {
    static final String PROBE = "probe-";

    private final SocketChannel socket;
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 << 10);
    private ByteBuffer in = ByteBuffer.allocate(4096);
    private final List<String> received = new ArrayList<>();
    private long receivedCount;
    private boolean isKept = true;
    private boolean isEnded;
    private String fault = "";
    private String probe = "";

    WireClient(final InetSocketAddress server) {
        this(server, 0);
    }

    /** With a kernel buffer of a size of its own, if that is not 0. */
    WireClient(final InetSocketAddress server, final int receiveBuffer) {
        socket = connected(server, receiveBuffer);
    }

    /** {@return a non-blocking socket, with a kernel buffer of a size of its own, if that is not 0} */
    static SocketChannel connected(final InetSocketAddress server, final int receiveBuffer) {
        try {
            final SocketChannel socket = SocketChannel.open();
            if (receiveBuffer > 0) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.connect(server);
            socket.configureBlocking(false);
            return socket;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts messages instead of keeping them. */
    WireClient counting() {
        isKept = false;
        return this;
    }

    /** Sends bytes, all of which must fit into the socket. */
    WireClient send(final WireBytes bytes) {
        assertTaken(bytes.toBytes());
        return this;
    }

    private void assertTaken(final byte[] bytes) {
        int sent = 0;
        while (sent < bytes.length) {
            final int count = trySend(bytes, sent, bytes.length - sent);
            if (count == 0) {
                throw new AssertionError("the socket took " + sent + " of " + bytes.length + " bytes");
            }
            sent += count;
        }
    }

    /** Sends what the socket takes; answers how many bytes, -1 if it is broken. */
    int trySend(final byte[] bytes, final int from, final int length) {
        try {
            out.clear().put(bytes, from, Math.min(length, out.capacity())).flip();
            return socket.write(out);
        } catch (final IOException e) {
            fault = e.toString();
            isEnded = true;
            return -1;
        }
    }

    /** Sends no more. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads at most so many bytes. */
    int read(final int max) {
        if (in.remaining() < Math.min(max, in.capacity())) {
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
        final int limit = in.limit();
        in.limit(Math.min(limit, in.position() + max));
        try {
            final int count = socket.read(in);
            isEnded |= count < 0;
            return Math.max(0, count);
        } catch (final IOException e) {
            fault = e.toString();
            isEnded = true;
            return 0;
        } finally {
            in.limit(limit);
        }
    }

    /** Reads all there is now, and takes the frames in it. */
    WireClient receive() {
        while (read(64 << 10) > 0) {
            takeFrames();
        }
        takeFrames();
        return this;
    }

    /** Reads into a buffer what is there, whatever it is; answers how many bytes, -1 at the end. */
    int readRaw(final ByteBuffer buffer) {
        try {
            return socket.read(buffer);
        } catch (final IOException e) {
            fault = e.toString();
            return -1;
        }
    }

    /** Takes complete frames and answers out of what was read. */
    void takeFrames() {
        in.flip();
        while (in.hasRemaining()) {
            final int start = in.position();
            final byte event = in.get();
            if (event == 'O' && in.hasRemaining()) {
                received.add("O" + (char) in.get());
                continue;
            }
            final String name = text();
            final String message = name == null ? null : text();
            if (message == null) {
                in.position(start);
                break;
            }
            if (event != '*') {
                throw new AssertionError("unexpected byte " + event + " after " + receivedCount + " messages");
            }
            if (name.startsWith(PROBE)) {
                probe = name;
                continue;
            }
            receivedCount++;
            if (isKept) {
                received.add(name + "=" + shortened(message));
            }
        }
        in.compact();
    }

    /** A message as it is told in failures: a long one by its length and hash. */
    static String shortened(final String message) {
        return message.length() <= 64 ? message : message.length() + "#" + message.hashCode();
    }

    /** The last queue of probes of which a message came; those are not counted. */
    String probe() {
        return probe;
    }

    private String text() {
        if (in.remaining() < Integer.BYTES) {
            return null;
        }
        final int length = in.getInt();
        if (in.remaining() < length) {
            return null;
        }
        final byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** All messages, {@code name=message} each, and answers. */
    List<String> received() {
        return received;
    }

    long receivedCount() {
        return receivedCount;
    }

    boolean isEnded() {
        return isEnded;
    }

    String fault() {
        return fault;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
