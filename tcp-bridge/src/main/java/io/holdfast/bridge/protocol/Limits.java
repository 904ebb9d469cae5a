package io.holdfast.bridge.protocol;

/**
 * What a side can bear, each at least 1.
 * <pre>
 *  i32 maxMessageLength | i32 heartbeatIntervalMs | i32 livenessTimeoutMs          12 bytes
 * </pre>
 *
 * @param maxMessageLength    bytes of the longest payload this side accepts
 * @param heartbeatIntervalMs milliseconds of silence after which this side sends a heartbeat, rounded up
 * @param livenessTimeoutMs   milliseconds of the peer's silence after which this side ends the session, rounded up
 */
public record Limits(int maxMessageLength, int heartbeatIntervalMs, int livenessTimeoutMs) {
    void encode(final FrameWriter out) {
        out.i32(maxMessageLength).i32(heartbeatIntervalMs).i32(livenessTimeoutMs);
    }

    static Limits decode(final FrameReader in) throws ProtocolException {
        return new Limits(in.positive32("limits.maxMessageLength"), in.positive32("limits.heartbeatIntervalMs"),
            in.positive32("limits.livenessTimeoutMs"));
    }
}
