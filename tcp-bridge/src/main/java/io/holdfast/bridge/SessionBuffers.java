package io.holdfast.bridge;

import io.holdfast.bridge.channel.StreamBuffer;

/** The two buffers between log and socket, made for the first session and kept for the next ones. Polling thread. */
final class SessionBuffers implements AutoCloseable {
    private final int length;
    private StreamBuffer in;
    private StreamBuffer out;

    /** Buffers of a length in bytes each. */
    SessionBuffers(final int length) {
        this.length = length;
    }

    StreamBuffer in() {
        if (in == null) {
            in = new StreamBuffer(length);
        }
        return in;
    }

    StreamBuffer out() {
        if (out == null) {
            out = new StreamBuffer(length);
        }
        return out;
    }

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
