package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.queueserver.protocol.Challenge;
import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IOTools;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a session has to say beside its deliveries: frames that wait until the socket takes them. Bounded, because a
 * session takes no more frames from its client while {@link #hasRoom()} is false. One thread.
 */
final class SessionOutput implements AutoCloseable {
    private static final int LENGTH = 4096;
    /** What one cycle adds at most, a welcome and a heartbeat say, and a farewell. */
    private static final int RESERVED = 512 + Farewell.OVERHEAD + Farewell.MAX_TEXT_LENGTH;

    /** From 0 to its position: what is still to be written. */
    private ByteBuffer buffer = ByteBuffer.allocateDirect(LENGTH);
    private final long address = Jvm.address(buffer);

    /** {@return whether an answer to another frame fits} */
    boolean hasRoom() {
        return buffer.remaining() >= RESERVED;
    }

    /** {@return whether there is something that the socket did not take yet} */
    boolean isPending() {
        return buffer.position() > 0;
    }

    private long next() {
        return address + buffer.position();
    }

    private void put(final int frameLength) {
        buffer.position(buffer.position() + frameLength);
    }

    void welcome(final Welcome welcome) {
        put(welcome.put(next()));
    }

    void challenge(final Challenge challenge) {
        put(challenge.put(next()));
    }

    void farewell(final Farewell farewell, final byte type) {
        put(farewell.put(next(), type));
    }

    void confirm(final long producerSequence, final long index) {
        put(SessionFrames.putConfirm(next(), producerSequence, index));
    }

    void subscribed(final int request, final int round, final int flags, final long after) {
        put(SessionFrames.putSubscribed(next(), request, round, flags, after));
    }

    void heartbeat(final long index) {
        put(SessionFrames.putHeartbeat(next(), index));
    }

    /**
     * Writes what the socket takes.
     *
     * @return how many bytes went out
     * @throws IOException if the socket is broken
     */
    int write(final Channel channel) throws IOException {
        if (buffer.position() == 0) {
            return 0;
        }
        buffer.flip();
        try {
            return channel.write(buffer);
        } finally {
            buffer.compact();
        }
    }

    @Override
    public void close() {
        if (buffer != null) {
            IOTools.clean(buffer);
            buffer = null;
        }
    }
}
