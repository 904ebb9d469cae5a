package io.holdfast.store.journal;

import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.Owner;

/**
 * How one connection stood at an instant, as far as its files could be read: what is not known is 0, or -1 where 0
 * would say something. Times are in nanoseconds since the epoch.
 *
 * @param connection      which one
 * @param incarnation     of our log
 * @param generation      of our log
 * @param firstIndex      of the oldest message kept, 0 if none is
 * @param lastIndex       of the last message, 0 if there never was one
 * @param lastOrdinal     of the last message: how many the log ever had; -1 if that is not known
 * @param logBytes        what all that the log ever had took with headers, -1 if that is not known
 * @param ackedIndex      the peer's ack as the owner knows it
 * @param syncedIndex     everything up to it was forced to disk; kept up only while the log is synced
 * @param isSync          whether the log is synced, so that the peer sees nothing beyond {@code syncedIndex}
 * @param unackedMessages how many messages after the ack are kept, -1 if that is not known
 * @param unackedBytes    what they take on disk with their headers, -1 if that is not known
 * @param oldestUnackedNs when the first of them was appended, 0 if there is none or it is not known
 * @param lastAppendNs    when the last message was appended, 0 if none is kept or it is not known
 * @param cycles          how many cycle files there are
 * @param diskBytes       what all files of the connection take
 * @param held            what we hold of the peer's log
 * @param createdNs       when the connection was created
 * @param endedNs         when its session day was over and that was told, 0 if it is not
 * @param principal       as whom the peer was last authenticated, null if it never was
 * @param transport       the transport last used, null if there was none yet
 * @param owner           who owns the connections of the local peer
 * @param problem         in words, what of the above could not be found out, and why; empty if nothing
 */
public record ConnectionSummary(ConnectionRef connection, long incarnation, int generation, long firstIndex,
                                long lastIndex, long lastOrdinal, long logBytes, long ackedIndex,
                                long syncedIndex, boolean isSync, long unackedMessages, long unackedBytes,
                                long oldestUnackedNs, long lastAppendNs, int cycles, long diskBytes, Held held,
                                long createdNs, long endedNs, String principal, String transport, Owner owner,
                                String problem) {
    /** {@return the local peer's name, as that of the folder} */
    public String localName() {
        return connection.localName();
    }

    /** {@return the remote peer's name, as that of the folder} */
    public String remoteName() {
        return connection.remoteName();
    }

    /** {@return whether something could not be found out} */
    public boolean hasProblem() {
        return !problem.isEmpty();
    }
}
