package io.holdfast.store;

import io.holdfast.store.Finding.Remedy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with a log: looks at each of its files, compares them with each other and with {@code state}, and works
 * out what should be where something is missing. Changes nothing. One use, one thread.
 */
final class LogSurvey {
    /** How far {@code state} may be behind with its last ordinal: a batch and the messages between two marks. */
    private static final long ORDINAL_LAG = (1 << Short.SIZE) + ChronicleFormat.INDEX_SPACING;

    private final LogContext context;
    private final SurveyTally tally;
    private final Path folder;
    private final List<CycleFile> cycles = new ArrayList<>();
    private final List<Path> foreign = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private StateFacts state;
    private long incarnation;
    private boolean isTailUnknown;

    private LogSurvey(final LogContext context, final SurveyTally tally, final Path folder) {
        this.context = context;
        this.folder = folder;
        this.tally = tally;
    }

    LogSurvey(final LogContext context, final SurveyTally tally) {
        this(context, tally, context.directory().resolve(Log.FOLDER));
    }

    /** {@return a survey of cycle files that lie in the folder itself, without a state file} */
    static LogSurvey ofBareLog(final LogContext context, final SurveyTally tally) {
        return new LogSurvey(context, tally, context.directory());
    }

    /** Looks. */
    LogSurvey run() throws IOException {
        state = StateFacts.of(context.directory(), context.disk());
        if (Files.isDirectory(folder)) {
            readHeads();
        }
        incarnation = chooseIncarnation();
        if (state.isKnown() && state.incarnation() != incarnation) {
            state = state.ofAnotherLog();
        }
        if (incarnation == 0 && !cycles.isEmpty()) {
            requireDecision(folder, "neither a cycle file nor the state file tells the log's incarnation, without which"
                + " no message can be checked");
            return this;
        }
        leaveOutForeign();
        if (cycles.isEmpty()) {
            reportNone();
            return this;
        }
        addMissing();
        tally.begin(cycles);
        surveyCycles();
        if (tally.isLive()) {
            state = state.ackedLater(StateFacts.of(context.directory(), context.disk()));
        }
        if (cycles.isEmpty()) {
            return this; // all that stood there when this began was purged since
        }
        addMissingLast();
        expect();
        new PreambleRepair(context, state, incarnation, cycles).run(this::requireDecision);
        checkContinuity();
        final LogFindings words = new LogFindings(this, context.directory().resolve(LogState.FILE), findings);
        words.ofCycles();
        if (!folder.equals(context.directory())) {
            words.ofState(isTailUnknown);
        }
        return this;
    }

    private void surveyCycles() throws IOException {
        for (int i = 0; i < cycles.size(); i++) {
            final CycleFile cycle = cycles.get(i);
            final boolean isLast = i == cycles.size() - 1;
            final boolean isThere = cycle.survey(incarnation, isLast && state.isKnown() ? state.lastIndex()
                : Long.MAX_VALUE, isLast ? tally.until(state, cycle.number()) : Long.MAX_VALUE,
                tally.progress());
            if (!isThere && tally.isLive() && isPurged(i)) {
                cycles.subList(0, i + 1).clear();
                i = -1;
            } else {
                tally.add(cycle);
            }
        }
    }

    /** {@return whether the owner has deleted a cycle meanwhile, as it does with those that are acked, in order} */
    private boolean isPurged(final int place) throws IOException {
        final StateFacts now = StateFacts.of(context.directory(), context.disk());
        final CyclePreamble after = place + 1 < cycles.size() ? cycles.get(place + 1).preamble() : null;
        final long last = after != null ? after.previousLast()
            : Math.min(state.lastIndex(), ChronicleFormat.index(cycles.get(place).number() + 1, 0) - 1);
        return now.isKnown() && now.incarnation() == incarnation && now.ackedIndex() >= last;
    }

    private void reportNone() {
        if (state.isKnown() && state.lastIndex() <= state.ackedIndex()) {
            findings.add(new Finding(folder, Remedy.OPENING, 0, 0, "no cycle file of the log is left, and "
                + (state.lastIndex() == 0 ? "none held a message: opening it makes one"
                    : "the peer has acked all there was: opening it begins a new incarnation of the log, which the peer"
                        + " is told")));
        } else {
            requireDecision(folder, "no cycle file of the log is left: " + lastKnown());
        }
    }

    private String lastKnown() {
        return state.isKnown() ? "the state file knows messages up to " + Long.toHexString(state.lastIndex())
            + ", of which the peer has acked up to " + Long.toHexString(state.ackedIndex())
            : "what it held is not known";
    }

