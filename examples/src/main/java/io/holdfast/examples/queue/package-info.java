/**
 * The named-queue server as a program, and a client for people: lines in, lines out.
 *
 * <pre>
 *   queue-server     QueueServerCommand ── QueueStoreOptions, QueueLimitOptions
 *                      QueueThreads: the server's duty cycles
 *
 *   queue-client     QueueClientCommand
 *     produce          ProduceCommand ── LineFrames (thread of its own, reads lines)
 *                        Producing ── QueueSocket          base protocol
 *                        DurableProducing ── QueueProducer session protocol, SessionWatch tells what happens
 *     consume          ConsumeCommand ── DurableOptions, MessageFormOptions ── MessageWriter
 *                        Consuming ── QueueSocket          base protocol
 *                        DurableConsuming ── QueueConsumer session protocol
 *     bench            bench.BenchQueueCommand
 * </pre>
 */
package io.holdfast.examples.queue;
