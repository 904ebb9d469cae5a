package io.holdfast.bridge.protocol;

/**
 * What both sides say of themselves in a login.
 *
 * @param log        the own log of this connection
 * @param held       what is held of the peer's log
 * @param limits     what this side can bear
 * @param transports how this side can carry messages
 */
public record Terms(LogFacts log, HeldFacts held, Limits limits, Transports transports) {
    void encode(final FrameWriter out) {
        log.encode(out);
        held.encode(out);
        limits.encode(out);
        transports.encode(out);
    }

    static Terms decode(final FrameReader in) throws ProtocolException {
        return new Terms(LogFacts.decode(in), HeldFacts.decode(in), Limits.decode(in), Transports.decode(in));
    }
}
