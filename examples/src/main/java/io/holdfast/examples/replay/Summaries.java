package io.holdfast.examples.replay;

import io.holdfast.examples.command.Text;
import io.holdfast.store.ArchiveSummary;

import java.time.Instant;

/** What is printed of archives. */
final class Summaries {
    private Summaries() {
    }

    static String of(final ArchiveSummary archive) {
        return archive.localName() + " to " + archive.remoteName() + " incarnation="
            + Text.hex(archive.incarnation()) + " generation=" + archive.generation() + " messages="
            + archive.messages() + " first=" + Text.hex(archive.firstIndex()) + " last="
            + Text.hex(archive.lastIndex()) + " acked=" + Text.hex(archive.ackedIndex()) + " created="
            + Instant.ofEpochSecond(0, archive.createdNs());
    }
}
