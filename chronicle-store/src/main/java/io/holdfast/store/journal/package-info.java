/**
 * Reading what a store holds, beside the process that owns it, after its end, or of a copy: without its lock, without
 * writing a byte, also under another user id.
 * <pre>
 *   StoreView ── ConnectionRef, ConnectionSummary, Owner     the connections of a store as they stand
 *
 *   Journal, of one log ──&gt; JournalReader, a cursor for one thread ──&gt; JournalMessage, where it is mapped
 *                              │        └─ JournalFilter, which of them
 *                              ├─ Seek ── CycleEntries, TimeSeek      to an index, an ordinal, a time, the end
 *                              ├─ Cursor ── Block                     over one message, forwards or back
 *                              │     └─ Passage ── Damages            over the end of a cycle, and over damage
 *                              └─ Cycles, ReadLimit                   the files, and how far the owner lets others read
 * </pre>
 */
package io.holdfast.store.journal;
