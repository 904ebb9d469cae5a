package io.holdfast.store.journal;

import java.nio.file.Path;

/**
 * What one cycle file of a log holds, as far as it could be read: what is not known is 0. Times are in nanoseconds
 * since the epoch.
 *
 * @param path          of the file
 * @param incarnation   of the log it is of
 * @param generation    of the log when the cycle began
 * @param firstIndex    of its first message, 0 if it has none
 * @param lastIndex     of its last message, 0 if it has none
 * @param firstOrdinal  of the first message that it can have
 * @param messages      how many it has
 * @param messageBytes  what they take in it with their headers, and what is between them
 * @param fileBytes     the length of the file
 * @param createdNs     when the cycle was begun
 * @param firstAppendNs when its first message was appended, 0 if it has none
 * @param lastAppendNs  when its last message was appended, 0 if it has none
 * @param problem       in words, what could not be found out, and why; empty if nothing
 */
public record CycleSummary(Path path, long incarnation, int generation, long firstIndex, long lastIndex,
                           long firstOrdinal, long messages, long messageBytes, long fileBytes, long createdNs,
                           long firstAppendNs, long lastAppendNs, String problem) {
    /** {@return whether something could not be found out} */
    public boolean hasProblem() {
        return !problem.isEmpty();
    }
}
