package io.holdfast.store;

import io.holdfast.store.Finding.Remedy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts in words what {@link LogSurvey} has found to be wrong with the files of a log. One use, one thread. */
final class LogFindings {
    private final LogSurvey survey;
    private final Path stateFile;
    private final List<Finding> findings;

    /**
     * Words for a log.
     *
     * @param survey    has looked at every file
     * @param stateFile of the log
     * @param findings  so far, to which others are added
     */
    LogFindings(final LogSurvey survey, final Path stateFile, final List<Finding> findings) {
        this.survey = survey;
        this.stateFile = stateFile;
        this.findings = findings;
    }

    /** Tells of each file. */
    void ofCycles() {
        for (final CycleFile cycle : survey.cycles()) {
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
            if (findings.size() == before && survey.needsRewrite(cycle)) {
                findings.add(new Finding(cycle.path(), Remedy.REPAIR, 0, 0, whatOf(cycle) + "; no message is lost"));
            }
        }
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

    /**
     * Tells of {@code state}, after the cycles.
     *
     * @param isTailUnknown whether it knows messages of which there is no trace
     */
    void ofState(final boolean isTailUnknown) {
        final Path path = stateFile;
        final StateFacts state = survey.state();
        final boolean isSure = findings.stream().noneMatch(finding -> finding.remedy() == Remedy.DECISION);
        if (!state.isKnown()) {
            findings.add(new Finding(path, state.isThere() ? Remedy.REPAIR : Remedy.OPENING, 0, 0, (state.isThere()
                ? "the file is damaged or of another log, and made anew; " : "the file is gone; ")
                + "the log goes on as a new generation, and the peer's own record of its ack counts"));
            reportUnknownGenerations(path);
        } else if (isTailUnknown && isSure) {
            findings.add(new Finding(path, Remedy.REPAIR, 0, 0, "it knows messages up to "
                + Long.toHexString(state.lastIndex()) + ", of which there is no trace; the log goes on after "
                + Long.toHexString(survey.last().lastIndex()) + " as a new generation"));
        }
    }

    /** Without {@code state} only the marks in the cycles tell what survived of a generation. */
    private void reportUnknownGenerations(final Path path) {
        int oldest = survey.state().generation();
        final Set<Integer> marked = new HashSet<>(survey.state().marked().keySet());
        for (final CycleFile cycle : survey.cycles()) {
            oldest = Math.max(oldest, cycle.generation());
            cycle.survey().marks().stream().filter(mark -> mark.incarnation() == survey.incarnation())
                .map(GenerationMark::generation).forEach(marked::add);
        }
        if (survey.cycles().stream().anyMatch(cycle -> cycle.survey().mayHideMark() || cycle.tail() != null)) {
            oldest++; // which is left out, and has no mark
        }
        while (oldest > Log.FIRST_GENERATION && marked.contains(oldest)) {
            oldest--;
        }
        if (oldest > Log.FIRST_GENERATION) {
            findings.add(new Finding(path, Remedy.OPENING, 0, 0, "a peer that was not connected since generation "
                + oldest + " began may refuse with INDEX_MISMATCH, for it cannot be told how much of what it has"
                + " survived here; then run 'holdfast reset --incoming' on its store to have everything kept here once"
                + " more, or 'holdfast ack INDEX' to have what comes after the last message that both have"));
        }
    }
}
