package io.holdfast.store;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Works out damaged preambles from the cycles before and after and from {@code state}. What the first cycle kept says
 * of those that were deleted cannot always be told; then the least harmful is taken: its messages count as the first
 * that are there, so that a receiver that lacks some is told. One use, one thread.
 */
final class PreambleRepair {
    private final LogContext context;
    private final StateFacts state;
    private final long incarnation;
    private final List<CycleFile> cycles;

    PreambleRepair(final LogContext context, final StateFacts state, final long incarnation,
                   final List<CycleFile> cycles) {
        this.context = context;
        this.state = state;
        this.incarnation = incarnation;
        this.cycles = cycles;
    }

    /**
     * Gives each cycle a preamble.
     *
     * @param undecided told of files for which that is not possible
     */
    void run(final BiConsumer<Path, String> undecided) {
        for (int i = 0; i < cycles.size(); i++) {
            final CycleFile cycle = cycles.get(i);
            if (cycle.preamble() != null) {
                continue;
            }
            final CyclePreamble before = i == 0 ? null : cycles.get(i - 1).preamble();
            if (i > 0 && before != null) {
                cycle.preamble(after(cycles.get(i - 1), cycle));
            } else if (i == 0) {
                final long ordinal = firstOrdinal(cycle);
                if (ordinal > 0) {
                    cycle.preamble(first(cycle, ordinal));
                }
            }
            if (cycle.preamble() == null) {
                undecided.accept(cycle.path(), "the preamble is damaged, and what it said cannot be told from the other"
                    + " files");
            }
        }
    }

    private CyclePreamble after(final CycleFile before, final CycleFile cycle) {
        final CyclePreamble last = before.preamble();
        return make(cycle, before.lastIndex(), last.firstOrdinal() + before.messages(),
            last.firstPosition() + before.bytes(), before);
    }

    /** {@return the ordinal of the first message of the first cycle, 0 if nothing tells it} */
    private long firstOrdinal(final CycleFile cycle) {
        if (cycles.size() > 1) {
            final CyclePreamble next = cycles.get(1).preamble();
            return next == null ? 0 : next.firstOrdinal() - cycle.messages();
        }
        if (!state.isKnown()) {
            return 0;
        }
        if (state.isClean() || cycle.messages() == 0) {
            return state.lastOrdinal() - (state.isClean() ? cycle.messages() : 0) + 1;
        }
        // written with each mark, of which the last is of this message
        return state.lastOrdinal() - (cycle.messages() - 1 & -ChronicleFormat.INDEX_SPACING);
    }

    private CyclePreamble first(final CycleFile cycle, final long ordinal) {
        final long beforeFirst = ChronicleFormat.index(cycle.number(), 0) - 1;
        final boolean isAckedBefore = state.isKnown() && state.ackedIndex() > 0 && state.ackedIndex() <= beforeFirst;
        final long previousLast;
        if (ordinal == 1) {
            previousLast = 0;
        } else {
            previousLast = isAckedBefore ? state.ackedIndex() : beforeFirst;
        }
        return make(cycle, previousLast, ordinal, firstPosition(cycle), null);
    }

    private long firstPosition(final CycleFile cycle) {
        final CyclePreamble next = cycles.size() > 1 ? cycles.get(1).preamble() : null;
        return next == null ? 0 : Math.max(0, next.firstPosition() - cycle.bytes());
    }

    private CyclePreamble make(final CycleFile cycle, final long previousLast, final long firstOrdinal,
                               final long firstPosition, final CycleFile before) {
        final int generation = before == null ? Math.max(Log.FIRST_GENERATION, state.generation())
            : Math.max(before.preamble().generation(), before.survey().generation());
        CycleSurvey.Stamp stamp = new CycleSurvey.Stamp(0, 0, context.clock().epochNs());
        if (before != null) {
            stamp = before.survey().stamp().adoption() == 0
                ? new CycleSurvey.Stamp(before.preamble().ack(), before.preamble().adoption(),
                    before.preamble().epochNs()) : before.survey().stamp();
        }
        return new CyclePreamble(context.localName(), context.remoteName(), incarnation, generation, previousLast,
            firstOrdinal, firstPosition, stamp.ack(), stamp.adoption(), stamp.epochNs());
    }
}
