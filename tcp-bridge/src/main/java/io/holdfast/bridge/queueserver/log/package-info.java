/**
 * The queue server's log: messages with the name of their queue in one {@link io.holdfast.store.Log}, whose index is
 * the server-wide sequence. Knows no sockets and no frames.
 * <pre>
 *   QueueLog ──┬─ MessageDraft ──&gt; Log            a record per message, drawn in QueueRecord
 *              ├─ QueueReader  &lt;── LogReader      in order, also while others append
 *              ├─ NameTable                       per queue its last sequence
 *              ├─ ProducerMarks                   per named producer the last sequence that was accepted
 *              └─ QueueCheckpoint                 both as of an index, so that a restart reads what came after it only
 * </pre>
 * The acked index of the store is the retention mark: what is at or below it is needed by nobody. It never passes the
 * checkpoint, so the counters of a queue outlive its messages.
 */
package io.holdfast.bridge.queueserver.log;
