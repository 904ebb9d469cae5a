package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;

/**
 * Finds the message before a place in a queue log. Opens files for that, so it is asked once in a cycle by one client
 * at most.
 */
final class PlaceSeek {
    private final QueueLog log;
    private final String serverName;
    private boolean isPurged;

    PlaceSeek(final QueueLog log, final String serverName) {
        this.log = log;
        this.serverName = serverName;
    }

    /**
     * Seeks.
     *
     * @param from     {@link SessionFrames#FROM_INDEX} or {@link SessionFrames#FROM_TIME}
     * @param position an index, or nanoseconds since the epoch
     * @return the index of the last message before it
     * @throws io.holdfast.StoreException if the files cannot be read
     */
    long before(final byte from, final long position) {
        isPurged = false;
        if (position < 0 || from == SessionFrames.FROM_INDEX && position > log.lastIndex()) {
            return log.lastIndex();
        }
        try (Journal journal = Journal.open(log.storeFolder(), serverName, QueueLog.REMOTE_NAME);
             JournalReader reader = journal.reader()) {
            if (from == SessionFrames.FROM_INDEX) {
                reader.moveTo(position);
            } else {
                reader.moveToTime(position);
            }
            if (reader.previous()) {
                return Math.max(reader.message().index(), log.purgedIndex());
            }
        }
        final long purged = log.purgedIndex();
        isPurged = purged > 0 && (from == SessionFrames.FROM_TIME || position <= purged);
        return purged;
    }

    /** {@return whether what was sought last may lie before all that is kept} */
    boolean isPurged() {
        return isPurged;
    }
}
