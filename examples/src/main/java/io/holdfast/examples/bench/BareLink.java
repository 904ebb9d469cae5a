package io.holdfast.examples.bench;

import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The least that two processes need to exchange frames of one length over TCP: non-blocking, busy polling, without
 * Nagle. What Holdfast is measured against.
 */
final class BareLink implements AutoCloseable {
    /** Sent back as it is. */
    static final byte PING = 1;
    /** Followed by as many frames as it says; the last of them is sent back. */
    static final byte STREAM = 2;
    /** Sent back as it is; afterwards it is Holdfast's turn. */
    static final byte SWITCH = 3;
    /** Where a {@link #STREAM} frame says how many frames come. */
    static final int COUNT = 8;
    /** The shortest frame, in bytes. */
    static final int MIN_LENGTH = 16;

    /** What Holdfast adds to a payload on the wire: frame header (24) and record header (36). */
    private static final int HOLDFAST_OVERHEAD = 60;

    private final SocketChannel channel;
    private final ByteBuffer frame;

    BareLink(final SocketChannel channel, final int frameLength) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        frame = ByteBuffer.allocateDirect(frameLength);
    }

    static BareLink connect(final InetSocketAddress address, final int frameLength) {
        try {
            return new BareLink(SocketChannel.open(address), frameLength);
        } catch (final IOException error) {
            throw new CommandFailure("cannot connect to the peer process", error);
        }
    }

    /**
     * Tells how long a frame must be to equal a Holdfast message on the wire.
     *
     * @param payloadLength of the Holdfast message
     * @return in bytes
     */
    static int frameLength(final int payloadLength) {
        return payloadLength + HOLDFAST_OVERHEAD;
    }

    /**
     * Sends one frame and waits for it to come back.
     *
     * @param kind  of the frame
     * @param count for {@link #STREAM}
     */
    void roundTrip(final byte kind, final long count) {
        send(kind, count);
        receive();
    }

    /**
     * Sends one frame.
     *
     * @param kind  of the frame
     * @param count for {@link #STREAM}
     */
    void send(final byte kind, final long count) {
        frame.clear();
        frame.put(0, kind).putLong(COUNT, count);
        write(frame);
    }

    /** Waits for one frame. */
    void receive() {
        frame.clear();
        while (frame.hasRemaining()) {
            read(frame);
        }
    }

    /** {@return the frame that was received last} */
    ByteBuffer frame() {
        return frame;
    }

    /** Sends the frame that was received last. */
    void sendBack() {
        write(frame.clear());
    }

    int read(final ByteBuffer destination) {
        try {
            final int count = channel.read(destination);
            if (count < 0) {
                throw new CommandFailure("the other process has gone");
            }
            return count;
        } catch (final IOException error) {
            throw new CommandFailure("the other process has gone", error);
        }
    }

    void write(final ByteBuffer source) {
        try {
            while (source.hasRemaining()) {
                channel.write(source);
            }
        } catch (final IOException error) {
            throw new CommandFailure("the other process has gone", error);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException error) {
            throw new CommandFailure("cannot close the socket", error);
        }
    }
}
