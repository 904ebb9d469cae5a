package io.holdfast.examples.bench.link;

import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.CommandFailure;

import java.nio.ByteBuffer;

/** A consumer of a measured queue: takes frame by frame and checks that none is missing and none comes twice. */
final class QueueConsumerEnd implements AutoCloseable {
    private static final int BUFFER_LENGTH = 256 * 1024;

    private final NioSocket socket;
    private final QueueFrame frame;
    private final BaseFrameParser parser;
    private final ByteBuffer bytes;
    private long received;
    private long last;

    QueueConsumerEnd(final NioSocket socket, final QueueFrame frame) {
        this.socket = socket;
        this.frame = frame;
        parser = new BaseFrameParser(Role.PRODUCE, new FrameLimits(frame.length(), frame.length()));
        bytes = ByteBuffer.allocateDirect(Math.max(BUFFER_LENGTH, 2 * frame.length()));
    }

    /** {@return the number of the last message, 0 before the first} */
    long last() {
        return last;
    }

    /** {@return how many messages came} */
    long received() {
        return received;
    }

    /** Reads once and takes what is complete. */
    void poll() {
        if (socket.read(bytes) == 0) {
            return;
        }
        final int end = bytes.position();
        int at = 0;
        int length = parser.parse(bytes, at, end);
        while (length > 0) {
            take(frame.number(bytes, at), length);
            at += length;
            length = parser.parse(bytes, at, end);
        }
        if (length == BaseFrameParser.FAULTY) {
            throw new CommandFailure("the queue server has sent what is no message: " + parser.faultText());
        }
        bytes.limit(end).position(at);
        bytes.compact();
    }

    private void take(final long number, final int length) {
        if (length != frame.length() || received > 0 && number != last + 1) {
            throw new CommandFailure("message " + number + " of " + length + " bytes came after message " + last);
        }
        last = number;
        received++;
    }

    @Override
    public void close() {
        socket.close();
    }
}
