/**
 * Which principal may produce to or consume from which queues: a small file of rules, read again when it changes. Knows
 * neither sockets nor the log.
 * <pre>
 *   AccessFile ──reads──&gt; AccessRules ──rightsOf(principal)──&gt; Rights ── QueuePatterns, to produce and to consume
 * </pre>
 */
package io.holdfast.bridge.queueserver.access;
