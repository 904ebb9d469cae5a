package io.holdfast.examples.bench.link;

import java.nio.ByteBuffer;

/**
 * A bare socket: one frame for a ping, writes of up to 64 KiB for a stream, the first of which begins with the frame
 * that announces it.
 */
final class NioLink implements Link {
    private static final int CHUNK_LENGTH = 64 * 1024;

    private final Patience patience;
    private final int frameLength;
    private final ByteBuffer ping;
    private final ByteBuffer chunk;
    private final ByteBuffer received = ByteBuffer.allocateDirect(NioSocket.BUFFER_LENGTH);
    private NioSocket socket;
    private long receivedBytes;
    private long answers;

    NioLink(final LinkSettings settings, final Patience patience) {
        this.patience = patience;
        frameLength = NioSocket.frameLength(settings);
        ping = ByteBuffer.allocateDirect(frameLength).put(0, MessageKind.PING);
        chunk = ByteBuffer.allocateDirect(Math.max(2, CHUNK_LENGTH / frameLength) * frameLength)
            .put(0, MessageKind.STREAM);
        ping.position(frameLength);
    }

    @Override
    public void connect(final int port) {
        socket = NioSocket.connect(port);
    }

    @Override
    public String transport() {
        return "tcp";
    }

    @Override
    public void roundTrip() {
        trySend();
        while (poll() == 0) {
            patience.idle(answers);
        }
    }

    @Override
    public boolean trySend() {
        if (ping.hasRemaining()) {
            return false;
        }
        socket.write(ping.clear());
        return true;
    }

    @Override
    public int poll() {
        if (ping.hasRemaining()) {
            socket.write(ping);
        }
        receivedBytes += socket.read(received.clear());
        final long before = answers;
        answers = receivedBytes / frameLength;
        return (int) (answers - before);
    }

    @Override
    public void stream(final int count) {
        chunk.clear().putLong(NioSocket.COUNT, count);
        long left = (count + 1L) * frameLength;
        while (left > 0) {
            chunk.limit((int) Math.min(chunk.capacity(), chunk.position() + left));
            left -= chunk.remaining();
            writeFully(chunk);
            chunk.clear().position(frameLength);
        }
    }

    @Override
    public void drain() {
        roundTrip();
    }

    private void writeFully(final ByteBuffer source) {
        while (source.hasRemaining()) {
            socket.write(source);
            patience.idle(answers);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
