/**
 * The durable store: logs on Chronicle Queue files, what is known of the peer, and who owns a folder.
 * <pre>
 *   StoreRoot (owner lock)
 *     └─ ConnectionStore, one per peer
 *          ├─ SendQueue ──&gt; Log ──&gt; send/, state          our messages, until the peer has consumed them
 *          ├─ ReceiveState ──&gt; ack                        what we hold of the peer's log; stamps acks into ours
 *          └─ SessionRecord ──&gt; session
 * </pre>
 * {@code FORMAT.md} beside the sources draws every file.
 */
package io.holdfast.store;
