package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.CorruptStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Brings a log's folder into the state that an appender can go on from. After an orderly end within the same boot only
 * the tail of the last cycle is looked at. After any other end within the same boot the kernel has every byte that was
 * written, so the published records are whole and the rest is wiped. After a reboot everything that was not synced is
 * checked, what comes after the first fault is cut off, and a new generation begins. The identity with this boot's id
 * is stored last, so that a recovery that did not get there is done again in full. One use, one thread.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final UUID NO_BOOT = new UUID(0, 0);

    private final LogContext context;
    private final Path folder;
    private final LogState state;
    private final UUID bootId;
    private final boolean isSameBoot;
    private final boolean isTrusted;

    /** The index up to which nothing can be missing. */
    private final long known;

    /** Nothing was ever accepted: an end in order is stored, and forced when the log is opened again. */
    private final boolean isUnused;
    private final boolean isStateLost;
    private boolean hasBegunCycle;
    private CycleFiles files;
    private CycleScan tail;
    private long lastIndex;

    LogRecovery(final LogContext context, final Path folder, final LogState state) {
        this.context = context;
        this.folder = folder;
        this.state = state;
        this.bootId = context.bootId(state.path());
        this.isStateLost = !state.isKnown();
        this.isSameBoot = state.isKnown() && bootId.equals(state.bootId()) && !state.hasForceFailed();
        this.isUnused = state.isKnown() && state.isClean() && state.lastIndex() == 0;
        this.isTrusted = state.isKnown() && state.isClean() && (isSameBoot || isSynced());
        if (isSameBoot || isTrusted) {
            this.known = state.lastIndex();
        } else {
            this.known = state.isKnown() ? state.synced() : 0;
        }
    }

    /** {@return the cycles, the last one live, mapped and with space to go on} */
    CycleTable recover() throws IOException {
        context.disk().delete(folder.resolve(Cycle.TEMPORARY));
        files = CycleFiles.list(folder, context,
            isTrusted ? Integer.MAX_VALUE : ChronicleFormat.cycleOf(known) + 1,
            isSameBoot ? 0 : state.ackedIndex());
        if (files.isEmpty()) {
            begin();
        } else {
            identify();
            final TailCheck check = new TailCheck(context, folder, state, files,
                new TailCheck.Trust(isSameBoot, isTrusted, known));
            check.run(firstChecked());
            tail = check.scan();
            lastIndex = tail.lastIndex();
            if (isStateLost) {
                restoreMarks(check);
            }
            goOn(check);
        }
        return files.table();
    }

    /** {@return whether the system has every byte that was written before} */
    boolean isSameBoot() {
        return isSameBoot;
    }

    /** {@return whether a cycle was begun, so that there is one more than when the log was closed} */
    boolean hasBegunCycle() {
        return hasBegunCycle;
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

    private boolean isSynced() {
        return state.isSync() && !isUnused && state.synced() >= state.lastIndex();
    }

    /** Keeps the incarnation only if it is sure that no message of it was ever accepted. */
    private void begin() throws IOException {
        requireNothingLost();
        if (state.isKnown() && state.lastIndex() == 0 && (isSameBoot || isUnused)) {
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
            state.clearMarks();
        }
        storeState();
        create(0, 1, 0);
        if (context.forced()) {
            files.last().force();
            context.disk().forceFolder(folder);
        }
    }

    /** A log that is complete always has a cycle file: without any, somebody has removed them, or they were lost. */
    private void requireNothingLost() throws IOException {
        final boolean isUnacked = state.isKnown() && state.lastIndex() > state.ackedIndex();
        final boolean isInUse = !state.isKnown() && SessionRecord.exists(context.directory());
        if (known > state.ackedIndex() || !CycleFiles.isAnySetAside(folder) && (isUnacked || isInUse)) {
            throw new CorruptStoreException(folder, state.lastIndex(), "all files of the log are gone, and messages"
                + " that the peer may not have consumed with them; " + Advice.RESET);
        }
    }

    /** Checks that all files are of this log, or takes the identity from them if the state file was lost. */
    private void identify() {
        final CyclePreamble last = files.last().preamble();
        if (!state.isKnown()) {
            LOG.warn("the state file was lost or damaged; a new generation begins: path={}", folder);
            state.identity(last.incarnation(), Math.max(last.generation(), state.newestGeneration()),
                NO_BOOT);
        }
        files.requireOf(context, state.incarnation());
    }

    /**
     * What is cut off takes the marks within it along: one that is left says what survived. If there may have been more
     * of them, a generation is left out, so that nothing is told of those before it.
     */
    private void restoreMarks(final TailCheck check) {
        if (check.mayHideMark()) {
            state.identity(state.incarnation(), Math.max(state.generation(), tail.generation()) + 1, NO_BOOT);
        }
        for (final GenerationMark mark : check.marks()) {
            if (mark.incarnation() == state.incarnation() && !state.hasMark(mark.generation())) {
                state.mark(mark.generation(), mark.lastIndexBefore());
            }
        }
    }

    /** Lets go of the last cycle, because the log will not be opened after all. */
    void abandon() {
        if (files != null) {
            files.abandon();
        }
    }

    /** {@return the first cycle that something may be wrong with} */
    private int firstChecked() {
        final int last = files.size() - 1;
        if (isTrusted) {
            return last;
        }
        int i = last;
        while (i > 0 && files.get(i).number() > ChronicleFormat.cycleOf(known)) {
            i--;
        }
        return i;
    }

    /**
     * Begins the next cycle if the last is finished, and a new generation if the tail may have been lost. That of a log
     * which was synced is not, but its files may come from a backup, or the disk have been set back: then they lack
     * what the peer has seen, and only the generation tells.
     */
    private void goOn(final TailCheck check) throws IOException {
        final Cycle last = files.last();
        state.lastIndex(lastIndex);
        if (state.synced() > lastIndex) {
            state.synced(lastIndex);
        }
        if (state.ackedIndex() > lastIndex) {
            state.ackedIndex(lastIndex); // or it would count for other messages that get these indices
        }
        if (check.isCut() || !isSameBoot && !(isUnused && lastIndex == 0)) {
            final int generation = Math.max(state.generation(), tail.generation()) + 1;
            LOG.warn("a new generation begins: path={} generation={} lastIndex={}", folder, generation,
                Long.toHexString(lastIndex));
            state.mark(generation, lastIndex);
            state.identity(state.incarnation(), generation, bootId);
        } else {
            state.identity(state.incarnation(), state.generation(), bootId);
        }
        storeState();
        if (check.isFinished() || endsForSync(last)) {
            beginNext(last);
        } else {
            last.forgetReservation(tail.position());
            reserve(last);
            if (tail.generation() < state.generation()) {
                markGeneration(last);
            }
        }
    }

    /** On a full disk the log can be read, and the first append makes the next file. */
    private void beginNext(final Cycle last) throws IOException {
        try {
            create(last.number(), last.preamble().firstOrdinal() + tail.sequence(), last.cumulative(tail.position()));
            last.finished(tail.sequence(), tail.position());
            if (tail.generation() < state.generation()) {
                markGeneration(files.last());
            }
        } catch (final IOException e) {
            if (IoFault.code(e, last.path()) != Connection.STORE_FULL) {
                throw e;
            }
            LOG.warn("no room for the next cycle; appends will try again: path={} cause={}", last.path(),
                e.getMessage());
            last.forgetReservation(tail.position());
        }
    }

    /**
     * Ends the last cycle if peers could read what comes next before it is synced: they ask at the beginning of a cycle
     * whether they may, and may be reading this one.
     */
    private boolean endsForSync(final Cycle last) {
        final boolean isNewlySynced = context.isSync() && !state.isSync();
        if (isNewlySynced) {
            OffHeap.putIntRelease(last.address() + tail.position(), ChronicleFormat.END_OF_FILE);
        }
        return isNewlySynced;
    }

    /** Before any file tells of a log or a generation, {@code state} must know it, also after a power loss. */
    private void storeState() throws IOException {
        state.clean(false);
        if (context.forced()) {
            state.force();
        }
    }

    /** Takes the head too, which the first roll would otherwise do in the middle of an append. */
    private void reserve(final Cycle last) throws IOException {
        try {
            ChronicleFormat.head(folder);
            last.tryReserve(last.end() + Cycle.SLACK + LogHousekeeping.ahead(last.end()), true);
        } catch (final IOException e) {
            LOG.warn("no space could be reserved; the log can be read and appends will try again: path={}"
                + " cause={}", last.path(), e.getMessage());
        }
    }

    /** If the mark does not fit, the next preamble tells the generation, but not after which message it began. */
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
        hasBegunCycle = true;
        final Cycle cycle = CycleRoller.create(folder, context, state,
            new CycleRoller.Start(number, lastIndex, firstOrdinal, firstPosition, ack, nowNs),
            new CycleRoller.Room(0, true));
        try {
            cycle.publish();
        } catch (final IOException e) {
            cycle.discard();
            throw e;
        }
        files.add(cycle);
    }
}
