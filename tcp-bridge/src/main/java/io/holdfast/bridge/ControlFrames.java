package io.holdfast.bridge;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.ProtocolException;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What the socket of a shared-memory session carries: heartbeats, and a last word. Polling thread. */
final class ControlFrames {
    private final Channel channel;
    private final StreamBuffer in;
    private final StreamBuffer out;
    private final Counters counters;
    private boolean isGreeted;
    private long peerLastIndex;

    ControlFrames(final SessionStart start, final StreamBuffer in, final StreamBuffer out, final Counters counters) {
        channel = start.channel();
        this.in = in;
        this.out = out;
        this.counters = counters;
        out.clear();
        in.beginWith(start.leftover());
    }

    /** {@return whether the peer has said something in this session, so that its ack file is for our log} */
    boolean isGreeted() {
        return isGreeted;
    }

    /** {@return the index of the peer's last message, as it said} */
    long peerLastIndex() {
        return peerLastIndex;
    }

    /**
     * Reads once from the socket and handles what is there.
     *
     * @return how many bytes came, -1 at the end of the stream
     * @throws SessionEndedException if the peer says so
     */
    int read() throws SessionEndedException, ProtocolException, IOException {
        final int count = in.read(channel);
        if (count > 0) {
            counters.bytesReceived.add(count);
        }
        while (in.length() >= FrameHeader.HEADER_LENGTH) {
            FrameHeader.validate(in.bytes(), in.start(), Close.MAX_FRAME_LENGTH);
            final int length = FrameHeader.length(in.bytes(), in.start());
            if (in.length() < length) {
                in.makeRoomForFrame(length);
                break;
            }
            handle(in.bytes(), in.start(), length);
            in.consume(length);
        }
        return count;
    }

    private void handle(final ByteBuffer bytes, final int position, final int length)
        throws SessionEndedException, ProtocolException {
        final int type = FrameHeader.type(bytes, position);
        if (type == FrameType.CLOSE) {
            throw SessionEndedException.byClose(bytes, position, length);
        }
        if (type != FrameType.HEARTBEAT) {
            throw new ProtocolException("unexpected in a session over shared memory: " + FrameType.name(type));
        }
        final long index = FrameHeader.index(bytes, position);
        if (index < peerLastIndex) {
            throw new ProtocolException("the peer's last index " + index + " is below " + peerLastIndex
                + ", which it has told");
        }
        peerLastIndex = index;
        isGreeted = true;
    }

    /** Puts a heartbeat into the output if nothing else is in it; the ack is in the file. */
    void heartbeat(final long lastIndex, final long ack) {
        if (out.length() == 0) {
            HeartbeatFrame.encode(out.forAppend(), lastIndex, ack);
            out.appended();
        }
    }

    /** Puts a last frame into the output, if there is room. */
    void close(final CloseReason reason, final String text) {
        if (out.makeRoom(Close.MAX_FRAME_LENGTH)) {
            Close.of(reason, text).encode(out.forAppend());
            out.appended();
        }
    }

    /** {@return bytes written} */
    int write() throws IOException {
        if (out.length() == 0) {
            return 0;
        }
        final int count = out.write(channel);
        counters.bytesSent.add(count);
        return count;
    }

    /** {@return whether there is something to say that the socket has not taken} */
    boolean hasOutput() {
        return out.length() > 0;
    }
}
