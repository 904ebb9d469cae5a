package io.holdfast.store.journal;

/** Whether a message holds what was written. */
public enum ChecksumState {
    /** Header and payload are those that were written at this index. */
    INTACT,

    /** They are not; what the message tells of itself, type and time and length too, may be wrong. */
    DAMAGED
}
