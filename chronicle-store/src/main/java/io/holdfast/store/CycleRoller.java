package io.holdfast.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names and makes cycles. A cycle number means day * 288 + segment and never decreases, whatever the clock does; the
 * file's name is the one that Chronicle's FIVE_MINUTELY gives that number. Under the append lock, except
 * {@link #listing()}.
 */
final class CycleRoller {
    /** The last that a file name of four digits for the year can tell: that of 31 December 9999, 23:55. */
    static final int LAST_NUMBER = (int) (LocalDateTime.of(9999, 12, 31, 23, 55).toEpochSecond(ZoneOffset.UTC)
        / ChronicleFormat.SECONDS_PER_CYCLE);

    private static final long QUIET_NS = 10_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(CycleRoller.class);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm'V'", Locale.ROOT);

    private final Path folder;
    private final LogContext context;
    private final LogState state;
    private final CycleTable table;
    private ChronicleFormat.Listing listing;
    private volatile boolean isListingDue;
    private long listedNs;

    CycleRoller(final Path folder, final LogContext context, final LogState state, final CycleTable table) {
        this.folder = folder;
        this.context = context;
        this.state = state;
        this.table = table;
    }

    CycleTable table() {
        return table;
    }

    /** {@return the file of a cycle} */
    static Path path(final Path folder, final int number) {
        final long second = (long) number * ChronicleFormat.SECONDS_PER_CYCLE;
        return folder.resolve(NAME.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC))
            + ChronicleFormat.SUFFIX);
    }

    /** {@return the number of a cycle file, -1 if its name is not one} */
    static int number(final Path path) {
        final String name = path.getFileName().toString();
        final int length = name.length() - ChronicleFormat.SUFFIX.length();
        try {
            final LocalDateTime time = LocalDateTime.parse(name.substring(0, length), NAME);
            final long number = time.toEpochSecond(ZoneOffset.UTC) / ChronicleFormat.SECONDS_PER_CYCLE;
            return number <= LAST_NUMBER && path(path.getParent(), (int) number).equals(path) ? (int) number : -1;
        } catch (final DateTimeException e) {
            return -1;
        }
    }

    /**
     * {@return the number of the cycle that comes after one at a time; 0 for no cycle}
     *
     * @throws IOException if none is left
     */
    static int next(final int number, final long nowNs) throws IOException {
        final long day = Math.max(0, CyclePeriod.dayOf(nowNs));
        final long next = Math.max(number + 1L, day * ChronicleFormat.CYCLES_PER_DAY);
        if (next > LAST_NUMBER) {
            throw new IOException("no cycle number is left after " + number + ": move the connection's folder away once"
                + " all of it is acked, to begin a new log");
        }
        return (int) next;
    }

    /** Makes the file and mapping of the cycle after one, not yet published. */
    Cycle create(final Cycle before, final long lastIndex, final long nowNs, final Room room) throws IOException {
        final long ordinal = before.preamble().firstOrdinal() + CycleTable.messages(before, lastIndex);
        return create(folder, context, state, new Start(next(before.number(), nowNs), lastIndex, ordinal,
            before.cumulative(before.end()), context.ackStamp().stamp(0), nowNs), room);
    }

    /** Where a cycle begins. */
    record Start(int number, long previousLast, long firstOrdinal, long firstPosition, long ack, long nowNs) {
    }

    /**
     * How much is to be reserved.
     *
     * @param needed   bytes for messages
     * @param isUrgent whether this is what lets messages go
     */
    record Room(long needed, boolean isUrgent) {
    }

    static Cycle create(final Path folder, final LogContext context, final LogState state, final Start start,
                        final Room room) throws IOException {
        final CyclePreamble preamble = new CyclePreamble(context.localName(), context.remoteName(),
            state.incarnation(), state.generation(), start.previousLast(), start.firstOrdinal(),
            start.firstPosition(), start.ack(), context.ackStamp().adoption(), start.nowNs());
        final Cycle cycle = new Cycle(path(folder, start.number()), start.number(), preamble, context);
        Cycle.create(cycle, CyclePreamble.DATA_START + room.needed()
            + LogHousekeeping.ahead(CyclePreamble.DATA_START), room.isUrgent());
        return cycle;
    }

    /** The created cycle has been published and is the live one. */
    void entered(final Cycle cycle) {
        table.add(cycle);
        state.lastOrdinal(cycle.preamble().firstOrdinal() - 1);
        isListingDue = true;
    }

    /**
     * Makes sure that stock tools are told what files there are.
     *
     * @param isKnown whether they were told when the log was closed, and nothing has changed
     */
    void openListing(final boolean isKnown) {
        if (!isKnown || !ChronicleFormat.Listing.exists(folder)) {
            openListing();
            closeListing();
        }
    }

    /** Begins to tell stock tools what files there are; on a full disk, later. */
    private void openListing() {
        try {
            listing = new ChronicleFormat.Listing(folder, context.disk());
        } catch (final IOException | InternalError e) {
            LOG.warn("stock tools do not find every cycle until the next file is begun: path={} cause={}", folder,
                e.toString());
        }
    }

    /** Tells stock tools what files there are now; that it fails is no reason to stop. */
    synchronized void listing() {
        listedNs = context.clock().monotonicNs();
        try {
            if (listing == null) {
                openListing();
            } else {
                listing.refresh();
            }
        } catch (final RuntimeException | InternalError e) {
            LOG.warn("stock tools may not find every cycle: path={}", folder, e);
        }
    }

    /**
     * Tells what an append has begun, which should not wait for that. What it takes to tell is kept open while cycles
     * follow each other, and given back when the log is quiet. The housekeeping thread.
     */
    void keepListing() {
        if (isListingDue) {
            isListingDue = false;
            listing();
        } else if (listing != null && context.clock().monotonicNs() - listedNs >= QUIET_NS) {
            closeListing();
        }
    }

    private synchronized void closeListing() {
        if (listing != null) {
            listing.close();
            listing = null;
        }
    }

    synchronized void close() {
        if (isListingDue) {
            listing();
        }
        closeListing();
    }
}
