package io.holdfast.store.journal;

import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.CorruptStoreException;
import io.holdfast.store.PurgedException;

import java.util.concurrent.TimeUnit;

/**
 * Sends again what a journal yields, in order, at the pace of a {@link ReplaySpeed}. One thread drives it by
 * {@link #doWork(int)}, which never blocks; it takes over the reader, from the place at which that stands, and closes
 * nothing. Allocates nothing per message.
 * <pre>
 *   JournalReader ──&gt; tombstone or damaged? told, passed over
 *                 ──&gt; not due yet?          waits, here
 *                 ──&gt; ReplaySink            refuses? waits, here, and is given the same message again
 * </pre>
 * <b>The schedule</b> begins with the first message. While the sink refuses, or nobody drives the replayer, it goes on,
 * and what became due meanwhile is sent as {@link ReplayContext#catchUp} says: not all at once but, by default, at most
 * at twice the speed, after what became due within 20 ms. A pause moves the schedule: the next message comes as long
 * after the resumption as it would have come after the pause. So does a wait for messages that are not appended yet.
 * <p>
 * <b>The end.</b> Unless it follows the log, it ends with the message that was the last one when it was made; also when
 * a bound of the context or the filters is reached.
 * <p>
 * <b>Damage</b> is told to the context's listener and counted; messages up to the next one that can be read are passed
 * over. The replayer makes itself the reader's {@link DamageListener}.
 */
public final class Replayer {
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

    private final JournalReader reader;
    private final ReplaySink sink;
    private final Clock clock;
    private final JournalFilter filter;
    private final ReplayContext context;
    private final ReplayPace pace;
    private final ReplayProgress progress;
    private final long endIndex;
    private final long maxMessages;
    private final long maxBytes;
    private JournalMessage pending;
    private long readIndex;
    private boolean isWaitingForNews;
    private boolean isPaused;
    private boolean isDone;
    private long pausedAtNs;
    private long lookedAtNs;

    private Replayer(final JournalReader reader, final ReplaySink sink, final ReplayContext context) {
        context.check();
        this.reader = reader;
        this.sink = sink;
        this.context = context;
        clock = context.clock();
        filter = context.filter();
        maxMessages = context.maxMessages();
        maxBytes = context.maxBytes();
        pace = new ReplayPace(context.speed(), context.catchUp());
        endIndex = Math.min(filter.toIndex(), context.isFollowing() ? Long.MAX_VALUE : reader.journal().lastIndex());
        progress = new ReplayProgress(endOrdinal(), maxMessages);
        reader.onDamage(this::damaged);
    }

    /**
     * A replay of all that the reader gives, up to what is the last message now.
     *
     * @param reader stands before the first message to send
     * @param sink   takes the messages
     * @param speed  how far apart they are
     * @param clock  tells when they are due, by its monotonic time
     * @return the replayer, which has sent nothing yet
     * @throws io.holdfast.StoreException if the journal cannot be read
     */
    public static Replayer of(final JournalReader reader, final ReplaySink sink, final ReplaySpeed speed,
                              final Clock clock) {
        return of(reader, sink, new ReplayContext().speed(speed).clock(clock));
    }

    /**
     * A replay with options.
     *
     * @param reader  stands before the first message to send
     * @param sink    takes the messages
     * @param context the options
     * @return the replayer, which has sent nothing yet
     * @throws IllegalArgumentException   if an option cannot be
     * @throws io.holdfast.StoreException if the journal cannot be read
     */
    public static Replayer of(final JournalReader reader, final ReplaySink sink, final ReplayContext context) {
        return new Replayer(reader, sink, context);
    }

    /** {@return the ordinal of the last message that can be sent, 0 if that is not known or there is none} */
    private long endOrdinal() {
        if (endIndex == 0 || endIndex == Long.MAX_VALUE) {
            return 0;
        }
        try (JournalReader end = reader.journal().reader()) {
            end.onDamage(damage -> { }); // it is told when the replay comes there
            end.moveTo(endIndex + 1);
            return end.previous() ? end.message().ordinal() : 0;
        }
    }

