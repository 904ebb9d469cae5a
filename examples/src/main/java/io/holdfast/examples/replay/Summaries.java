package io.holdfast.examples.replay;

import io.holdfast.store.ArchiveSummary;

import java.time.Instant;

/** What is printed of archives. */
final class Summaries {
    private Summaries() {
    }

    static String of(final ArchiveSummary archive) {
        return archive.localName() + " to " + archive.remoteName() + " incarnation="
            + Long.toHexString(archive.incarnation()) + " generation=" + archive.generation() + " messages="
            + archive.messages() + " first=" + Long.toHexString(archive.firstIndex()) + " last="
            + Long.toHexString(archive.lastIndex()) + " acked=" + Long.toHexString(archive.ackedIndex()) + " created="
            + Instant.ofEpochSecond(0, archive.createdNs());
    }
}
