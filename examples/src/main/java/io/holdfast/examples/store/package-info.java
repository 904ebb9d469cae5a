/**
 * Programs that check and mend a store: {@code verify} and {@code doctor} only look, beside a running owner too;
 * {@code repair}, {@code reset}, {@code ack} and {@code purge} take the owner lock. Each prints clear lines, or JSON,
 * and says by its exit code how things stand.
 * <pre>
 *   command ── StoreRepair, StoreReset, StoreAck, StorePurge: what is done
 *           ├─ Consent       the name that a person has to type
 *           └─ ChangeReport  lines for people, or an object with its Outcome for programs
 * </pre>
 */
package io.holdfast.examples.store;
