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
 * @param log      that was read
 * @param progress of the replayer
 * @param window   through which it sent
 * @param skipped  what could not be sent
 * @param way      to the peer
 */
record ReplayReport(ChosenLog log, ReplayProgress progress, SentWindow window, Skipped skipped, Way way) {
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

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

    /** {@return whether all that was sent is acked} */
    boolean isAcked() {
        return window.acked() == progress.messages();
    }

    private double rate() {
        return way.tookNs() == 0 ? 0 : progress.messages() * NS_PER_SECOND / way.tookNs();
    }

    /** {@return one line for people} */
    String text() {
        final String range = progress.messages() == 0 ? "" : " from=" + Text.hex(window.firstIndex()) + " to="
            + Text.hex(progress.lastIndex());
        return String.format(Locale.ROOT, "%s to %s at %s as %s: messages=%d bytes=%d skipped=%s seconds=%.3f"
            + " rate=%.0f/s%s, %s, transport=%s", log, way.peer(), way.address(), way.name(), progress.messages(),
            progress.bytes(), skipped, way.tookNs() / NS_PER_SECOND, rate(), range,
            isAcked() ? "all acked" : progress.messages() - window.acked() + " not acked", way.transport());
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
            .text("transport", way.transport()).flag("complete", isComplete).number("messages", progress.messages())
            .number("payloadBytes", progress.bytes()).number("acked", window.acked())
            .hex("firstIndex", window.firstIndex()).hex("lastIndex", progress.lastIndex())
            .hex("ackedIndex", window.ackedIndex()).number("skippedDamaged", skipped.count(SkipReason.DAMAGED))
            .number("skippedTombstones", skipped.count(SkipReason.TOMBSTONE)).number("dropped", way.dropped())
            .number("tookNs", way.tookNs()).number("ratePerSecond", rate());
    }
}
