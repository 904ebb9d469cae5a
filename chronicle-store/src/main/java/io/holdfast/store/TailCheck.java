package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the part of a log that its last life may have left unfinished, cycle by cycle, and makes it one that can be
 * appended to. Within one boot each message that {@code state} knows must be there, or the log is refused; after
 * another boot it is cut at the first fault. One use, one thread.
 */
final class TailCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TailCheck.class);

    private final Path folder;
    private final LogState state;
    private final CycleFiles files;
    private final LogContext context;
    private final boolean isSameBoot;
    private final boolean isTrusted;
    private final long known;
    private final List<GenerationMark> marks = new ArrayList<>();
    private boolean mayHideMark;
    private boolean isCut;
    private CycleScan scan;
    private boolean isFinished;

    /**
     * A check.
     *
     * @param folder of the log
     * @param files  all of them
     */
    TailCheck(final LogContext context, final Path folder, final LogState state, final CycleFiles files,
              final Trust trust) {
        this.context = context;
        this.folder = folder;
        this.state = state;
        this.files = files;
        this.isSameBoot = trust.isSameBoot();
        this.isTrusted = trust.isTrusted();
        this.known = trust.known();
    }

    /**
     * What is known before a file is looked at.
     *
     * @param isSameBoot whether the kernel still has every byte that was written
     * @param isTrusted  whether the log was left in order
     * @param known      the index up to which nothing can be missing
     */
    record Trust(boolean isSameBoot, boolean isTrusted, long known) {
    }

    /** Checks from a cycle on, and leaves the last one mapped; those before are taken from the preambles. */
    void run(final int firstChecked) throws IOException {
        for (int i = 0; i < firstChecked; i++) {
            final CyclePreamble after = files.get(i + 1).preamble();
            files.get(i).finished(messagesBefore(files.get(i), after), endBefore(files.get(i), after));
        }
        for (int i = firstChecked; i < files.size(); i++) {
            final Cycle cycle = files.get(i);
            cycle.openForWriting();
            files.hold(cycle);
            check(i, cycle);
        }
    }

    /** {@return the walk over the last cycle} */
    CycleScan scan() {
        return scan;
    }

    /** {@return the generations that begin in what was checked and is still there} */
    List<GenerationMark> marks() {
        return marks;
    }

    /** {@return whether there may have been more marks} */
    boolean mayHideMark() {
        return mayHideMark;
    }

    /** {@return whether the log lost its tail} */
    boolean isCut() {
        return isCut;
    }

    /** {@return whether the last cycle has its end mark} */
    boolean isFinished() {
        return isFinished;
    }

    private void check(final int i, final Cycle cycle) throws IOException {
        final boolean isLast = i == files.size() - 1;
        CycleScan walk = new CycleScan(cycle, state.incarnation());
        if (!isTrusted && !isSameBoot) {
            resetIndex(cycle);
            walk.rebuildIndex();
        } else {
            walk.beginAtLastMark();
            walk.tolerateTo(state.lastIndex());
            if (!isTrusted) {
                walk.rebuildIndex();
            }
        }
        CycleScan.Stop stop = walk.run();
        if (mustCut(walk, stop, isLast ? null : files.get(i + 1).preamble())) {
            cut(i, walk);
            walk = rescan(cycle, walk.position());
            stop = CycleScan.Stop.END;
        }
        if (stop != CycleScan.Stop.END_OF_FILE) {
            wipe(cycle, walk.position());
        }
        if (stop == CycleScan.Stop.END && i < files.size() - 1) {
            OffHeap.putIntRelease(cycle.address() + walk.position(), ChronicleFormat.END_OF_FILE);
        }
        if (!isSameBoot && !isTrusted) {
            cycle.force(); // what was wiped must not come back under the next messages
        }
        if (walk.damaged() > 0) {
            LOG.error("records that do not hold what was written: path={} count={}", cycle.path(), walk.damaged());
        }
        cycle.end(walk.position());
        isFinished = stop == CycleScan.Stop.END_OF_FILE;
        if (i < files.size() - 1) {
            cycle.finished(walk.sequence(), walk.position());
        }
        marks.addAll(walk.marks());
        mayHideMark |= walk.mayHideMark();
        scan = walk;
    }

    /** {@return whether what the scan found is not all that was there}; within one boot that is a fault of the file */
    private boolean mustCut(final CycleScan walk, final CycleScan.Stop stop, final CyclePreamble after) {
        final boolean isWhole = stop == CycleScan.Stop.END || stop == CycleScan.Stop.END_OF_FILE;
        final boolean isShort = after != null && walk.lastIndex() != after.previousLast();
        if (isWhole && !isShort && !walk.isWithinBatch()) {
            if (after == null && walk.lastIndex() < known) {
                throw lost(walk);
            }
            return false;
        }
        if ((isSameBoot || isTrusted) && isShort || walk.lastIndex() < known) {
            throw lost(walk);
        }
        return true;
    }

    private CorruptStoreException lost(final CycleScan walk) {
        return new CorruptStoreException(folder, walk.lastIndex(), "messages that the log had accepted are not there:"
            + " accepted up to " + Long.toHexString(known) + ", readable up to this index; "
            + Advice.REPAIR);
    }

    private void cut(final int i, final CycleScan walk) throws IOException {
        if (walk.isWithinBatch()) {
            walk.dropBatch();
        }
        LOG.warn("the log is cut: path={} lastIndex={}", files.get(i).path(), Long.toHexString(walk.lastIndex()));
        keep(files.get(i), walk.position());
        files.setAsideAfter(i);
        isCut = true;
    }

    /** Keeps a copy of the bytes that a cut is about to wipe, for people to look at. */
    private void keep(final Cycle cycle, final long from) throws IOException {
        long to = cycle.reservedTo() & -Integer.BYTES;
        while (to > from && OffHeap.getInt(cycle.address() + to - Integer.BYTES) == 0) {
            to -= Integer.BYTES;
        }
        if (to == from) {
            return;
        }
        final Path copy = cycle.path().resolveSibling(cycle.path().getFileName() + "." + from + CycleFiles.SET_ASIDE);
        try (RandomAccessFile created = context.disk().create(copy)) {
            final ByteBuffer cut = OffHeap.window(OffHeap.newWindow(), cycle.address() + from, (int) (to - from));
            DurableFile.write(context.disk(), DurableFile.channelOf(created), copy, cut, 0);
        }
        LOG.warn("the bytes behind the cut are kept: path={}", copy);
    }

    /** Wipes what follows a cut and builds the index of what is left. */
    private CycleScan rescan(final Cycle cycle, final long end) throws IOException {
        wipe(cycle, end);
        resetIndex(cycle);
        final CycleScan walk = new CycleScan(cycle, state.incarnation());
        walk.tolerateTo(Long.MAX_VALUE);
        walk.rebuildIndex();
        walk.run();
        return walk;
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
}
