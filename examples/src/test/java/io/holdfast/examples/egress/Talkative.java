package io.holdfast.examples.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** A program that does what ours must not, with addresses that belong to nobody. */
final class Talkative {
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 9);

    private Talkative() {
    }

    public static void main(final String[] args) throws IOException {
        try {
            InetAddress.getByName("holdfast.invalid");
        } catch (final UnknownHostException expected) {
            System.out.println("nobody has that name");
        }
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.connect(ELSEWHERE);
        } catch (final IOException unreachable) {
            System.out.println("no way there");
        }
        try (Socket socket = new Socket()) {
            socket.connect(ELSEWHERE, 1);
        } catch (final IOException unreachable) {
            System.out.println("no way there");
        }
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.send(ByteBuffer.allocate(1), ELSEWHERE);
        } catch (final IOException unreachable) {
            System.out.println("no way there");
        }
    }
}
