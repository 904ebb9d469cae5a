/**
 * What {@code holdfast doctor} looks at: small checks of the JVM, the limits, the disk, the clock, the permissions and
 * the owners of a store.
 * <pre>
 *   Examination ── Check, one class each ──&gt; Diagnosis: ok, warn, fail or unknown; what was seen; what to do
 *                    ├── SystemFiles        /proc, /sys and /run, or what a test puts in their place
 *                    └── SystemPrograms     programs of the system that know what no file tells
 * </pre>
 * A check tells what it saw. What the system does not say is unknown, which is no problem; a fix is a command or a
 * setting that does what it says, or a decision put in words, never a guess.
 */
package io.holdfast.examples.doctor;
