package io.holdfast.examples.replay;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.ReplayProgress;
import io.holdfast.store.journal.SkipReason;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a replay has done, when it has ended.
 *
 * @param log     that was read
 * @param sent    what was sent
 * @param skipped what could not be sent
 * @param way     to the peer
 */
record ReplayReport(ChosenLog log, Sent sent, Skipped skipped, Way way) {
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /**
     * What was sent. Indices are the log's.
     *
     * @param earlier    messages sent by earlier runs of the same replay
     * @param messages   sent by this run
     * @param bytes      of their payloads
     * @param acked      of all these
     * @param firstIndex of this run's, 0 if there are none
     * @param lastIndex  of this run's, 0 if there are none
     * @param ackedIndex of the last one acked, 0 if none is
     */
    record Sent(long earlier, long messages, long bytes, long acked, long firstIndex, long lastIndex,
                long ackedIndex) {
        static Sent of(final ReplayProgress progress, final SentWindow window) {
            return new Sent(window.earlier(), progress.messages(), progress.bytes(), window.acked(),
                window.firstIndex(), progress.lastIndex(), window.ackedIndex());
        }

        /** {@return what earlier runs have sent, of which all is acked} */
        static Sent finished(final SentPlaces places) {
            final long count = places.lastKnown(Long.MAX_VALUE);
            return new Sent(count, 0, 0, count, 0, 0, places.index(count));
        }

        long unacked() {
            return earlier + messages - acked;
        }
    }

    /**
     * The way that messages took.
     *
     * @param address   of the peer
     * @param peer      its name
     * @param name      as whom they were sent
     * @param transport by which they travelled
     * @param dropped   messages of the peer that came meanwhile
     * @param tookNs    from the login on
     */
    record Way(String address, String peer, String name, String transport, long dropped, long tookNs) {
    }

    private double rate() {
        return way.tookNs() == 0 ? 0 : sent.messages() * NS_PER_SECOND / way.tookNs();
    }

    /** {@return one line for people} */
    String text() {
        final String range = sent.messages() == 0 ? "" : " from=" + Text.hex(sent.firstIndex()) + " to="
            + Text.hex(sent.lastIndex());
        return String.format(Locale.ROOT, "%s to %s at %s as %s: messages=%d%s bytes=%d skipped=%s seconds=%.3f"
            + " rate=%.0f/s%s, %s, transport=%s", log, way.peer(), way.address(), way.name(), sent.messages(),
            sent.earlier() == 0 ? "" : " earlier=" + sent.earlier(), sent.bytes(), skipped,
            way.tookNs() / NS_PER_SECOND, rate(), range,
            sent.unacked() == 0 ? "all acked" : sent.unacked() + " not acked", way.transport());
    }

    /** {@return one line for people about a replay that was finished before} */
    String finishedText() {
        return log + " to " + way.peer() + " as " + way.name() + ": finished before, messages=" + sent.earlier()
            + (sent.earlier() == 0 ? "" : ", all acked, up to index " + Text.hex(sent.ackedIndex()) + " of the log")
            + "; to send them once more, name another --keep DIR";
    }

    /**
     * {@return the fields for programs}
     *
     * @param journal    that was read
     * @param isComplete whether all that was chosen was looked at, and all that was sent is acked
     */
    JsonFields fields(final Journal journal, final boolean isComplete) {
        return new JsonFields().text("local", journal.localName()).text("remote", journal.remoteName())
            .text("folder", log.folder().toString()).hex("incarnation", journal.incarnation())
            .text("to", way.address()).text("toName", way.peer()).text("as", way.name())
            .text("transport", way.transport()).flag("complete", isComplete).number("messages", sent.messages())
            .number("earlierMessages", sent.earlier()).number("payloadBytes", sent.bytes())
            .number("acked", sent.acked()).hex("firstIndex", sent.firstIndex()).hex("lastIndex", sent.lastIndex())
            .hex("ackedIndex", sent.ackedIndex()).number("skippedDamaged", skipped.count(SkipReason.DAMAGED))
            .number("skippedTombstones", skipped.count(SkipReason.TOMBSTONE)).number("dropped", way.dropped())
            .number("tookNs", way.tookNs()).number("ratePerSecond", rate());
    }
}
