/**
 * The named-queue server as a program, and a client for people: lines in, lines out.
 *
 * <pre>
 *   queue-server     QueueServerCommand ── QueueStoreOptions, QueueLimitOptions
 *                      QueueThreads: the server's duty cycles
 *
 *   queue-client     QueueClientCommand
 *     produce          ProduceCommand ── LineFrames (thread of its own, reads lines) ──&gt; Producing ── QueueSocket
 *     consume          ConsumeCommand ── Consuming ── QueueSocket ──&gt; MessageWriter
 *     bench            bench.BenchQueueCommand
 * </pre>
 */
package io.holdfast.examples.queue;
