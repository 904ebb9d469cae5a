package io.holdfast.examples.journal;

import io.holdfast.examples.command.Cell;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Text;
import io.holdfast.store.Owner;
import io.holdfast.store.journal.ConnectionSummary;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How {@code ls}, {@code top} and {@code info} write what is known of a connection. */
final class ConnectionText {
    private ConnectionText() {
    }

    /** {@return how old the oldest unacked message is, in nanoseconds; 0 if there is none or it is not known} */
    static long lagNs(final ConnectionSummary summary, final long nowNs) {
        return summary.oldestUnackedNs() == 0 ? 0 : Math.max(0, nowNs - summary.oldestUnackedNs());
    }

    /** {@return the fields that all of them have, as COMMANDS.md lists them} */
    static JsonFields fields(final ConnectionSummary summary, final long nowNs) {
        final Owner owner = summary.owner();
        return new JsonFields().text("local", summary.localName()).text("remote", summary.remoteName())
            .text("folder", summary.connection().folder().toString())
            .hex("incarnation", summary.incarnation()).number("generation", known(summary.generation()))
            .hex("firstIndex", summary.firstIndex()).hex("lastIndex", summary.lastIndex())
            .number("lastOrdinal", count(summary.lastOrdinal())).number("logBytes", count(summary.logBytes()))
            .hex("ackedIndex", summary.ackedIndex()).hex("syncedIndex", summary.syncedIndex())
            .flag("sync", summary.isSync())
            .number("unackedMessages", count(summary.unackedMessages()))
            .number("unackedBytes", count(summary.unackedBytes()))
            .time("oldestUnacked", summary.oldestUnackedNs()).number("lagNs", lag(summary, nowNs))
            .time("lastAppend", summary.lastAppendNs())
            .number("cycles", summary.cycles()).number("diskBytes", summary.diskBytes())
            .hex("heldIncarnation", summary.held().incarnation())
            .number("heldGeneration", known(summary.held().generation()))
            .hex("heldConsumed", summary.held().consumed())
            .time("created", summary.createdNs()).time("ended", summary.endedNs())
            .text("principal", summary.principal()).text("transport", summary.transport())
            .text("owner", owner.liveness().name().toLowerCase(Locale.ROOT))
            .number("ownerPid", owner.pid() == 0 ? null : owner.pid()).text("ownerHost", owner.host())
            .time("ownerStarted", startedNs(owner))
            .text("problem", summary.hasProblem() ? summary.problem() : null);
    }

    /** {@return {@link #lagNs} for programs, null if it is not known} */
    static Long lag(final ConnectionSummary summary, final long nowNs) {
        return summary.unackedMessages() < 0 ? null : lagNs(summary, nowNs);
    }

    private static Number known(final int generation) {
        return generation == 0 ? null : generation;
    }

    /** {@return a count for programs, null if it is not known} */
    static Number count(final long count) {
        return count < 0 ? null : count;
    }

    /** {@return when a process was started, in nanoseconds since the epoch, 0 if it is not known} */
    static long startedNs(final Owner owner) {
        return owner.started() == null ? 0
            : TimeUnit.SECONDS.toNanos(owner.started().getEpochSecond()) + owner.started().getNano();
    }

    /** {@return an index for people} */
    static Cell index(final long index) {
        return index == 0 ? Cell.faint("-") : new Cell(Text.hex(index), null);
    }

    /** {@return a number of messages for people} */
    static Cell number(final long count) {
        if (count < 0) {
            return Cell.odd("?");
        }
        return count == 0 ? Cell.faint("0") : new Cell(Long.toString(count), null);
    }

    /** {@return a size for people} */
    static Cell size(final long bytes) {
        if (bytes < 0) {
            return Cell.odd("?");
        }
        return bytes == 0 ? Cell.faint("0 B") : new Cell(Text.size(bytes), null);
    }

    /** {@return the lag for people} */
    static Cell lag(final ConnectionSummary summary, final Cell none, final long nowNs) {
        return summary.oldestUnackedNs() == 0 ? none : new Cell(Text.age(lagNs(summary, nowNs)), null);
    }

    /** {@return in a few words, who owns a connection} */
    static Cell owner(final Owner owner) {
        return switch (owner.liveness()) {
            case ALIVE -> Cell.good("pid " + owner.pid());
            case ENDED -> Cell.odd("ended");
            case ELSEWHERE -> Cell.odd("pid " + owner.pid() + " on " + owner.host());
            case UNREADABLE -> Cell.bad("?");
            case NONE -> Cell.faint("none");
        };
    }

    /** {@return what else there is to say of a connection: what could not be read, or that its day is over} */
    static Cell note(final ConnectionSummary summary) {
        if (summary.hasProblem()) {
            return Cell.bad(summary.problem());
        }
        return summary.endedNs() == 0 ? null : Cell.faint("session day over");
    }
}
