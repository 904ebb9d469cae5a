/**
 * Durable subscribers of a queue server: how far each has come, what it subscribed to, and what is kept for it. Knows
 * the log, but no sockets and no frames.
 * <pre>
 *   Subscribers ──┬─ Subscriber ──┬─ CursorFile          the ack: a word in mapped memory
 *     (registry)  │               └─ SubscriberRecord    name and subscriptions, replaced as a whole
 *                 ├─ DamagedSubscriber                   refused; what it may need is kept
 *                 ├─ Holds ──&gt; QueueLog                  up to where messages may go, and who has expired
 *                 │    └─ AwayScan                       passes over what those who are away did not subscribe to
 *                 └─ SubscriberFolder                    creates, finds and deletes the files
 * </pre>
 */
package io.holdfast.bridge.queueserver.subscriber;
