/**
 * Figures. Two ways of doing the same are measured in alternating blocks of one run, by the same two processes with one
 * busy thread each, so that what the machine does meanwhile hits both alike.
 *
 * <pre>
 *   bench rtt, bench throughput                          bench peer (child process)
 *     HoldfastLink ── Holdfast over TCP, both durable ──> HoldfastPeer
 *     BareLink ────── NIO sockets and nothing else ─────> BarePeer
 *   bench log: one thread, no peer
 * </pre>
 */
package io.holdfast.examples.bench;
