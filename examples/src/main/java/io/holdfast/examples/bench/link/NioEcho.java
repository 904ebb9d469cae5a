package io.holdfast.examples.bench.link;

import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The other end of a bare socket: reads as much as there is, sends pings back and counts a stream down by bytes. */
final class NioEcho implements Echo {
    private final int frameLength;
    private final ServerSocketChannel listener;
    private final ByteBuffer received = ByteBuffer.allocateDirect(NioSocket.BUFFER_LENGTH);
    private NioSocket socket;
    private long streamBytes;

    NioEcho(final LinkSettings settings) {
        frameLength = NioSocket.frameLength(settings);
        if (frameLength > received.capacity()) {
            throw new CommandFailure("nio-floor takes no payload of " + settings.length() + " bytes; make --size less");
        }
        try {
            listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on the loopback address", error);
        }
    }

    @Override
    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void serve(final Turn turn) {
        while (socket == null && turn.isOn()) {
            accept();
            turn.polled(0);
        }
        while (turn.isOn()) {
            final int count = socket.read(received);
            if (count > 0) {
                handle(turn);
            }
            turn.polled(count);
        }
    }

    private void accept() {
        try {
            final SocketChannel accepted = listener.accept();
            if (accepted != null) {
                socket = new NioSocket(accepted);
            }
        } catch (final IOException error) {
            throw new CommandFailure("cannot accept a socket", error);
        }
    }

    private void handle(final Turn turn) {
        received.flip();
        while (true) {
            final int taken = (int) Math.min(streamBytes, received.remaining());
            received.position(received.position() + taken);
            streamBytes -= taken;
            if (received.remaining() < frameLength) {
                break;
            }
            handleFrame(turn);
        }
        received.compact();
    }

    private void handleFrame(final Turn turn) {
        final int begin = received.position();
        final int limit = received.limit();
        if (received.get(begin) == MessageKind.STREAM) {
            streamBytes = received.getLong(begin + NioSocket.COUNT) * frameLength;
            received.position(begin + frameLength);
            return;
        }
        received.limit(begin + frameLength);
        while (received.hasRemaining() && turn.isOn()) {
            socket.write(received);
            turn.polled(0);
        }
        received.limit(limit).position(begin + frameLength);
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
            listener.close();
        } catch (final IOException error) {
            throw new CommandFailure("cannot close the listening socket", error);
        }
    }
}
