package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Brings a log's folder into the state that an appender can go on from. After an orderly end within the same boot only
 * the tail of the last cycle is looked at. After any other end within the same boot the kernel has every byte that was
 * written, so the published records are whole and the rest is wiped. After a reboot everything that was not synced is
 * checked, what comes after the first fault is cut off, and a new generation begins. The identity with this boot's id
 * is stored last, so that a recovery that did not get there is done again in full. One use, one thread.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final String SET_ASIDE = ".lost";
    private static final UUID NO_BOOT = new UUID(0, 0);

    private final LogContext context;
    private final Path folder;
    private final LogState state;
    private final List<Cycle> cycles = new ArrayList<>();
    private final UUID bootId;
    private final boolean isSameBoot;
    private final boolean isTrusted;
    private boolean isGenerationOver;
    private CycleScan tail;
    private Cycle held;
    private boolean isTailFinished;
    private long lastIndex;

    LogRecovery(final LogContext context, final Path folder, final LogState state) {
        this.context = context;
        this.folder = folder;
        this.state = state;
        this.bootId = context.bootId(state.path());
        this.isSameBoot = state.isKnown() && bootId.equals(state.bootId());
        this.isTrusted = state.isKnown() && state.isClean() && (isSameBoot || state.synced() >= state.lastIndex());
    }

    /** {@return the cycles, the last one live, mapped and with space to go on} */
    CycleTable recover() throws IOException {
        context.disk().delete(folder.resolve(Cycle.TEMPORARY));
        listCycles();
        if (cycles.isEmpty()) {
            begin();
        } else {
            identify();
            checkTail();
            goOn();
        }
        return new CycleTable(cycles.toArray(new Cycle[0]));
    }

    long lastIndex() {
        return lastIndex;
    }

    /** {@return the ack in the newest record or preamble} */
    long stampedAck() {
        return tail == null ? 0 : tail.ack();
    }

    int stampedAdoption() {
        return tail == null ? 0 : tail.adoption();
    }

    private void listCycles() throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.toString().endsWith(ChronicleFormat.SUFFIX))
                .sorted(Comparator.comparing(Path::getFileName)).toList();
        }
        for (int i = 0; i < files.size(); i++) {
            final Path file = files.get(i);
            final int number = CycleRoller.number(file);
            final CyclePreamble preamble = number < 0 ? null : Cycle.readPreamble(file);
            if (preamble != null) {
                cycles.add(new Cycle(file, number, preamble, context));
            } else if (!isTrusted && ChronicleFormat.cycleOf(known()) < number && Cycle.isUnwritten(file)) {
                LOG.warn("a cycle file never reached the disk: path={}", file);
                for (int later = files.size() - 1; later >= i; later--) {
                    setAside(files.get(later));
                }
                return;
            } else {
                throw new CorruptStoreException(file, 0, "not a cycle file of this store: its preamble is not intact;"
                    + " restore the file, or move the connection's folder away to begin a new log");
            }
        }
    }

    /** {@return the index up to which nothing can be missing} */
    private long known() {
        return isSameBoot ? state.lastIndex() : state.synced();
    }

    private void setAside(final Path file) throws IOException {
        context.disk().rename(file, file.resolveSibling(file.getFileName() + SET_ASIDE));
    }

    /** Keeps the incarnation only if it is sure that no message of it was ever accepted. */
    private void begin() throws IOException {
        if (isSameBoot && state.lastIndex() > state.ackedIndex()) {
            throw new CorruptStoreException(folder, state.lastIndex(), "all files of the log are gone, and messages"
                + " that the peer has not consumed with them; restore the files, or move the connection's folder away"
                + " to begin a new log");
        }
        if (state.isKnown() && state.lastIndex() == 0 && (isSameBoot || isTrusted)) {
            state.identity(state.incarnation(), state.generation(), bootId);
        } else {
            if (state.isKnown()) {
                LOG.warn("the log's files are gone; a new incarnation begins: path={}", folder);
            }
            final long incarnation = context.newIncarnation();
            state.identity(incarnation == 0 ? Log.newIncarnation() : incarnation, Log.FIRST_GENERATION,
                bootId);
            state.ackedIndex(0);
            state.synced(0);
            state.lastIndex(0);
        }
        create(0, 1, 0);
    }

    /** Checks that all files are of this log, or takes the identity from them if the state file was lost. */
    private void identify() {
        final CyclePreamble last = cycles.get(cycles.size() - 1).preamble();
        if (!state.isKnown()) {
            LOG.warn("the state file was lost; a new generation begins: path={}", folder);
            state.identity(last.incarnation(), last.generation(), NO_BOOT);
        }
        for (final Cycle cycle : cycles) {
            final CyclePreamble preamble = cycle.preamble();
            if (preamble.incarnation() != state.incarnation() || !preamble.localName().equals(context.localName())
                || !preamble.remoteName().equals(context.remoteName())) {
                throw new CorruptStoreException(cycle.path(), 0, "the file belongs to another log: local="
                    + preamble.localName() + " remote=" + preamble.remoteName() + " incarnation="
                    + Long.toHexString(preamble.incarnation()) + " expected=" + Long.toHexString(state.incarnation())
                    + "; move it away");
            }
        }
    }

    private void checkTail() throws IOException {
        final int firstChecked = firstChecked();
        for (int i = 0; i < firstChecked; i++) {
            final CyclePreamble after = cycles.get(i + 1).preamble();
            cycles.get(i).finished(messagesBefore(cycles.get(i), after), endBefore(cycles.get(i), after));
        }
        for (int i = firstChecked; i < cycles.size(); i++) {
            final Cycle cycle = cycles.get(i);
            cycle.openForWriting();
            hold(cycle);
            check(i, cycle);
        }
        lastIndex = tail.lastIndex();
    }

    private void hold(final Cycle cycle) {
        abandon();
        cycle.acquire();
        held = cycle;
    }

    /** Lets go of the last cycle, because the log will not be opened after all. */
    void abandon() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** {@return the first cycle that something may be wrong with} */
    private int firstChecked() {
        final int last = cycles.size() - 1;
        if (isTrusted) {
            return last;
        }
        final int known = ChronicleFormat.cycleOf(known());
        int i = last;
        while (i > 0 && cycles.get(i).number() > known) {
            i--;
        }
        return i;
    }

    private void check(final int i, final Cycle cycle) throws IOException {
        final boolean isLast = i == cycles.size() - 1;
        CycleScan scan = new CycleScan(cycle, state.incarnation());
        if (!isTrusted && !isSameBoot) {
            resetIndex(cycle);
            scan.rebuildIndex();
        } else {
            scan.beginAtLastMark();
            scan.tolerateTo(state.lastIndex());
            if (!isTrusted) {
                scan.rebuildIndex();
            }
        }
        CycleScan.Stop stop = scan.run();
        if (mustCut(scan, stop, isLast ? null : cycles.get(i + 1).preamble())) {
            cut(i, scan);
            scan = rescan(cycle, scan.position());
            stop = CycleScan.Stop.END;
        }
        if (stop != CycleScan.Stop.END_OF_FILE) {
            wipe(cycle, scan.position());
        }
        if (stop == CycleScan.Stop.END && i < cycles.size() - 1) {
            OffHeap.putIntRelease(cycle.address() + scan.position(), ChronicleFormat.END_OF_FILE);
        }
        if (scan.damaged() > 0) {
            LOG.error("records that do not hold what was written: path={} count={}", cycle.path(), scan.damaged());
        }
        cycle.end(scan.position());
        isTailFinished = stop == CycleScan.Stop.END_OF_FILE;
        if (i < cycles.size() - 1) {
            cycle.finished(scan.sequence(), scan.position());
        }
        tail = scan;
    }

    /** {@return whether what the scan found is not all that was there}; within one boot that is a fault of the file */
    private boolean mustCut(final CycleScan scan, final CycleScan.Stop stop, final CyclePreamble after) {
        final boolean isWhole = stop == CycleScan.Stop.END || stop == CycleScan.Stop.END_OF_FILE;
        final boolean isShort = after != null && scan.lastIndex() != after.previousLast();
        if (isWhole && !isShort && !scan.isWithinBatch()) {
            if (after == null && (isSameBoot || isTrusted) && scan.lastIndex() < state.lastIndex()) {
                throw lost(scan);
            }
            return false;
        }
        if ((isSameBoot || isTrusted) && (isShort || scan.lastIndex() < state.lastIndex())) {
            throw lost(scan);
        }
        return true;
    }

    private CorruptStoreException lost(final CycleScan scan) {
        return new CorruptStoreException(folder, scan.lastIndex(), "messages that the log had accepted are not there:"
            + " accepted up to " + Long.toHexString(state.lastIndex()) + ", readable up to this index;"
            + " restore the files, or move the connection's folder away to begin a new log");
    }

    private void cut(final int i, final CycleScan scan) throws IOException {
        if (scan.isWithinBatch()) {
            scan.dropBatch();
        }
        LOG.warn("the log is cut: path={} lastIndex={}", cycles.get(i).path(), Long.toHexString(scan.lastIndex()));
        while (cycles.size() > i + 1) {
            setAside(cycles.remove(i + 1).path());
        }
        isGenerationOver = true;
    }

    /** Wipes what follows a cut and builds the index of what is left. */
    private CycleScan rescan(final Cycle cycle, final long end) throws IOException {
        wipe(cycle, end);
        resetIndex(cycle);
        final CycleScan scan = new CycleScan(cycle, state.incarnation());
        scan.tolerateTo(Long.MAX_VALUE);
        scan.rebuildIndex();
        scan.run();
        return scan;
    }

    private void resetIndex(final Cycle cycle) throws IOException {
        final byte[] head = ChronicleFormat.head(folder);
        for (int i = 0; i < head.length; i++) {
            OffHeap.putByte(cycle.address() + i, head[i]);
        }
    }

    /** Zeroes everything from the end of the data to the end of the file, leaving holes as they are. */
    private static void wipe(final Cycle cycle, final long from) {
        final long to = cycle.reservedTo();
        for (long at = from; at + Integer.BYTES <= to; at += Integer.BYTES) {
            if (OffHeap.getInt(cycle.address() + at) != 0) {
                OffHeap.putInt(cycle.address() + at, 0);
            }
        }
    }

    private static long messagesBefore(final Cycle cycle, final CyclePreamble after) {
        final boolean hasSome = ChronicleFormat.cycleOf(after.previousLast()) == cycle.number();
        return hasSome ? ChronicleFormat.sequenceOf(after.previousLast()) + 1 : 0;
    }

    private static long endBefore(final Cycle cycle, final CyclePreamble after) {
        return after.firstPosition() - cycle.preamble().firstPosition() + CyclePreamble.DATA_START;
    }

    /** Begins the next cycle if the last is finished, and a new generation if the tail may have been lost. */
    private void goOn() throws IOException {
        final Cycle last = cycles.get(cycles.size() - 1);
        state.lastIndex(lastIndex);
        if (state.synced() > lastIndex) {
            state.synced(lastIndex);
        }
        if (isGenerationOver || !isSameBoot && !isTrusted) {
            final int generation = Math.max(state.generation(), tail.generation()) + 1;
            LOG.warn("a new generation begins: path={} generation={} lastIndex={}", folder, generation,
                Long.toHexString(lastIndex));
            state.mark(generation, lastIndex);
            state.identity(state.incarnation(), generation, bootId);
        } else {
            state.identity(state.incarnation(), state.generation(), bootId);
        }
        if (isTailFinished) {
            last.finished(tail.sequence(), tail.position());
            create(last.number(), last.preamble().firstOrdinal() + tail.sequence(), last.cumulative(tail.position()));
        } else {
            last.forgetReservation(tail.position());
            reserve(last);
            if (tail.generation() < state.generation()) {
                markGeneration(last);
            }
        }
    }

    /** Takes the head too, which the first roll would otherwise do in the middle of an append. */
    private void reserve(final Cycle last) throws IOException {
        try {
            ChronicleFormat.head(folder);
            last.tryReserve(last.end() + Cycle.SLACK + LogHousekeeping.ahead(last.end()));
        } catch (final IOException e) {
            LOG.warn("no space could be reserved; the log can be read and appends will try again: path={}"
                + " cause={}", last.path(), e.getMessage());
        }
    }

    /** If the mark does not fit, the next preamble tells the generation. */
    private void markGeneration(final Cycle last) {
        final byte[] mark = new GenerationMark(state.incarnation(), state.generation(), lastIndex,
            context.clock().epochNs()).encode().array();
        final long next = last.end() + mark.length;
        if (next + Cycle.SLACK > last.reservedTo()) {
            return;
        }
        for (int i = ChronicleFormat.WORD; i < mark.length; i++) {
            OffHeap.putByte(last.address() + last.end() + i, mark[i]);
        }
        OffHeap.putInt(last.address() + next, 0);
        OffHeap.putIntRelease(last.address() + last.end(), mark.length - ChronicleFormat.WORD | ChronicleFormat.META);
        last.end(next);
    }

    private void create(final int before, final long firstOrdinal, final long firstPosition) throws IOException {
        final long nowNs = context.clock().epochNs();
        final int number = Math.max(1, CycleRoller.next(before, nowNs));
        final boolean isSameAdoption = stampedAdoption() == context.ackStamp().adoption();
        final long ack = Math.max(context.ackStamp().stamp(0), isSameAdoption ? stampedAck() : 0);
        final Cycle cycle = CycleRoller.create(folder, context, state,
            new CycleRoller.Start(number, lastIndex, firstOrdinal, firstPosition, ack, nowNs), 0);
        try {
            cycle.publish();
        } catch (final IOException e) {
            cycle.release();
            throw new StoreException(cycle.path(), "a cycle file could not be made", e);
        }
        abandon();
        held = cycle;
        cycles.add(cycle);
    }
}
