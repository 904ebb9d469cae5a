package io.holdfast.bridge.protocol;

/**
 * How a side can carry messages, and which boot of which machine it runs on.
 * <pre>
 *  u32 bits | 16 bytes boot id          20 bytes
 * </pre>
 *
 * @param bits       {@link Protocol#TRANSPORT_TCP} and others; unknown ones are ignored
 * @param bootIdHigh first half of the boot id, read big-endian; 0 with 0 if not told
 * @param bootIdLow  second half of the boot id
 */
public record Transports(int bits, long bootIdHigh, long bootIdLow) {
    /** TCP only, and no boot id. */
    public static final Transports TCP_ONLY = new Transports(Protocol.TRANSPORT_TCP, 0, 0);

    void encode(final FrameWriter out) {
        out.i32(bits).i64(Long.reverseBytes(bootIdHigh)).i64(Long.reverseBytes(bootIdLow));
    }

    static Transports decode(final FrameReader in) throws ProtocolException {
        return new Transports(in.i32("transports"), Long.reverseBytes(in.i64("bootId")),
            Long.reverseBytes(in.i64("bootId")));
    }
}
