package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.journal.Position;
import io.holdfast.store.ConnectionFacts.Held;

import java.nio.file.Path;

/**
 * How an ack is to be changed.
 *
 * @param log      of which connection
 * @param held     what is held of the peer's log
 * @param index    up to which it is to count as consumed
 * @param messages how many that concerns, null if it is not known
 */
record AckChange(ChosenLog log, Held held, long index, Long messages) {
    /** {@return the change up to a position in the peer's log} */
    static AckChange of(final ChosenLog log, final Held held, final PeerLog peer, final Position position) {
        final long index = peer.indexOf(position);
        final long low = Math.min(index, held.consumed());
        final long high = Math.max(index, held.consumed());
        if (low == high || !peer.isKnown()) {
            return new AckChange(log, held, index, low == high ? Long.valueOf(0) : null);
        }
        return new AckChange(log, held, index, peer.messagesBetween(low, high));
    }

    /** {@return whether it stands there already} */
    boolean isNone() {
        return index == held.consumed();
    }

    private boolean isBack() {
        return index < held.consumed();
    }

    /** {@return what it does, in words} */
    String text() {
        if (isNone()) {
            return "nothing to do: consumed is " + Text.hex(index) + " already";
        }
        return "consumed to " + Text.hex(index) + ": " + (messages == null
            ? "an unknown number of messages (the log is not in this store)" : messages + " messages") + " of "
            + log.remoteName() + " after " + Text.hex(Math.min(index, held.consumed())) + " up to "
            + Text.hex(Math.max(index, held.consumed())) + " will " + (isBack() ? "come again" : "never come");
    }

    /** {@return the fields for programs} */
    JsonFields fields(final Outcome outcome, final Path quarantine) {
        return outcome.of(log.fields(), null).hex("heldIncarnation", held.incarnation())
            .number("heldGeneration", held.generation()).hex("consumedBefore", held.consumed())
            .hex("consumed", index).number("messages", messages).flag("comeAgain", isNone() ? null : isBack())
            .path("quarantine", quarantine);
    }
}
