package io.holdfast.examples.bench;

import io.holdfast.examples.command.Shutdown;

import java.nio.ByteBuffer;

/** The other end of a {@link BareLink}. */
final class BarePeer {
    private static final int STREAM_BUFFER_LENGTH = 1024 * 1024;

    private final BareLink link;
    private final ByteBuffer stream = ByteBuffer.allocateDirect(STREAM_BUFFER_LENGTH);

    BarePeer(final BareLink link) {
        this.link = link;
    }

    /**
     * Serves until it is Holdfast's turn. Does not see a shutdown between two frames: the parent's end closes the link.
     *
     * @param shutdown ends it early
     */
    void serve(final Shutdown shutdown) {
        byte kind = 0;
        while (kind != BareLink.SWITCH && !shutdown.isRequested()) {
            link.receive();
            kind = link.frame().get(0);
            if (kind == BareLink.STREAM) {
                takeStream(link.frame().getLong(BareLink.COUNT));
            }
            link.sendBack();
        }
    }

    private void takeStream(final long frames) {
        long left = frames * link.frame().capacity();
        while (left > 0) {
            stream.clear().limit((int) Math.min(stream.capacity(), left));
            left -= link.read(stream);
        }
    }
}
