package io.holdfast.bridge.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * What a side says in a login of what it holds of the peer's log.
 * <pre>
 *  i64 incarnation | i32 generation | i32 adoption | i64 consumed | i64 resumeAfter | u8 count     33 bytes
 *  count x ( i64 incarnation | i32 generation | i64 ack )                                          20 bytes each
 * </pre>
 *
 * @param incarnation of the peer's log, 0 if this side holds nothing
 * @param generation  of the peer's log
 * @param adoption    how often this side has adopted a log of the peer
 * @param consumed    this side's ack, 0 if none
 * @param resumeAfter last index delivered in this process, 0 if none
 * @param remembered  earlier logs of the peer, oldest first, at most four
 */
public record HeldFacts(long incarnation, int generation, int adoption, long consumed, long resumeAfter,
                        List<Remembered> remembered) {
    /** A side that holds nothing. */
    public static final HeldFacts NOTHING = new HeldFacts(0, 0, 0, 0, 0, List.of());

    /** Copies the list. */
    public HeldFacts {
        remembered = List.copyOf(remembered);
        if (remembered.size() > Protocol.MAX_REMEMBERED) {
            throw new IllegalArgumentException("too many remembered logs: count=" + remembered.size());
        }
    }

    void encode(final FrameWriter out) {
        out.i64(incarnation).i32(generation).i32(adoption).i64(consumed).i64(resumeAfter).u8(remembered.size());
        for (final Remembered one : remembered) {
            out.i64(one.incarnation()).i32(one.generation()).i64(one.ack());
        }
    }

    static HeldFacts decode(final FrameReader in) throws ProtocolException {
        final long incarnation = in.i64("held.incarnation");
        final int generation = in.count32("held.generation");
        final int adoption = in.count32("held.adoption");
        final long consumed = in.count64("held.consumed");
        final long resumeAfter = in.count64("held.resumeAfter");
        in.check(incarnation != 0 || consumed == 0 && resumeAfter == 0, "held.consumed of no log", consumed);
        final int count = in.u8("held.count");
        in.check(count <= Protocol.MAX_REMEMBERED, "held.count", count);
        final List<Remembered> remembered = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            remembered.add(new Remembered(in.i64("remembered.incarnation"), in.count32("remembered.generation"),
                in.count64("remembered.ack")));
        }
        return new HeldFacts(incarnation, generation, adoption, consumed, resumeAfter, remembered);
    }
}
