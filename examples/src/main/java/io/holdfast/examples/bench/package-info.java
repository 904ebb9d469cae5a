/**
 * Figures. A benchmark of two processes polls one system at a time, in blocks; where several are compared, all are up
 * in the same two processes and their blocks alternate, so that what the machine does meanwhile hits all alike.
 *
 * <pre>
 *   bench rtt, throughput, compare              bench peer (child process)
 *     Rounds: whose turn, how often
 *       Plan, Block: what a turn does
 *         link.Link ─────────────────────────────── link.Echo
 *     Tally, Spread: what comes of it
 *     MachineState: what it depends on
 *   bench offer, log, journal, checksum: one thread, no peer
 * </pre>
 */
package io.holdfast.examples.bench;