    /**
     * Sends what is due, unless it is paused.
     *
     * @param limit most messages to look at, sent or not
     * @return how many it sent or passed over; not counted is what the reader passes over by itself, as damaged or by
     *     a filter of its own
     * @throws PurgedException            if what comes next was deleted; the reader may be moved to
     *                                    {@link PurgedException#toIndex()}, and the replay goes on there
     * @throws CorruptStoreException      if the log is damaged so that nothing behind can be found
     * @throws io.holdfast.StoreException if it cannot be read, or was reset or deleted meanwhile
     * @throws SinkRefusedException       if the sink will never take the message; asked again, it is tried again
     */
    public int doWork(final int limit) {
        if (isPaused || isDone) {
            return 0;
        }
        final long nowNs = clock.monotonicNs();
        int workCount = 0;
        while (workCount < limit && !isDone) {
            if (pending == null && !read(nowNs) || pending != null && !(pace.isDue(nowNs) && send(nowNs))) {
                break;
            }
            workCount++;
        }
        progress.behindNs(pending == null ? 0 : pace.behindNs(nowNs));
        return workCount;
    }

    /** {@return whether a message was read; it is pending if it is to be sent} */
    private boolean read(final long nowNs) {
        if (progress.messages() >= maxMessages || reader.isExhausted()) {
            end();
            return false;
        }
        if (!reader.next()) {
            starved(nowNs);
            return false;
        }
        final JournalMessage message = reader.message();
        if (message.index() > endIndex) {
            end();
            return false;
        }
        readIndex = message.index();
        progress.read(message);
        if (isSendable(message)) {
            if (message.length() > maxBytes - progress.bytes()) {
                end();
                return false;
            }
            pending = message;
            pace.next(message.appendedAtNs(), nowNs, isWaitingForNews);
            isWaitingForNews = false;
        } else {
            progress.passed(message);
        }
        return true;
    }

    /** A damaged message may have been of any type and time, so its checksum comes before the filter. */
    private boolean isSendable(final JournalMessage message) {
        if (message.index() < filter.fromIndex()) {
            return false;
        }
        if (message.checksum() != ChecksumState.INTACT) {
            skip(SkipReason.DAMAGED, message.index(), message.index(), "it does not hold what was written");
            return false;
        }
        if (message.isTombstone()) {
            skip(SkipReason.TOMBSTONE, message.index(), message.index(), "a repair put a tombstone in its place");
            return false;
        }
        return filter.accepts((RecordView) message);
    }

    /** Files of another log where this one's should be are no damage, if it was reset. */
    private void damaged(final Damage damage) {
        reader.requireCurrent();
        skip(SkipReason.DAMAGED, damage.firstIndex(), damage.lastIndex(), damage.text());
    }

    private void skip(final SkipReason reason, final long fromIndex, final long toIndex, final String text) {
        if (fromIndex <= endIndex) {
            progress.skipped(Math.min(toIndex, endIndex) - fromIndex + 1);
            context.listener().onSkipped(reason, fromIndex, toIndex, text);
        }
    }

    private void starved(final long nowNs) {
        if (!context.isFollowing() || reader.isExhausted()) {
            if (readIndex < endIndex && !reader.isExhausted()) {
                reader.requireCurrent();
            }
            end();
            return;
        }
        isWaitingForNews = true;
        if (nowNs - lookedAtNs >= LOOK_NS) {
            lookedAtNs = nowNs;
            reader.requireCurrent();
        }
    }

    private boolean send(final long nowNs) {
        final long result = sink.send(pending);
        if (result <= 0) {
            progress.refused(result);
            if (!mayPass(result)) {
                throw new SinkRefusedException(result, pending);
            }
            return false;
        }
        progress.sent(pending, result);
        pace.sent(nowNs);
        pending = null;
        if (progress.messages() >= maxMessages) {
            end();
        }
        return true;
    }

    private static boolean mayPass(final long result) {
        return result == 0 || result == Connection.BACK_PRESSURED || result == Connection.STORE_FULL
            || result == Connection.NO_SESSION;
    }

    private void end() {
        isDone = true;
        pending = null;
        progress.done();
    }

    /** Sends nothing until it is resumed. */
    public void pause() {
        if (!isPaused) {
            isPaused = true;
            pausedAtNs = clock.monotonicNs();
        }
    }

    /** Goes on, without hurrying to make up for the pause. */
    public void resume() {
        if (isPaused) {
            isPaused = false;
            pace.shift(clock.monotonicNs() - pausedAtNs);
        }
    }

    /** {@return whether it is paused} */
    public boolean isPaused() {
        return isPaused;
    }

    /** {@return whether everything that was to be sent was taken by the sink} */
    public boolean isDone() {
        return isDone;
    }

    /**
     * {@return how long the next message is not due for, in nanoseconds: 0 if it is due, {@link Long#MAX_VALUE} if none
     * is known yet or it is paused or done}
     */
    public long dueInNs() {
        return pending == null || isPaused ? Long.MAX_VALUE : pace.dueInNs(clock.monotonicNs());
    }

    /** {@return how far it is} */
    public ReplayProgress progress() {
        return progress;
    }
}
