package io.holdfast.examples.journal;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.store.PurgedException;
import io.holdfast.store.journal.DamageListener;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast get}. */
@Command(name = "get", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Writes the payload of one message to standard output, its bytes and nothing else; on a terminal as text whose "
        + "control characters are escaped. With --output or --format what else is known of the message.",
    "Exit code 1: there is no such message, it was lost (a tombstone), or it is damaged, which is told on standard "
        + "error."})
public final class GetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private MessageOutput output;

    @Parameters(paramLabel = "POSITION", converter = Position.Converter.class,
        description = "Which message: an index in hex, +N for the N-th; start for the oldest that is kept, end for the "
            + "last, ack for the last that the peer has acked; with a time such as 2026-11-23T09:00:00.5Z, or an age "
            + "such as -15m (after --), the first since then.")
    private Position position;

    @Override
    public Integer call() {
        final DamageNotes notes = new DamageNotes(spec.commandLine().getErr());
        try (Journal journal = Journal.open(logChoice.one().folder()); JournalReader reader = journal.reader()) {
            final MessageFormat format = output.isChosen() ? output.format(journal) : payload();
            if (!isNumbered() || !find(reader, damage -> { })) {
                reader.includeDamaged(true);
                if (!find(reader, notes)) {
                    say("no message is at " + position + kept(journal));
                    return ExitCode.SOFTWARE;
                }
            }
            final ByteOutput out = output.open();
            format.write(reader.message(), out);
            out.flush();
            notes.look(reader.message());
        }
        notes.tellRange();
        return notes.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** {@return whether the number of the message is known, so that damage around it does not matter} */
    private boolean isNumbered() {
        return position.kind() == Position.Kind.INDEX || position.kind() == Position.Kind.ORDINAL;
    }

    private MessageFormat payload() {
        if (Terminal.isOutput()) {
            final TextFormat.PayloadPart text = TextFormat.escaped(output.most());
            return (message, out) -> {
                text.write(message, out);
                out.put('\n');
            };
        }
        final PayloadBytes payload = new PayloadBytes();
        return (message, out) -> out.put(payload.of(message).bytes(), 0, payload.length());
    }

    private boolean find(final JournalReader reader, final DamageListener listener) {
        reader.onDamage(listener);
        position.applyTo(reader);
        try {
            return switch (position.kind()) {
                case START, TIME -> reader.next();
                case END, ACK -> reader.previous();
                case INDEX -> reader.next() && reader.message().index() == position.value();
                case ORDINAL -> reader.next() && reader.message().ordinal() == position.value();
            };
        } catch (final PurgedException purged) {
            throw new CommandFailure("the message was purged just now; the oldest that is kept is "
                + Text.hex(purged.toIndex()), purged);
        }
    }

    private static String kept(final Journal journal) {
        final long first = journal.firstIndex();
        return first == 0 ? "; the log holds none"
            : "; the log holds " + Text.hex(first) + " to " + Text.hex(journal.lastIndex());
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(spec.qualifiedName() + ": " + line);
        spec.commandLine().getErr().flush();
    }
}
