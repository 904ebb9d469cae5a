/**
 * Clients of the named-queue server that speak its session protocol: they reconnect, and each message is there once.
 * <pre>
 *   QueueProducer ── offer ──&gt; UnconfirmedMessages ──┐ written from where they lie, again after a reconnect
 *                                                    ▼
 *                        ServerLink ──&gt; Channel ──&gt; the server
 *                          Retries      ▲
 *   QueueConsumer ── Wishes (what it subscribes to), Progress (what it has done with)
 *        └─ QueueMessageView ──&gt; the handler
 * </pre>
 * Neither starts threads: the user's thread calls {@code doWork()} of a producer and {@code poll()} of a consumer.
 * Frames are in {@code protocol}; nothing here knows the server's classes.
 */
package io.holdfast.bridge.queueserver.client;
