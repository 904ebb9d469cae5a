package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.tls.TlsRecord;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Subscribes, and hands over frames as they come. The buffer grows to the longest frame. One thread. */
final class Consuming {
    private static final int CAPACITY = 256 * 1024;
    private static final FrameLimits LIMITS = new FrameLimits(1 << 20, 1 << 30);
    private static final int OK_LENGTH = 2;

    private final QueueSocket socket;
    private final MessageWriter writer;
    private final long most;
    /** What a producer sends to the server, the server sends to a consumer. */
    private final BaseFrameParser parser = new BaseFrameParser(Role.PRODUCE, LIMITS);
    private ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);

    /**
     * A consumer.
     *
     * @param socket its connection
     * @param writer takes the messages
     * @param most   messages, after which it ends
     */
    Consuming(final QueueSocket socket, final MessageWriter writer, final long most) {
        this.socket = socket;
        this.writer = writer;
        this.most = most;
    }

    /**
     * Says what it wants.
     *
     * @param queues   by name
     * @param isAll    whether all queues
     * @param shutdown ends it early
     */
    void subscribe(final List<String> queues, final boolean isAll, final Shutdown shutdown) {
        if (isAll) {
            subscribe(new byte[0], shutdown);
        }
        queues.forEach(queue -> subscribe(queue.getBytes(StandardCharsets.UTF_8), shutdown));
    }

    private void subscribe(final byte[] name, final Shutdown shutdown) {
        socket.writeFully(ByteBuffer.allocate(BaseFrames.NAMED_OVERHEAD + name.length).put(BaseFrames.SUBSCRIBE)
            .putInt(name.length).put(name).flip(), shutdown);
    }

    /**
     * Goes on until it has all that it wants.
     *
     * @param shutdown ends it early
     * @throws CommandFailure if the server closes the connection or sends what is no message
     */
    void run(final Shutdown shutdown) {
        while (writer.count() < most && !shutdown.isRequested()) {
            final int count = socket.read(bytes);
            if (count > 0) {
                takeFrames();
            } else if (count < 0) {
                throw new CommandFailure(socket.address() + " has closed the connection, its log tells why");
            } else {
                writer.flush();
                socket.await(false);
            }
        }
        writer.flush();
    }

    private void takeFrames() {
        bytes.flip();
        int length = next();
        while (length > 0 && writer.count() < most) {
            writer.write(bytes, parser.nameOffset(), parser.nameLength(), parser.messageOffset(),
                parser.messageLength());
            bytes.position(bytes.position() + length);
            length = next();
        }
        if (length == BaseFrameParser.FAULTY) {
            writer.flush();
            final boolean isTls = writer.count() == 0 && TlsRecord.isFirst(bytes, bytes.position(), bytes.limit());
            throw new CommandFailure(socket.address() + (isTls ? " speaks TLS; give --tls or --tls-trust"
                : " has sent what is no message: " + parser.faultText()));
        }
        if (parser.neededLength() > bytes.capacity()) {
            bytes = ByteBuffer.allocateDirect(parser.neededLength()).put(bytes);
        } else {
            bytes.compact();
        }
    }

    /** {@return the length of the frame at the position, answers passed over} */
    private int next() {
        while (bytes.remaining() >= OK_LENGTH && bytes.get(bytes.position()) == 'O'
            && bytes.get(bytes.position() + 1) == 'K') {
            bytes.position(bytes.position() + OK_LENGTH);
        }
        if (bytes.remaining() == 1 && bytes.get(bytes.position()) == 'O') {
            return BaseFrameParser.INCOMPLETE;
        }
        return parser.parse(bytes, bytes.position(), bytes.limit());
    }
}
