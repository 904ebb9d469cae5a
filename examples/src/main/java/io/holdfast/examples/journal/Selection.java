package io.holdfast.examples.journal;

import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import picocli.CommandLine.Option;

/** Which messages of a log: options of every program that reads one. A range is one of places in the log. */
public final class Selection {
    @Option(names = "--from", paramLabel = "POSITION", converter = Position.Converter.class,
        description = "Begin with the message there: " + Position.SYNTAX + ". Default: start.")
    private Position from;

    @Option(names = "--until", paramLabel = "POSITION", converter = Position.Converter.class,
        description = "End before the message there. Default: the end as it is when the program starts.")
    private Position until;

    @Option(names = "--type", paramLabel = "N", split = ",",
        description = "Only messages of this type, or of one of these: 7 or 7,8.")
    private int[] types;

    @Option(names = "--limit", paramLabel = "COUNT", converter = AtLeastOne.class,
        description = "End after so many messages.")
    private Long limit;

    /** {@return where to begin, null if that was not said} */
    public Position from() {
        return from;
    }

    /** {@return where to end, null if that was not said} */
    public Position until() {
        return until;
    }

    /**
     * Goes on with what was chosen earlier by the same options: the beginning is behind already, and the end is what
     * was typed meant then, if it was an age.
     *
     * @param end null for none
     */
    public void resume(final Position end) {
        from = null;
        until = end;
    }

    /** {@return how many messages at most} */
    public long limit() {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    /**
     * {@return the range that a reader is to give, as far as that is known now}
     *
     * @param journal   the log
     * @param isGrowing whether what is appended from now on counts too, if no end was given
     * @throws CommandFailure if the end is not behind the beginning
     */
    public JournalFilter range(final Journal journal, final boolean isGrowing) {
        if (from != null && until != null && from.kind() == until.kind() && until.value() <= from.value()) {
            throw new CommandFailure("--until " + until + " is not behind --from " + from
                + ": nothing is between them");
        }
        final JournalFilter filter = JournalFilter.ANY;
        if (until == null) {
            return isGrowing ? filter : filter.toIndex(journal.lastIndex());
        }
        return switch (until.kind()) {
            case START -> filter.toIndex(0);
            case END -> filter.toIndex(journal.lastIndex());
            case ACK -> filter.toIndex(journal.ackedIndex());
            case INDEX -> filter.toIndex(Math.max(0, until.value() - 1));
            case ORDINAL, TIME -> upTo(journal);
        };
    }

    /** What is not there yet is told by {@link #isBehind} when it comes. */
    private JournalFilter upTo(final Journal journal) {
        try (JournalReader reader = journal.reader()) {
            reader.onDamage(damage -> { }); // told by the reader that gives out what is around it
            until.applyTo(reader);
            return reader.next() ? JournalFilter.ANY.toIndex(reader.message().index() - 1) : JournalFilter.ANY;
        }
    }

    /**
     * {@return whether a message in the range has a type that was asked for}
     *
     * @param message any
     */
    public boolean isWanted(final JournalMessage message) {
        if (types == null) {
            return true;
        }
        for (final int type : types) {
            if (type == message.type()) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return whether a message is behind the end of what was chosen; what a damaged one says of its time counts for
     * nothing}
     *
     * @param message any
     */
    public boolean isBehind(final JournalMessage message) {
        return until != null && switch (until.kind()) {
            case ORDINAL -> until.isBefore(message);
            case TIME -> until.isBefore(message) && !MessageFlags.isDamaged(message);
            default -> false;
        };
    }

    /**
     * Goes where to begin.
     *
     * @param reader is moved; a new one is at the start
     */
    public void begin(final JournalReader reader) {
        if (from != null) {
            from.applyTo(reader);
        }
    }

    /**
     * Goes behind what was chosen.
     *
     * @param reader is moved
     */
    void end(final JournalReader reader) {
        if (until == null) {
            reader.toEnd();
        } else {
            until.applyTo(reader);
        }
    }
}
