/**
 * The named-queue server: clients create messages under the name of a queue, and others receive those of the queues
 * that they subscribed to. All messages are in one durable log.
 * <pre>
 *   QueueServer ── Acceptor ──(hands over)──&gt; QueueShard, one thread each
 *     (keeps house)                             │
 *                                               ├─ ServedClient ── handshake, then by role a Conversation
 *                                               │     BaseProducer ──&gt; MessageDraft ──&gt; QueueLog
 *                                               │     BaseConsumer ── Subscriptions, Delivery
 *                                               │     Session ── SessionLogin, SessionGreeting: who it is, SessionNames
 *                                               │       SessionProducer ──&gt; MessageDraft ──&gt; QueueLog
 *                                               │       SessionConsumer ── ConsumerPlace, Subscriptions, Delivery
 *                                               │
 *   QueueLog ──&gt; QueueReader ──&gt; DeliveryRing   each frame encoded once per shard
 *                      │              │
 *                  LogSource     RingSource     the same messages: those behind, those at the live end
 *                      └──────┬───────┘
 *                         Delivery ──&gt; FrameBatch, or slices of the ring ──&gt; the consumer's socket
 * </pre>
 * Where a consumer stands is an index of the log and, of the frame after it, how many bytes are sent; whether the ring
 * or the log serves it next follows from that index alone. So there is no seam, and nothing is kept per consumer but
 * its subscriptions.
 * <p>
 * Frames are in {@code protocol}, the log is in {@code log}, durable subscribers are in {@code subscriber}, who may do
 * what is in {@code access}; each client's {@code ClientRights} follow from the rules and its principal, at the
 * beginning of the duty cycle in which either changes. Each role is a {@code Conversation}, begun in {@code
 * Conversations}; how its deliveries look is a {@code DeliveryPrefix} before each base frame. A session keeps its name
 * in {@code SessionNames}, so that no two threads ever serve one name; what it has to say beside deliveries waits in
 * its {@code SessionOutput}, which bounds what is taken from its client. Clients in Java are in {@code client}; they
 * know the frames, and nothing of what is here.
 */
package io.holdfast.bridge.queueserver;
