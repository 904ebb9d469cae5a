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
 * login frame, whatever the other end sends. A peer that is silent has none: they are made when they are needed. One
 * thread.
 */
final class LoginChannel implements AutoCloseable {
    private static final Runnable NOTHING = () -> { };
    private static final int INITIAL_LENGTH = 4096;

    private StreamBuffer in;
    private StreamBuffer out;
    private Channel channel;
    private boolean hasRead;

    /** Takes a channel, open or about to be. */
    void begin(final Channel newChannel) {
        channel = newChannel;
        hasRead = false;
        if (in != null) {
            in.clear();
        }
        if (out != null) {
            out.clear();
        }
    }

    private StreamBuffer in() {
        if (in == null) {
            in = new StreamBuffer(Protocol.MAX_LOGIN_FRAME_LENGTH);
        }
        return in;
    }

    Channel channel() {
        return channel;
    }

    /** Puts a frame into the output; {@link #flush()} sends it. */
    void send(final Consumer<ByteBuffer> encoder) {
        if (out == null) {
            out = new StreamBuffer(Protocol.MAX_LOGIN_FRAME_LENGTH);
        }
        out.makeRoom(Protocol.MAX_LOGIN_FRAME_LENGTH);
        encoder.accept(out.forAppend());
        out.appended();
    }

    /** Sends what can be sent now. */
    void flush() throws IOException {
        if (isOutputPending()) {
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
        hasRead = false;
        if (!isComplete()) {
            final int count = in().read(channel);
            if (count < 0) {
                throw new EOFException("the peer hung up during the login");
            }
            hasRead = count > 0;
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
        return in().takeAll();
    }

    /**
     * Reads away what is there, up to the buffer's length: a socket closed with bytes unread may lose the last frame
     * it sent. If that frame was not sent, nothing is read: under TLS that could be a costly step of a handshake.
     */
    void discardInput() throws IOException {
        if (isOutputPending()) {
            return;
        }
        in().clear();
        in.read(channel);
        in.clear();
    }

    private boolean isOutputPending() {
        return out != null && out.length() > 0;
    }

    /** Has a waiter watch the channel for what brings the login on. */
    void watch(final Waiter waiter, final Runnable onReady) {
        channel.watch(waiter, Waiter.READ | (isOutputPending() ? Waiter.WRITE : 0), onReady);
    }

    /** {@return whether there is something to do now; if not, the waiter watches the channel} */
    boolean hasWork(final Waiter waiter) {
        watch(waiter, NOTHING);
        return isToBeTaken();
    }

    /** {@return whether there may be something to do of which no waiter tells} */
    boolean mayHaveMore() {
        return hasRead || isToBeTaken();
    }

    private boolean isToBeTaken() {
        try {
            return isComplete();
        } catch (final ProtocolException e) {
            return true; // the next poll finds it, too
        }
    }

    private boolean isComplete() throws ProtocolException {
        if (in == null) {
            return false;
        }
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

    /** Gives back memory beyond a little. */
    void rest() {
        in = rested(in);
        out = rested(out);
    }

    private static StreamBuffer rested(final StreamBuffer buffer) {
        if (buffer != null && buffer.bytes().capacity() > INITIAL_LENGTH) {
            buffer.close();
            return null;
        }
        return buffer;
    }

    /** Frees the buffers; the channel is left as it is. */
    @Override
    public void close() {
        if (in != null) {
            in.close();
            in = null;
        }
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