    private void readHeads() throws IOException {
        for (final Path path : CycleFiles.paths(folder)) {
            final int number = CycleRoller.number(path);
            if (number < 0 || Files.exists(path) && !Files.isRegularFile(path)) {
                foreign.add(path);
                findings.add(new Finding(path, Remedy.REPAIR, 0, 0, number < 0
                    ? "not the name of a cycle file; moved aside" : "not a file; moved aside"));
            } else {
                final CycleFile cycle = new CycleFile(path, number);
                cycle.readHead();
                cycles.add(cycle);
            }
        }
    }

    /** The incarnation of most preambles, or of {@code state} if there is none. */
    private long chooseIncarnation() {
        final Map<Long, Integer> votes = new HashMap<>();
        for (final CycleFile cycle : cycles) {
            if (cycle.hasPreamble()) {
                votes.merge(cycle.preamble().incarnation(), 1, Integer::sum);
            }
        }
        if (state.incarnation() != 0) {
            votes.merge(state.incarnation(), 1, Integer::sum);
        }
        long chosen = 0;
        for (final Map.Entry<Long, Integer> vote : votes.entrySet()) {
            final int most = votes.getOrDefault(chosen, 0);
            if (vote.getValue() > most || vote.getValue() == most && vote.getKey() == state.incarnation()) {
                chosen = vote.getKey();
            }
        }
        return chosen;
    }

    private void leaveOutForeign() {
        for (final CycleFile cycle : List.copyOf(cycles)) {
            final CyclePreamble preamble = cycle.preamble();
            if (preamble != null && (preamble.incarnation() != incarnation
                || !preamble.localName().equals(context.localName())
                || !preamble.remoteName().equals(context.remoteName()))) {
                cycles.remove(cycle);
                foreign.add(cycle.path());
                findings.add(new Finding(cycle.path(), Remedy.REPAIR, 0, 0, "the file belongs to another log: local="
                    + preamble.localName() + " remote=" + preamble.remoteName() + " incarnation="
                    + Long.toHexString(preamble.incarnation()) + "; moved aside"));
            }
        }
    }

    /** A cycle that its neighbours tell of, and whose file is gone, is one of which everything is damaged. */
    private void addMissing() throws IOException {
        for (int i = cycles.size() - 1; i > 0; i--) {
            if (cycles.get(i).hasPreamble()) {
                final int before = ChronicleFormat.cycleOf(cycles.get(i).preamble().previousLast());
                if (before > cycles.get(i - 1).number()) {
                    add(i, before);
                }
            }
        }
    }

    /** After an orderly end it is known how many messages the last cycle had, and so whether it is only one that is. */
    private void addMissingLast() throws IOException {
        final CycleFile last = cycles.get(cycles.size() - 1);
        final int number = ChronicleFormat.cycleOf(state.lastIndex());
        if (state.isKnown() && state.isClean() && number > last.number() && last.hasPreamble()
            && last.preamble().firstOrdinal() + last.messages() + ChronicleFormat.sequenceOf(state.lastIndex())
            == state.lastOrdinal()) {
            add(cycles.size(), number);
            cycles.get(cycles.size() - 1).survey(incarnation, 0, Long.MAX_VALUE, position -> { });
        }
    }

    private void add(final int place, final int number) throws IOException {
        final CycleFile missing = new CycleFile(CycleRoller.path(folder, number), number);
        missing.readHead();
        cycles.add(place, missing);
    }

    private void expect() {
        for (int i = 0; i < cycles.size() - 1; i++) {
            final CyclePreamble after = cycles.get(i + 1).preamble();
            if (after != null) {
                final CycleFile cycle = cycles.get(i);
                final boolean hasSome = ChronicleFormat.cycleOf(after.previousLast()) == cycle.number();
                cycle.expect(hasSome ? ChronicleFormat.sequenceOf(after.previousLast()) + 1 : 0,
                    cycle.preamble() == null ? -1
                        : after.firstPosition() - cycle.preamble().firstPosition() + CyclePreamble.DATA_START);
            }
        }
        expectLast(cycles.get(cycles.size() - 1));
    }

    /** Within one boot the last index is that of the last message accepted, give or take an append. */
    private void expectLast(final CycleFile last) {
        final long readable = ChronicleFormat.index(last.number(), last.survey().messages()) - 1;
        if (!state.isKnown() || state.lastIndex() <= readable) {
            return;
        }
        final boolean isOtherBoot = !context.bootId(context.directory().resolve(LogState.FILE))
            .equals(state.bootId());
        if (isOtherBoot && !state.isClean() && state.synced() <= readable) {
            return; // a power loss took the tail: opening the log cuts it
        }
        if (ChronicleFormat.cycleOf(state.lastIndex()) == last.number() && isPlausible(last)) {
            last.expect(ChronicleFormat.sequenceOf(state.lastIndex()) + 1, -1);
        } else {
            isTailUnknown = true;
        }
    }

