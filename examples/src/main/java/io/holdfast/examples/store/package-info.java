/**
 * Programs for a store whose owner is not running: {@code verify}, {@code repair} and {@code reset}. Each takes the
 * owner lock, prints clear lines, and says by its exit code how things stand.
 */
package io.holdfast.examples.store;
