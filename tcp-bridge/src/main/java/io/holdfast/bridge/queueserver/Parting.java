package io.holdfast.bridge.queueserver;

import io.holdfast.StoreException;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * The end of a session that this side ends: the frame that was begun is finished, CLOSE is said, this direction is
 * ended, and what the client sends is read until it ends too. A socket closed while something waits in it to be read is
 * reset, and the client would see neither the reason nor what came before. Acks that were on their way count. Bounded
 * in time and bytes. The thread of its shard.
 */
final class Parting {
    private static final Logger LOG = LoggerFactory.getLogger(Parting.class);
    private static final long MAX_SILENT_NS = 5_000_000_000L;
    private static final long MAX_NS = 30_000_000_000L;
    private static final long MAX_BYTES = 1 << 20;
    private static final int READS_PER_STEP = 16;

    private final Session session;
    private final ClientSocket socket;
    private final SessionFrameParser parser;
    private final SessionPart part;
    private final long beganNs;
    private long heardNs;
    private boolean isHearing;
    private boolean isSaid;
    private long heardBytes;

    /**
     * Begins, with CLOSE or REFUSED in the session's output.
     *
     * @param part      of the session, null if the client was not welcome yet
     * @param isHearing whether its acks count still
     */
    Parting(final Session session, final SessionFrameParser parser, final SessionPart part, final boolean isHearing) {
        this.session = session;
        this.parser = parser;
        this.part = part;
        this.isHearing = isHearing;
        socket = session.socket();
        beganNs = session.shard().nowNs();
        heardNs = beganNs;
    }

    /** {@return whether the client had its time, or its name is wanted} */
    boolean isOver() {
        final long nowNs = session.shard().nowNs();
        return nowNs - heardNs >= MAX_SILENT_NS || nowNs - beganNs >= MAX_NS || session.isReplaced() && isHearing;
    }

    /** Says what is still to be said, as far as the socket takes it. */
    void say() throws IOException {
        if (isSaid) {
            return;
        }
        if (part != null && part.isInFrame()) {
            part.onWritable();
            part.finishFrame();
        }
        if (part == null || !part.isInFrame()) {
            session.output().write(socket.channel());
            isSaid = !session.output().isPending() && socket.channel().endOutput();
        }
        socket.watchParting(isSaid ? Waiter.READ : Waiter.READ | Waiter.WRITE);
    }

    /** {@return how much was done now that the socket is ready; closes it when all is said and heard} */
    int goOn() {
        int count = 0;
        try {
            say();
            count = hear();
        } catch (final IOException | StoreException e) {
            LOG.debug("{}: the rest of its end is left out: {}", socket.channel().remoteAddress(), e.getMessage(), e);
            socket.close();
            return 1;
        }
        if (isSaid && socket.isEnded() || heardBytes > MAX_BYTES) {
            socket.close();
        }
        return count;
    }

    private int hear() throws IOException {
        int all = 0;
        for (int i = 0; i < READS_PER_STEP; i++) {
            final int count = socket.read();
            if (count == 0) {
                break;
            }
            all += count;
            heardNs = session.shard().nowNs();
            takeAcks();
        }
        heardBytes += all;
        return all;
    }

    private void takeAcks() {
        final StreamBuffer in = socket.in();
        while (isHearing) {
            final int length = parser.parse(in.bytes(), in.start(), in.end());
            if (length == SessionFrameParser.INCOMPLETE) {
                in.makeRoom(SessionFrames.ACK_LENGTH);
                isHearing = in.hasRoom();
                break;
            }
            isHearing = length > 0;
            if (length > 0) {
                if (parser.type() == SessionFrames.ACK) {
                    part.take(parser, in.address());
                }
                in.consume(length);
            }
        }
        if (!isHearing) {
            in.clear();
        }
    }
}