    private boolean isPlausible(final CycleFile last) {
        final long messages = ChronicleFormat.sequenceOf(state.lastIndex()) + 1;
        if (messages * TombstoneWriter.LENGTH > LogContext.MAX_CYCLE_SIZE) {
            return false;
        }
        if (last.preamble() == null) {
            return state.isClean() || messages - last.survey().messages() < ORDINAL_LAG;
        }
        final long lag = last.preamble().firstOrdinal() + messages - 1 - state.lastOrdinal();
        return lag >= 0 && lag <= (state.isClean() ? 0 : ORDINAL_LAG);
    }

    private void checkContinuity() {
        for (int i = 0; i < cycles.size(); i++) {
            final CycleFile cycle = cycles.get(i);
            if (cycle.preamble() == null) {
                continue;
            }
            if (cycle.hasTooMany()) {
                requireDecision(cycle.path(), "the cycle has " + cycle.survey().messages() + " messages and the next"
                    + " one begins after " + cycle.messages());
            }
            final CyclePreamble before = i == 0 ? null : cycles.get(i - 1).preamble();
            if (before != null && before.firstOrdinal() + cycles.get(i - 1).messages()
                != cycle.preamble().firstOrdinal()) {
                requireDecision(cycle.path(), "messages before this cycle are missing, and it cannot be told which: it"
                    + " begins with ordinal " + cycle.preamble().firstOrdinal() + ", the one before ends with "
                    + (before.firstOrdinal() + cycles.get(i - 1).messages() - 1));
            }
        }
        if (state.isKnown() && cycles.get(0).hasPreamble()
            && cycles.get(0).preamble().previousLast() > state.ackedIndex()) {
            findings.add(new Finding(folder, Remedy.OPENING, 0, 0, "the log begins after "
                + Long.toHexString(cycles.get(0).preamble().previousLast()) + ", the peer is known to have acked up to "
                + Long.toHexString(state.ackedIndex()) + ": messages between may be lost; the peer is told at the next"
                + " login"));
        }
    }

    private void requireDecision(final Path path, final String text) {
        findings.add(new Finding(path, Remedy.DECISION, 0, 0, text + "; "
            + Advice.RESET));
    }

    /** {@return whether a cycle file has to be made anew} */
    boolean needsRewrite(final CycleFile cycle) {
        final boolean isLast = cycle == cycles.get(cycles.size() - 1);
        final CycleSurvey.Stop stop = cycle.survey().stop();
        return !cycle.hasPreamble() || cycle.isHeadDamaged() || !cycle.survey().gaps().isEmpty()
            || cycle.tail() != null || cycle.survey().isIndexDamaged() || stop == CycleSurvey.Stop.DAMAGED
            || !isLast && stop != CycleSurvey.Stop.FINISHED && cycle.number() < ChronicleFormat.cycleOf(
                state.lastIndex());
    }

    /** {@return whether a cycle gets an end mark when it is made anew} */
    boolean isFinished(final CycleFile cycle) {
        return cycle != cycles.get(cycles.size() - 1) || cycle.survey().stop() == CycleSurvey.Stop.FINISHED;
    }

    /** {@return whether the state file must be made anew, because it is damaged or says what cannot be} */
    boolean isStateLost() {
        return state.isThere() && !state.isKnown() || isTailUnknown;
    }

    /** {@return whether the state file is that of another log, of which nothing may be taken over} */
    boolean isStateForeign() {
        return state.incarnation() != 0 && state.incarnation() != incarnation;
    }

    StateFacts state() {
        return state;
    }

    /** {@return the id of the log's life, 0 if nothing tells it} */
    long incarnation() {
        return incarnation;
    }

    /** {@return the index of the last message up to which the log was looked at, 0 if there was none} */
    long lastLookedAt() {
        if (cycles.isEmpty()) {
            return state.lastIndex();
        }
        final CycleFile last = last();
        if (last.survey() != null && last.survey().messages() > 0) {
            return ChronicleFormat.index(last.number(), last.survey().messages() - 1);
        }
        return last.preamble() == null ? 0 : last.preamble().previousLast();
    }

    /** {@return the last cycle} */
    CycleFile last() {
        return cycles.get(cycles.size() - 1);
    }

    List<CycleFile> cycles() {
        return cycles;
    }

    /** {@return files that are not of this log} */
    List<Path> foreign() {
        return foreign;
    }

    List<Finding> findings() {
        return findings;
    }
}
