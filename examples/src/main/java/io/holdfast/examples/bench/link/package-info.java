/**
 * The systems that are measured, each a pair: a {@link io.holdfast.examples.bench.link.Link} in the process that
 * measures and an {@link io.holdfast.examples.bench.link.Echo} in the other. Adding a system is one such pair and one
 * line in {@link io.holdfast.examples.bench.link.Contestant}.
 *
 * <pre>
 *   process that measures                            bench peer (child process)
 *     HoldfastLink ── TCP or shared memory, durable ── HoldfastEcho
 *     StockLink ───── two stock Chronicle Queues ───── StockEcho
 *     AeronLink ───── Aeron IPC ────────────────────── AeronEcho
 *     NioLink ─────── bare sockets ─────────────────── NioEcho
 *     QueueLink ───── a queue server's protocol ────── QueueEcho
 *     TurnFile ────── a mapped page ────────────────── Turn
 * </pre>
 *
 * All are up at the same time, and one at a time has its turn: only that one is polled, in both processes. Each class
 * has loops of its own, though they look alike, so that the compiler sees one system in each and not all of them.
 */
package io.holdfast.examples.bench.link;
