/**
 * Reading what a store holds, beside the process that owns it: without its lock, without writing a byte, also under
 * another user id.
 * <pre>
 *   StoreView ── ConnectionRef, ConnectionSummary, Owner     the connections of a store as they stand
 * </pre>
 */
package io.holdfast.store.journal;
