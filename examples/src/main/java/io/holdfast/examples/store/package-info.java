/**
 * Programs that check and mend a store: {@code verify} reads only, beside a running owner too; {@code repair} and
 * {@code reset} take the owner lock. Each prints clear lines, and says by its exit code how things stand.
 */
package io.holdfast.examples.store;
