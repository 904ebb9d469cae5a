/**
 * The durable store: logs on Chronicle Queue files, what is known of the peer, and who owns a folder.
 * <pre>
 *   StoreRoot (owner lock)
 *     └─ ConnectionStore, one per peer
 *          ├─ SendQueue ──&gt; Log ──&gt; send/, state          our messages, until the peer has consumed them
 *          ├─ ReceiveState ──&gt; ack                        what we hold of the peer's log; stamps acks into ours
 *          └─ SessionRecord ──&gt; session
 *
 *   Log ── LogAppender ── CycleRoller ── Cycle         appends and rolls; LogSync forces what is appended
 *    ├── LogHousekeeping ── Retention, DiskBudget      space ahead, and what may go
 *    └── LogRecovery ── CycleFiles, TailCheck          what opening makes of what a crash left
 *
 *   OfflineConnection ── ConnectionRepair, ConnectionReset, Quarantine    what the tools do while nobody owns it
 *   ConnectionVerify ── ConnectionSurvey, LogSurvey, AckSurvey           what tools see beside a running owner too
 *   SessionDays ── DayPurge, EndedPurge                what is over and has been kept for long enough
 *   Disk                                               all waiting for the device, all changes of files and folders
 * </pre>
 * {@code FORMAT.md} beside the sources draws every file.
 */
package io.holdfast.store;
