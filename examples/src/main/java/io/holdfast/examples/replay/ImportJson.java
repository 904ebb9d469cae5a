package io.holdfast.examples.replay;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.store.Outcome;
import io.holdfast.store.ArchiveSummary;

import java.nio.file.Path;

/** What {@code import} has done, for programs: the same fields for lines and for an archive. */
final class ImportJson {
    private ImportJson() {
    }

    /** {@return the fields of a connection to which lines were appended, or would be} */
    static JsonFields of(final ChosenLog log, final Outcome outcome, final LineTotals lines) {
        return outcome.of(log.fields(), null).number("messages", lines.messages())
            .number("payloadBytes", lines.payloadBytes()).number("batches", lines.batches())
            .number("incompleteBatches", lines.incompleteBatches()).number("tombstones", lines.tombstones())
            .number("skipped", lines.skipped()).hex("firstIndex", 0).hex("lastIndex", lines.lastIndex())
            .hex("ackedIndex", 0).hex("incarnation", 0).generation("generation", 0).time("archived", 0);
    }

    /** {@return the fields of a connection that was made again in a folder, or would be} */
    static JsonFields of(final Path folder, final Outcome outcome, final ArchiveSummary archive) {
        final JsonFields names = new JsonFields().text("local", archive.localName())
            .text("remote", archive.remoteName()).path("folder", folder);
        return outcome.of(names, null).number("messages", archive.messages()).number("payloadBytes", null)
            .number("batches", null).number("incompleteBatches", null).number("tombstones", null)
            .number("skipped", null).hex("firstIndex", archive.firstIndex()).hex("lastIndex", archive.lastIndex())
            .hex("ackedIndex", archive.ackedIndex()).hex("incarnation", archive.incarnation())
            .generation("generation", archive.generation()).time("archived", archive.createdNs());
    }
}
