package io.holdfast;

/** How one direction of a connection went on at a login: one row of the resume table. S sends, R receives. */
public enum ResumeOutcome {
    /** Both sides agree; goes on after the last message R was given or has acked. */
    CONTINUED,
    /** Neither side knows an ack: begins with the first message. */
    FROM_START,
    /** S lost its tail: goes on with the new generation; messages R had seen may be replaced by others. */
    DIVERGED,
    /** R lost its state: goes on after S's record of R's ack. */
    RECEIVER_STATE_LOST,
    /** R's ack is below S's record of it, and everything after it is still kept: goes on after R's ack. */
    RECEIVER_BEHIND,
    /** R's ack is below S's record of it, and part was purged: goes on with the oldest that is kept. */
    RECEIVER_BEHIND_PURGED,
    /** R never knew this log: begins with the first message kept. */
    NEW_INCARNATION,
    /** R knew this log before another one: goes on after the ack R remembers for it. */
    RETURNED_INCARNATION,
    /** R had more than S ever had, and both policies allowed it: goes on after S's record, so some may come again. */
    RESET
}
