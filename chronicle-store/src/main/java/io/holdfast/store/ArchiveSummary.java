package io.holdfast.store;

/**
 * What an archive of a connection holds.
 *
 * @param localName   whose
 * @param remoteName  with whom
 * @param incarnation of the log
 * @param generation  of the log when the archive was made; opening what is restored begins the next
 * @param firstIndex  of the oldest message in it, 0 for none
 * @param lastIndex   of the last message in it; if it holds none, of the last one purged; 0 for none
 * @param ackedIndex  up to where the peer was known to have consumed when the archive was made
 * @param messages    how many it holds
 * @param createdNs   when it was made, in nanoseconds since the epoch
 */
public record ArchiveSummary(String localName, String remoteName, long incarnation, int generation, long firstIndex,
                             long lastIndex, long ackedIndex, long messages, long createdNs) {
}
