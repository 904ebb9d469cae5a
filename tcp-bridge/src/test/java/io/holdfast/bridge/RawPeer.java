package io.holdfast.bridge;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Limits;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** The other end of a channel in the hands of a test, which says whatever it likes, frame by frame. */
final class RawPeer implements AutoCloseable {
    static final Terms TERMS = new Terms(new LogFacts(7, 1, 0, 0), HeldFacts.NOTHING, new Limits(4096, 1000, 10_000),
        Transports.TCP_ONLY);

    private final TestPair pair;
    private final Channel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    private boolean isEnded;

    RawPeer(final TestPair pair, final Channel channel) {
        this.pair = pair;
        this.channel = channel;
    }

    /** A channel to the server of a pair. */
    static RawPeer toServer(final TestPair pair) {
        final Channel channel = pair.network.connect(TestPair.ADDRESS, 4096);
        try {
            channel.finishConnect();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RawPeer(pair, channel);
    }

    static Login login(final String localName, final String remoteName) {
        return new Login(1, TERMS, new Introduction(localName, remoteName, new byte[0], new byte[0]),
            SharedMemory.NONE);
    }

    void send(final Consumer<ByteBuffer> frame) {
        out.clear();
        frame.accept(out);
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Polls the pair until a whole frame has come, and takes it. */
    ByteBuffer frame() {
        pair.pollUntil("a frame", () -> {
            read();
            return in.position() >= FrameHeader.HEADER_LENGTH && in.position() >= FrameHeader.length(in, 0);
        });
        final int length = FrameHeader.length(in, 0);
        final ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(0, in, 0, length);
        in.flip().position(length);
        in.compact();
        return frame;
    }

    static int type(final ByteBuffer frame) {
        return FrameHeader.type(frame, 0);
    }

    /** Whether the other end has hung up. */
    boolean isEnded() {
        read();
        return isEnded;
    }

    private void read() {
        try {
            isEnded |= channel.read(in) < 0;
        } catch (final IOException e) {
            isEnded = true;
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
