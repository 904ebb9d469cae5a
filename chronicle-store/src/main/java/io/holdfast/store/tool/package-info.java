/**
 * Tools for a store whose owner is not running: {@link io.holdfast.store.tool.StoreRepair} finds damage and puts it
 * right, {@link io.holdfast.store.tool.StoreReset} gives up one direction of a connection by a person's decision. Both
 * take the owner lock and delete nothing.
 */
package io.holdfast.store.tool;
