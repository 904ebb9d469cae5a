package io.holdfast.examples.replay;

import io.holdfast.examples.command.Text;

/**
 * What an import has taken.
 *
 * @param messages          appended, or to be
 * @param payloadBytes      of their payloads together
 * @param batches           appended as they were
 * @param incompleteBatches appended as smaller ones, for messages of them are missing
 * @param tombstones        that stand for lost messages, of which nothing is appended
 * @param skipped           messages at the beginning that were passed over
 * @param lastIndex         of the last message appended, 0 if none was
 */
record LineTotals(long messages, long payloadBytes, long batches, long incompleteBatches, long tombstones,
                  long skipped, long lastIndex) {
    /** {@return it in words} */
    String text() {
        return "messages=" + messages + " batches=" + batches + " payloadBytes=" + payloadBytes
            + (lastIndex == 0 ? "" : " last=" + Text.hex(lastIndex))
            + (skipped == 0 ? "" : " skipped=" + skipped)
            + (tombstones == 0 ? "" : "; tombstones that stand for lost messages, of which nothing is sent: "
                + tombstones)
            + (incompleteBatches == 0 ? "" : "; batches of which messages are missing, sent as smaller ones: "
                + incompleteBatches);
    }
}
