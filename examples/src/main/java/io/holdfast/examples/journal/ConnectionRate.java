package io.holdfast.examples.journal;

import io.holdfast.store.journal.ConnectionSummary;

/**
 * How a connection stands, and how fast it moved since the look before; NaN is not known.
 *
 * @param summary           how it stands
 * @param messagesPerSecond appended
 * @param bytesPerSecond    of them, headers included
 * @param ackedPerSecond    messages that the peer acked
 */
record ConnectionRate(ConnectionSummary summary, double messagesPerSecond, double bytesPerSecond,
                      double ackedPerSecond) {
}
