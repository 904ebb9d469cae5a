package io.holdfast.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What a look at a connection's files found.
 *
 * @param folder      of the connection
 * @param findings    what is wrong, empty if nothing is
 * @param incarnation of its log, 0 if that cannot be told
 * @param lastIndex   of the last message looked at, 0 if there was none
 * @param messages    how many messages the log's files hold, damaged ones that intact ones follow included
 * @param intact      how many of them hold what was written
 * @param cycles      how many cycle files there are
 * @param bytes       how long they are
 * @param isOwned     whether its owner was running, so that the log counts as it stood at the beginning
 */
public record VerifyReport(Path folder, List<Finding> findings, long incarnation, long lastIndex, long messages,
                           long intact, int cycles, long bytes, boolean isOwned) {
    /** How things stand, from good to bad. */
    public enum Verdict {
        /** Nothing is wrong, or nothing that opening the connection does not deal with. */
        HEALTHY,
        /** A repair puts it right. */
        REPAIRABLE,
        /** It needs a backup or a decision. */
        BROKEN
    }

    /** {@return how things stand} */
    public Verdict verdict() {
        Verdict worst = Verdict.HEALTHY;
        for (final Finding finding : findings) {
            final Verdict one = switch (finding.remedy()) {
                case OPENING -> Verdict.HEALTHY;
                case REPAIR -> Verdict.REPAIRABLE;
                case DECISION -> Verdict.BROKEN;
            };
            worst = one.compareTo(worst) > 0 ? one : worst;
        }
        return worst;
    }
}
