package io.holdfast.bridge.protocol;

/**
 * What a side says of its own log in a login.
 * <pre>
 *  i64 incarnation | i32 generation | i32 reserved 0 | i64 first | i64 last        32 bytes
 * </pre>
 *
 * @param incarnation of the log; 0 if there is none yet, which only a client without the server's name may say
 * @param generation  of the log
 * @param first       index of the oldest message kept, 0 if none is
 * @param last        index of the newest message ever kept, 0 if there never was one
 */
public record LogFacts(long incarnation, int generation, long first, long last) {
    void encode(final FrameWriter out) {
        out.i64(incarnation).i32(generation).i32(0).i64(first).i64(last);
    }

    static LogFacts decode(final FrameReader in) throws ProtocolException {
        final long incarnation = in.i64("log.incarnation");
        final int generation = in.count32("log.generation");
        in.zero32("log.reserved");
        final long first = in.count64("log.first");
        final long last = in.count64("log.last");
        in.check(first <= last, "log.first after log.last by", first - last);
        return new LogFacts(incarnation, generation, first, last);
    }
}
