package io.holdfast.bridge;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.tls.TlsRecord;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A channel during login: whole frames in and out, through two small buffers that are never larger than the largest
 * login frame, whatever the other end sends. One thread.
 */
final class LoginChannel implements AutoCloseable {
    private static final Runnable NOTHING = () -> { };

    private final StreamBuffer in = new StreamBuffer(Protocol.MAX_LOGIN_FRAME_LENGTH);
    private final StreamBuffer out = new StreamBuffer(Protocol.MAX_LOGIN_FRAME_LENGTH);
    private Channel channel;

    /** Takes a channel, open or about to be. */
    void begin(final Channel newChannel) {
        channel = newChannel;
        in.clear();
        out.clear();
    }

    Channel channel() {
        return channel;
    }

    /** Puts a frame into the output; {@link #flush()} sends it. */
    void send(final Consumer<ByteBuffer> encoder) {
        out.makeRoom(Protocol.MAX_LOGIN_FRAME_LENGTH);
        encoder.accept(out.forAppend());
        out.appended();
    }

    /** Sends what can be sent now. */
    void flush() throws IOException {
        if (out.length() > 0) {
            out.write(channel);
        }
    }

    /**
     * Sends and reads once.
     *
     * @return the type of the frame that is there as a whole, 0 if there is none yet
     * @throws EOFException if the other end hung up
     */
    int poll() throws IOException, ProtocolException {
        flush();
        if (!isComplete() && in.read(channel) < 0) {
            throw new EOFException("the peer hung up during the login");
        }
        return isComplete() ? FrameHeader.type(in.bytes(), in.start()) : 0;
    }

    /** {@return the frame that {@link #poll()} found, which is consumed} */
    ByteBuffer take() {
        final int length = FrameHeader.length(in.bytes(), in.start());
        final ByteBuffer copy = ByteBuffer.allocate(length).order(in.bytes().order());
        copy.put(0, in.bytes(), in.start(), length);
        in.consume(length);
        return copy;
    }

    /** {@return the bytes behind the frames taken, the frame that {@link #poll()} found last among them} */
    byte[] leftover() {
        return in.takeAll();
    }

    /**
     * Reads away what is there, up to the buffer's length: a socket closed with bytes unread may lose the last frame
     * it sent.
     */
    void discardInput() throws IOException {
        in.clear();
        in.read(channel);
        in.clear();
    }

    /** {@return whether there is something to do now; if not, the waiter watches the channel} */
    boolean hasWork(final Waiter waiter) {
        channel.watch(waiter, Waiter.READ | (out.length() > 0 ? Waiter.WRITE : 0), NOTHING);
        try {
            return isComplete();
        } catch (final ProtocolException e) {
            return true; // the next poll finds it, too
        }
    }

    private boolean isComplete() throws ProtocolException {
        try {
            return isFrameComplete();
        } catch (final ProtocolException e) {
            throw TlsRecord.isFirst(in) ? new ProtocolException("the other end speaks TLS, this end is set to plain")
                : e;
        }
    }

    private boolean isFrameComplete() throws ProtocolException {
        if (in.length() < FrameHeader.HEADER_LENGTH) {
            return in.length() >= FrameHeader.LENGTH_FIELD_LENGTH
                && FrameHeader.validateLength(in.bytes(), in.start(), Protocol.MAX_LOGIN_FRAME_LENGTH) == 0;
        }
        FrameHeader.validate(in.bytes(), in.start(), Protocol.MAX_LOGIN_FRAME_LENGTH);
        return in.length() >= FrameHeader.length(in.bytes(), in.start());
    }

    /** Frees the buffers; the channel is left as it is. */
    @Override
    public void close() {
        in.close();
        out.close();
    }
}
