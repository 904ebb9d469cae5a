/** Commands that send messages again or carry them away: archives, and JSON lines out of a log and into one. */
package io.holdfast.examples.replay;
