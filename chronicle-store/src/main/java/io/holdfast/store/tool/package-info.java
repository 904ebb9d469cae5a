/**
 * Tools for a store: {@link io.holdfast.store.tool.StoreRepair} finds damage, also beside a running owner, and puts it
 * right, {@link io.holdfast.store.tool.StoreReset} gives up one direction of a connection by a person's decision,
 * {@link io.holdfast.store.tool.StoreAck} sets an ack by hand, {@link io.holdfast.store.tool.StorePurge} deletes what
 * retention would keep. Who changes something takes the owner lock; only the last one deletes anything.
 */
package io.holdfast.store.tool;
