package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.Durability;
import io.holdfast.StoreException;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How far this side has received the peer's log: the ack and whose log it is for. Kept in the mapped {@code ack} file,
 * so a killed process loses nothing of it.
 * <p>
 * One thread, the polling one, changes it; any thread may read, and appending threads stamp. Nothing allocates but
 * {@link #adopt(long, int, long)} and {@link #remembered()}.
 * <p>
 * Invariants: consumed and delivered never decrease within one adoption; the adoption number never decreases; a stamp's
 * ack and adoption number always belong together, whatever runs at the same time.
 */
public final class ReceiveState {
    /** How many logs left behind a peer is told of. */
    public static final int MAX_REMEMBERED = 4;

    private final AckFile file;
    private final SessionRecord session;
    private final boolean isSync;
    private final boolean isForcedLater;
    private int newestAdoption;
    private volatile Held held;
    private final AckStamp ackStamp;
    private PersistentSteps steps = PersistentSteps.NONE;

    private ReceiveState(final AckFile file, final SessionRecord session, final boolean isSync,
                         final boolean isForcedLater) {
        this.file = file;
        this.isSync = isSync;
        this.isForcedLater = isForcedLater;
        this.session = session;
        held = new Held(file, file.currentSlot());
        ackStamp = new Stamp();
        newestAdoption = held.adoption;
    }

    /**
     * Opens the ack file of a connection, or creates it.
     *
     * @throws CorruptStoreException if it does not hold what was written
     * @throws StoreException        if it cannot be read or written
     */
    static ReceiveState open(final Path folder, final SessionRecord session, final StoreContext context) {
        return new ReceiveState(AckFile.open(folder, context.disk()), session,
            context.durability() == Durability.SYNC, false);
    }

    /**
     * Creates the ack file of a connection that is being created, which forces it in the end.
     *
     * @throws StoreException if it cannot be written
     */
    static ReceiveState create(final Path folder, final SessionRecord session, final StoreContext context) {
        return new ReceiveState(AckFile.create(folder, context.disk()), session,
            context.durability() == Durability.SYNC, true);
    }

    /** Waits until the file that was just created is on disk, but for its name. */
    void forceCreated() {
        file.force();
    }

    /** {@return whether it holds more than was synced, and the peer went by what is synced when it was last open} */
    boolean isBeyondSynced() {
        return file.isSync() && held.consumed() > file.syncing(held.slot);
    }

    /**
     * Goes back to what was synced, after a power loss: an ack that happened to reach the disk may be of an answer that
     * did not. Before the log is opened.
     */
    void backToSynced() {
        file.consumed(held.slot, file.syncing(held.slot));
        held = new Held(file, held.slot);
    }

    /**
     * Takes over what the newest header of the own log says, which is more than the ack file does when the process
     * died between writing a reply and storing its ack.
     */
    void recover(final int adoption, final long ack) {
        newestAdoption = Math.max(newestAdoption, adoption);
        if (adoption == held.adoption && ack > held.consumed()) {
            held.consume(file, ack);
        }
        file.sync(isSync); // first: it is to be on disk before an ack that only a record has on disk
        if (isSync) {
            file.syncing(held.slot, held.consumed());
            if (!isForcedLater) {
                file.force();
            }
            held.sync(file, held.consumed());
        }
    }

    void steps(final PersistentSteps value) {
        steps = value;
    }

    /** {@return the incarnation of the peer's log that is held, 0 if none was adopted yet} */
    public long incarnation() {
        return held.incarnation;
    }

    /** {@return the generation of the peer's log that is held} */
    public int generation() {
        return held.generation;
    }

    /** {@return how often this side has adopted a log of the peer, or a generation of it} */
    public int adoption() {
        return held.adoption;
    }

    /** {@return how far the peer's log is consumed here: the ack; 0 if nothing is} */
    public long consumed() {
        return held.consumed();
    }

    /**
     * {@return the ack that the peer may be told: what is consumed or, if acks are synced, as much of it as would
     * outlive a power loss; 0 for nothing}
     */
    public long peerAck() {
        return isSync ? held.synced() : held.consumed();
    }

    /** {@return whether {@link #sync} has something to wait for} */
    boolean isUnsynced() {
        final Held current = held;
        return isSync && current.consumed() != current.synced();
    }

    /** {@return the newest ack that is stamped into a record of the own log} */
    long stamped() {
        return held.stamped();
    }

    /**
     * Waits until the disk has what is consumed by now, unless it has. An ack that is stamped into a synced record is
     * on disk with that. Polling thread only.
     *
     * @param syncedStamp an ack stamped into a record that is synced, 0 for none
     * @throws StoreException if the disk fails
     */
    void sync(final long syncedStamp) {
        final Held current = held;
        final long consumed = current.consumed();
        file.syncing(current.slot, consumed);
        if (syncedStamp < consumed) {
            file.force();
        }
        current.sync(file, consumed);
    }

    /**
     * {@return the last index given to a handler by this process, or the ack if that is higher; a session of the same
     * process goes on after it}
     */
    public long delivered() {
        final Held current = held;
        return Math.max(current.delivered(), current.consumed());
    }

    /** {@return the index up to which messages may have been given to a handler before: they are redelivered} */
    public long deliveredBefore() {
        return held.deliveredBefore;
    }

    /**
     * Notes that a message is given to a handler. Never decreases. Polling thread only.
     *
     * @param index of the message
     */
    public void delivered(final long index) {
        held.deliver(file, index);
    }

    /**
     * Acks: every message up to an index is consumed. Never decreases. Polling thread only.
     *
     * @param index of the last message consumed
     */
    public void consumed(final long index) {
        held.consume(file, index);
    }

    /**
     * Begins to hold another log of the peer, or another generation of it, from an ack on. A crash at any instant
     * leaves what was held before or what is held after, never a mix; on return it would outlive a power loss.
     * Polling thread only. Allocates.
     *
     * @param incarnation of the peer's log, not 0
     * @param generation  of the peer's log
     * @param ack         the index up to which that log counts as consumed, 0 for nothing
     * @throws StoreException if it cannot be written; what was held before still is
     */
    public void adopt(final long incarnation, final int generation, final long ack) {
        if (incarnation == 0 || ack < 0) {
            throw new IllegalArgumentException("cannot adopt incarnation=" + Long.toHexString(incarnation)
                + ", ack=" + Long.toHexString(ack));
        }
        final Held before = held;
        final boolean isSameLog = before.incarnation == incarnation;
        if (before.incarnation != 0 && !isSameLog) {
            session.remember(new Remembered(before.incarnation, before.generation, before.consumed()), steps);
            steps.reached("remembered the log held before");
        }
        final int slot = 1 - before.slot;
        file.unseal(slot);
        steps.reached("unsealed the other slot");
        file.identify(slot, incarnation, generation, newestAdoption + 1);
        steps.reached("identified the other slot");
        file.consumed(slot, ack);
        file.synced(slot, ack);
        file.syncing(slot, ack);
        file.delivered(slot, ack);
        file.redeliveredTo(slot, isSameLog ? Math.max(before.deliveredBefore, before.delivered()) : ack);
        file.force();
        steps.reached("filled the other slot");
        file.seal(slot);
        steps.reached("sealed the other slot");
        forceOrUnseal(slot);
        newestAdoption++;
        held = new Held(file, slot);
    }

    private void forceOrUnseal(final int slot) {
        try {
            file.force();
        } catch (final StoreException e) {
            file.unseal(slot);
            throw e;
        }
    }

    /** {@return the last logs that were held before the current one, oldest first, at most {@link #MAX_REMEMBERED}} */
    public List<Remembered> remembered() {
        final List<Remembered> others = new ArrayList<>(session.remembered());
        others.removeIf(one -> one.incarnation() == held.incarnation);
        return List.copyOf(others.subList(Math.max(0, others.size() - MAX_REMEMBERED), others.size()));
    }

    /**
     * Says to a peer on this host whether the thread that polls may be asleep. Polling thread only.
     *
     * @param isParked whether whoever has something for it must ring
     */
    public void parked(final boolean isParked) {
        file.parked(isParked);
    }

    /** What the own log stamps each record with. */
    AckStamp ackStamp() {
        return ackStamp;
    }

    void close() {
        file.close();
    }

    /**
     * A log of the peer that was held.
     *
     * @param incarnation of that log
     * @param generation  of that log
     * @param ack         the index up to which it was consumed, 0 for nothing
     */
    public record Remembered(long incarnation, int generation, long ack) {
    }

    /**
     * Called under the append lock by whichever thread appends. What a reply acks becomes the ack in
     * {@link #committed(long)}, before the next stamp; hence stamps never decrease. Only a reply can get ahead of what
     * is consumed, and replies and adoptions are made by the same thread, so {@code stamped} is then the one held.
     */
    private final class Stamp implements AckStamp {
        private Held stamped = held;

        @Override
        public long stamp(final long requested) {
            final Held current = held;
            stamped = current;
            return Math.max(requested, current.consumed());
        }

        @Override
        public int adoption() {
            return stamped.adoption;
        }

        @Override
        public void committed(final long ack) {
            stamped.consume(file, ack);
            if (isSync) {
                stamped.stamped(ack);
            }
        }
    }

    /**
     * One adoption. Replaced as a whole by the next, so that a thread that stamps while another adopts sees one or the
     * other. Words are copies of those in the adoption's slot.
     * <p>
     * Only the polling thread raises a word, so release stores and acquire loads do: who sees one sees what came before
     * it. They are no fence; a thread that must load after such a store, like one that rings a doorbell, fences itself.
     */
    private static final class Held {
        private static final VarHandle CONSUMED;
        private static final VarHandle DELIVERED;
        private static final VarHandle STAMPED;
        private static final VarHandle SYNCED;

        static {
            try {
                final MethodHandles.Lookup lookup = MethodHandles.lookup();
                CONSUMED = lookup.findVarHandle(Held.class, "consumed", long.class);
                DELIVERED = lookup.findVarHandle(Held.class, "delivered", long.class);
                STAMPED = lookup.findVarHandle(Held.class, "stamped", long.class);
                SYNCED = lookup.findVarHandle(Held.class, "synced", long.class);
            } catch (final ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final int slot;
        private final long incarnation;
        private final int generation;
        private final int adoption;
        private final long deliveredBefore;
        private long consumed;
        private long delivered;
        private long stamped;
        private long synced;

        Held(final AckFile file, final int slot) {
            this.slot = slot;
            incarnation = file.incarnation(slot);
            generation = file.generation(slot);
            adoption = file.adoption(slot);
            consumed = file.consumed(slot);
            delivered = consumed;
            synced = file.synced(slot);
            deliveredBefore = Math.max(file.delivered(slot), file.redeliveredTo(slot));
        }

        long consumed() {
            return (long) CONSUMED.getAcquire(this);
        }

        long delivered() {
            return (long) DELIVERED.getAcquire(this);
        }

        long synced() {
            return (long) SYNCED.getAcquire(this);
        }

        void sync(final AckFile file, final long index) {
            SYNCED.setRelease(this, index);
            file.synced(slot, index);
        }

        long stamped() {
            return (long) STAMPED.getAcquire(this);
        }

        void stamped(final long ack) {
            STAMPED.setRelease(this, ack);
        }

        void consume(final AckFile file, final long index) {
            if (index > consumed()) {
                file.consumed(slot, index);
                CONSUMED.setRelease(this, index);
            }
        }

        void deliver(final AckFile file, final long index) {
            if (index > delivered()) {
                if (index > deliveredBefore) {
                    file.delivered(slot, index);
                }
                DELIVERED.setRelease(this, index);
            }
        }
    }
}
