/** What the programs share: options, error lines, orderly shutdown, JSON lines, histograms, child processes. */
package io.holdfast.examples.command;
