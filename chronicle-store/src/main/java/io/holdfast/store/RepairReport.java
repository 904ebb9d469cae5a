package io.holdfast.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What a repair found and did.
 *
 * @param findings         what was wrong; a repair that finds something that needs a decision changes nothing
 * @param isRepaired       whether files were changed
 * @param quarantine       the folder that keeps the files as they were before, null if none was changed
 * @param generationBefore of the log, 0 if it was not known
 * @param generationAfter  of the log, 0 if files were not changed; higher if the tail may have been lost
 */
public record RepairReport(List<Finding> findings, boolean isRepaired, Path quarantine, int generationBefore,
                           int generationAfter) {
    /** {@return whether something needs a backup or a decision} */
    public boolean isRefused() {
        return findings.stream().anyMatch(finding -> finding.remedy() == Finding.Remedy.DECISION);
    }

    /** {@return how many messages are lost; tombstones stand in for them} */
    public long lostMessages() {
        return findings.stream().mapToLong(Finding::lostMessages).sum();
    }
}
