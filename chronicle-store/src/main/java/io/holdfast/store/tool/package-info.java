/**
 * Tools for a store: {@link io.holdfast.store.tool.StoreRepair} finds damage, also beside a running owner, and puts it
 * right, {@link io.holdfast.store.tool.StoreReset} gives up one direction of a connection by a person's decision. Who
 * changes something takes the owner lock, and deletes nothing.
 */
package io.holdfast.store.tool;
