package io.holdfast.examples.journal;

import io.holdfast.store.journal.Journal;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Writes messages as {@code dump -o json} does, for programs that put them elsewhere; those that are damaged are left
 * out and told. One thread.
 */
public final class JsonLines {
    private final Selection selection;
    private final DamageNotes notes;

    /**
     * A writer.
     *
     * @param selection which messages
     * @param err       for what is damaged
     */
    public JsonLines(final Selection selection, final PrintWriter err) {
        this.selection = selection;
        notes = new DamageNotes(err);
    }

    /**
     * Writes the chosen messages of a log.
     *
     * @param log its folder
     * @param out takes large pieces; stays the caller's
     * @return how many messages were written
     */
    public long write(final Path log, final OutputStream out) {
        final MessageFormat format = new JsonFormat();
        final ByteOutput output = new ByteOutput(out);
        long written = 0;
        try (Journal journal = Journal.open(log); LogWalk walk = new LogWalk(journal, selection, notes, false)) {
            while (walk.next()) {
                if (!MessageFlags.isDamaged(walk.message())) {
                    format.write(walk.message(), output);
                    written++;
                }
            }
            return written;
        } finally {
            output.flush();
        }
    }

    /** {@return whether nothing that was met was damaged or lost} */
    public boolean isIntact() {
        return notes.isEmpty();
    }
}
