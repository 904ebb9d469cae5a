package io.holdfast.store;

import io.holdfast.StoreException;

import java.nio.file.Path;
import java.util.List;

/**
 * What a {@code session} file says, read without changing it, beside a live owner too.
 *
 * @param localName  the local peer's name as given
 * @param remoteName the remote peer's name as given
 * @param createdNs  when the connection was created, in nanoseconds since the epoch
 * @param principal  as whom the peer was last authenticated, null if it never was
 * @param transport  the transport last used, null if there was none yet
 * @param endedNs    when the session day of one side was over and what it left was told, 0 if not yet
 * @param remembered the logs of the peer that were held before, oldest first
 */
public record SessionFacts(String localName, String remoteName, long createdNs, String principal, String transport,
                           long endedNs, List<ReceiveState.Remembered> remembered) {
    /**
     * {@return what the file of a connection says, null if there is none}
     *
     * @param connection folder of the connection
     * @throws StoreException if it does not hold what was written, is of another version, or cannot be read
     */
    public static SessionFacts of(final Path connection) {
        if (!SessionRecord.exists(connection)) {
            return null;
        }
        final SessionRecord record = SessionRecord.open(connection, Disk.REAL);
        return new SessionFacts(record.localName(), record.remoteName(), record.createdNs(), record.principal(),
            record.transport(), record.endedNs(), record.remembered());
    }
}
