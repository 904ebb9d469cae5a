/**
 * Reading what a store holds, beside the process that owns it, after its end, or of a copy: without its lock, without
 * writing a byte, also under another user id.
 * <pre>
 *   StoreView ── ConnectionRef, ConnectionSummary, Owner     the connections of a store as they stand
 *
 *   Journal, of one log ──&gt; JournalReader, a cursor for one thread ──&gt; JournalMessage, where it is mapped
 *                              │        └─ JournalFilter, which of them
 *                              ├─ CycleList      the files that are there
 *                              └─ ReadLimit      how far the owner lets others read
 * </pre>
 */
package io.holdfast.store.journal;
