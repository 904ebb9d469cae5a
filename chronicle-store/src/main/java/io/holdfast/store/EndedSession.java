package io.holdfast.store;

import java.nio.file.Path;

/**
 * Something that is over for good: all connections of a session day, or one connection within a store that goes on.
 *
 * @param folder     that holds it
 * @param localName  the local peer's name, with the date for a session day
 * @param remoteName the remote peer's name, null for a session day
 * @param endedNs    when it ended, at the latest, in nanoseconds since the epoch
 */
public record EndedSession(Path folder, String localName, String remoteName, long endedNs) {
    /** {@return whether it is a session day with all its connections} */
    public boolean isDay() {
        return remoteName == null;
    }

    /** {@return {@code Server20180714}, or {@code Server to Client20180714}} */
    @Override
    public String toString() {
        return isDay() ? localName : localName + " to " + remoteName;
    }
}
