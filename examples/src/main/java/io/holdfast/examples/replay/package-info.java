/**
 * Commands that send messages again or carry them away: archives, JSON lines out of a log and into one, and replay.
 * {@link io.holdfast.examples.replay.ReplayCommand} reads a log as the programs of
 * {@code io.holdfast.examples.journal} do and is at the same time a peer of its own, with a store of its own:
 * <pre>
 *   Journal ──&gt; Replayer ──&gt; SentWindow ──&gt; Connection (temporary store) ──&gt; the peer
 *                  pace       which own ordinal stands for which index of the log
 * </pre>
 */
package io.holdfast.examples.replay;
