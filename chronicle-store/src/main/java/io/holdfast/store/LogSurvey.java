package io.holdfast.store;

import io.holdfast.store.Finding.Remedy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is wrong with a log: looks at each of its files, compares them with each other and with {@code state}, and works
 * out what should be where something is missing. Changes nothing. One use, one thread.
 */
final class LogSurvey {
    /** How far {@code state} may be behind with its last ordinal: a batch and the messages between two marks. */
    private static final long ORDINAL_LAG = (1 << Short.SIZE) + ChronicleFormat.INDEX_SPACING;

    private final LogContext context;
    private final Path folder;
    private final List<CycleFile> cycles = new ArrayList<>();
    private final List<Path> foreign = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private StateFacts state;
    private long incarnation;
    private boolean isTailUnknown;

    LogSurvey(final LogContext context) {
        this.context = context;
        folder = context.directory().resolve(Log.FOLDER);
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
        for (int i = 0; i < cycles.size(); i++) {
            cycles.get(i).survey(incarnation, i == cycles.size() - 1 && state.isKnown() ? state.lastIndex()
                : Long.MAX_VALUE);
        }
        addMissingLast();
        expect();
        new PreambleRepair(context, state, incarnation, cycles).run(this::requireDecision);
        checkContinuity();
        report();
        return this;
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
            if (number < 0) {
                foreign.add(path);
                findings.add(new Finding(path, Remedy.REPAIR, 0, 0, "not the name of a cycle file; moved aside"));
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
            cycles.get(cycles.size() - 1).survey(incarnation, 0);
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

    private void report() {
        for (final CycleFile cycle : cycles) {
            if (cycle.preamble() == null) {
                continue;
            }
            final int before = findings.size();
            for (final CycleSurvey.Gap gap : cycle.survey().gaps()) {
                report(cycle, gap);
            }
            if (cycle.tail() != null) {
                report(cycle, cycle.tail());
            }
            if (findings.size() == before && needsRewrite(cycle)) {
                findings.add(new Finding(cycle.path(), Remedy.REPAIR, 0, 0, whatOf(cycle) + "; no message is lost"));
            }
        }
        reportState();
    }

    private void report(final CycleFile cycle, final CycleSurvey.Gap gap) {
        if (gap.messages() == 0) {
            findings.add(new Finding(cycle.path(), Remedy.REPAIR, 0, 0, "bytes " + gap.from() + ".." + gap.to()
                + " hold no excerpt; no message is lost"));
            return;
        }
        final long first = ChronicleFormat.index(cycle.number(), gap.sequence());
        findings.add(new Finding(cycle.path(), Remedy.REPAIR, first, first + gap.messages() - 1,
            (cycle.isThere() ? "bytes " + gap.from() + ".." + gap.to() + " do not hold what was written"
                : "the file is gone") + "; tombstones stand in for the messages"));
    }

    private String whatOf(final CycleFile cycle) {
        if (!cycle.isThere()) {
            return "the file is gone";
        }
        if (!cycle.hasPreamble()) {
            return "the preamble is damaged";
        }
        if (cycle.isHeadDamaged()) {
            return "the head is damaged";
        }
        return cycle.survey().isIndexDamaged() ? "the index is damaged" : "what follows the last message is damaged";
    }

    private void reportState() {
        final Path path = context.directory().resolve(LogState.FILE);
        final boolean isSure = findings.stream().noneMatch(finding -> finding.remedy() == Remedy.DECISION);
        if (!state.isKnown()) {
            findings.add(new Finding(path, state.isThere() ? Remedy.REPAIR : Remedy.OPENING, 0, 0, (state.isThere()
                ? "the file is damaged or of another log, and made anew; " : "the file is gone; ")
                + "the log goes on as a new generation, and the peer's own record of its ack counts"));
            reportUnknownGenerations(path);
        } else if (isTailUnknown && isSure) {
            findings.add(new Finding(path, Remedy.REPAIR, 0, 0, "it knows messages up to "
                + Long.toHexString(state.lastIndex()) + ", of which there is no trace; the log goes on after "
                + Long.toHexString(cycles.get(cycles.size() - 1).lastIndex()) + " as a new generation"));
        }
    }

    /** Without {@code state} only the marks in the cycles tell what survived of a generation. */
    private void reportUnknownGenerations(final Path path) {
        int oldest = state.generation();
        final Set<Integer> marked = new HashSet<>(state.marked());
        for (final CycleFile cycle : cycles) {
            oldest = Math.max(oldest, cycle.generation());
            cycle.survey().marks().stream().filter(mark -> mark.incarnation() == incarnation)
                .map(GenerationMark::generation).forEach(marked::add);
        }
        if (cycles.stream().anyMatch(cycle -> cycle.survey().mayHideMark() || cycle.tail() != null)) {
            oldest++; // which is left out, and has no mark
        }
        while (oldest > Log.FIRST_GENERATION && marked.contains(oldest)) {
            oldest--;
        }
        if (oldest > Log.FIRST_GENERATION) {
            findings.add(new Finding(path, Remedy.OPENING, 0, 0, "a peer that was not connected since generation "
                + oldest + " began may refuse with INDEX_MISMATCH, for it cannot be told how much of what it has"
                + " survived here; then run 'holdfast reset --incoming' on its store to have everything kept here once"
                + " more, or with '--to INDEX' what comes after the last message that both have"));
        }
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
