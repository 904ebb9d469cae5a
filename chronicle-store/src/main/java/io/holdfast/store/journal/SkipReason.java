package io.holdfast.store.journal;

/** Why a replay passes over messages. */
public enum SkipReason {
    /** A repair had found the message damaged; a tombstone is in its place. */
    TOMBSTONE,

    /** It does not hold what was written. */
    DAMAGED
}
