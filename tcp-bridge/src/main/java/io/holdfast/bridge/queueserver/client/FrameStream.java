package io.holdfast.bridge.queueserver.client;

import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.tls.TlsRecord;

import java.io.IOException;
import java.util.function.LongToIntFunction;

/** The frames of one session at a time, on their way from and to a socket. Its buffers are kept. One thread. */
final class FrameStream implements AutoCloseable {
    private static final int OUT_LENGTH = 64 << 10;
    private static final Runnable NOTHING = () -> {
        // the next duty cycle looks for itself
    };

    private final int inputLength;
    private final StreamBuffer in;
    private final StreamBuffer out = new StreamBuffer(OUT_LENGTH);
    private Channel channel;
    private SessionFrameParser parser;
    private int longest;
    private long readBytes;
    private long readBefore;
    private long writtenBytes;

    FrameStream(final int inputLength) {
        this.inputLength = inputLength;
        in = new StreamBuffer(inputLength);
    }

    /** Begins with a socket. */
    void begin(final Channel newChannel) {
        channel = newChannel;
        readBefore = readBytes;
        out.beginWith(Role.SESSION.wire());
    }

    /** {@return the socket, null if there is none} */
    Channel channel() {
        return channel;
    }

    /** Reads frames with this parser from now on. */
    void parser(final SessionFrameParser value) {
        parser = value;
    }

    /** {@return what came last, after {@link #parse} found it complete} */
    SessionFrameParser frame() {
        return parser;
    }

    /** {@return the bytes that came and are not worked on yet} */
    StreamBuffer in() {
        return in;
    }

    /** {@return how many bytes were ever read} */
    long readBytes() {
        return readBytes;
    }

    /** {@return how many bytes were ever written} */
    long writtenBytes() {
        return writtenBytes;
    }

    /**
     * Looks for the next frame in what came, and reads once if it is not there yet.
     *
     * @return its length, or {@link SessionFrameParser#INCOMPLETE}; CLOSE, heartbeats and faults are seen to here
     */
    int parse() throws SessionEnd {
        for (boolean isRead = false; ; ) {
            final int length = parser.parse(in.bytes(), in.start(), in.end());
            longest = Math.max(longest, length);
            if (length > 0 && !isForLink()) {
                return length;
            }
            if (length == SessionFrameParser.FAULTY) {
                requireNotTls();
                throw SessionEnd.told(DisconnectReason.PROTOCOL_ERROR, parser.faultCode(), parser.faultText());
            }
            if (length > 0) {
                in.consume(length);
            } else if (isRead || read() == 0) {
                return SessionFrameParser.INCOMPLETE;
            } else {
                isRead = true;
            }
        }
    }

    private void requireNotTls() throws SessionEnd {
        if (readBytes - readBefore == in.length() && TlsRecord.isFirst(in)) {
            throw SessionEnd.of(DisconnectReason.PROTOCOL_ERROR, "the server speaks TLS, this client is set to plain");
        }
    }

    private boolean isForLink() throws SessionEnd {
        if (parser.type() == SessionFrames.CLOSE) {
            throw SessionEnd.closed(Farewell.read(in.bytes(), in.start()));
        }
        return parser.type() == SessionFrames.HEARTBEAT;
    }

    private int read() throws SessionEnd {
        in.makeRoomForFrame(parser.neededLength());
        try {
            final int count = in.read(channel);
            if (count < 0) {
                throw SessionEnd.of(DisconnectReason.CONNECTION_LOST, "the server closed the connection");
            }
            readBytes += count;
            return count;
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    /** Gives back what a long frame took, if none has come since the last call; to be called now and then. */
    void rest() {
        if (longest <= inputLength && in.bytes().capacity() > inputLength) {
            in.rest();
        }
        longest = 0;
    }

    private static SessionEnd lost(final IOException cause) {
        return SessionEnd.of(cause instanceof HandshakeException ? DisconnectReason.CONNECT_FAILED
            : DisconnectReason.CONNECTION_LOST, String.valueOf(cause.getMessage()));
    }

    /**
     * Makes room for a frame among those that go before any message.
     *
     * @param length most bytes it may have
     * @return the address to encode it at, 0 if too much waits to be written already
     */
    long claim(final int length) {
        return out.makeRoom(length) ? out.address() + out.end() : 0;
    }

    /** Takes in the frame that was encoded where {@link #claim} said. */
    void commit(final int length) {
        final int end = out.end() + length;
        out.forAppend().position(end);
        out.appended();
    }

    /** Has a frame encoded that has so many bytes at most; leaves it out if too much waits to be written already. */
    void append(final int mostBytes, final LongToIntFunction frame) {
        final long address = claim(mostBytes);
        if (address != 0) {
            commit(frame.applyAsInt(address));
        }
    }

    /**
     * Writes the frames that wait, as far as the socket takes them.
     *
     * @return whether all are written, so that a message may begin
     */
    boolean flush() throws SessionEnd {
        try {
            while (out.length() > 0) {
                final int count = out.write(channel);
                if (count == 0) {
                    return false;
                }
                writtenBytes += count;
            }
            channel.flush();
            return true;
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    /**
     * Writes messages from where they lie.
     *
     * @return how many bytes
     */
    int write(final UnconfirmedMessages messages) throws SessionEnd {
        try {
            final int count = messages.write(channel);
            writtenBytes += count;
            return count;
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    /** {@return whether all frames that were to go before any message are written} */
    boolean isFlushed() {
        return out.length() == 0;
    }

    /** Has a waiter watch the socket. */
    void watch(final Waiter waiter, final boolean isToWrite) {
        channel.watch(waiter, isToWrite || out.length() > 0 ? Waiter.READ | Waiter.WRITE : Waiter.READ, NOTHING);
    }

    /** Drops the socket, what came from it, and what was to go to it. */
    void drop() {
        if (channel != null) {
            channel.close();
            channel = null;
        }
        in.clear();
        out.clear();
    }

    @Override
    public void close() {
        drop();
        in.close();
        out.close();
    }
}
