package io.holdfast.bridge;

import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.Transport;
import io.holdfast.store.BatchBuffer;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.RecordDescriptor;
import io.holdfast.store.SendQueue;
import net.openhft.chronicle.bytes.BytesStore;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The connection as its user sees it: sends go to the send queue, which any thread may do; polls go to the session, if
 * there is one, through the {@link SessionSlot}.
 */
final class PeerConnection implements Connection, Kept {
    private final EndpointContext<?> context;
    private final String localName;
    private final Counters counters = new Counters(this::acceptedHere);
    private final Doorbell doorbell = new Doorbell();
    private final SessionSlot slot;
    private final StoreKeeping keeping = new StoreKeeping(this);
    private final DayEnd dayEnd = new DayEnd(this);
    private volatile String remoteName;
    private volatile ConnectionStore store;
    private volatile Consumer<PeerConnection> releaseListener = connection -> { };
    private long firstOrdinalHere;
    private Delivery delivery;

    PeerConnection(final EndpointContext<?> context, final String localName) {
        this.context = context;
        this.localName = localName;
        slot = new SessionSlot(this);
    }

    /** Fixes the peer, once and for ever. */
    void bind(final ConnectionStore connectionStore) {
        firstOrdinalHere = connectionStore.sendQueue().lastOrdinal();
        delivery = new Delivery(this, connectionStore.receiveState(), context, counters);
        remoteName = connectionStore.remoteName();
        store = connectionStore;
    }

    EndpointContext<?> context() {
        return context;
    }

    ConnectionStore store() {
        return store;
    }

    Delivery delivery() {
        return delivery;
    }

    Counters counters() {
        return counters;
    }

    SessionSlot slot() {
        return slot;
    }

    /** {@return what wakes those who work for it} */
    Doorbell doorbell() {
        return doorbell;
    }

    /** Names who is told, on the polling thread, that it has let go of its files. */
    void releaseListener(final Consumer<PeerConnection> listener) {
        releaseListener = listener;
    }

    DayEnd dayEnd() {
        return dayEnd;
    }

    @Override
    public int poll(final MessageHandler handler, final int limit) {
        doorbell.ringGroup(); // what this poll leaves to be done is for the group
        return slot.poll(handler, limit);
    }

    @Override
    public int keepHouse() {
        return keeping.doWork();
    }

    @Override
    public boolean hasNews() {
        return keeping.hasNews();
    }

    /** {@return whether it is closed and has let go of its files, so that they can be opened anew} */
    boolean isReleased() {
        return keeping.isReleased();
    }

    @Override
    public void disconnect() {
        slot.disconnect();
    }

    @Override
    public void close() {
        if (slot.status().isOver()) {
            return;
        }
        if (slot.isReceiving()) {
            slot.requestClose();
            return;
        }
        try {
            slot.close();
        } finally {
            release();
        }
    }

    /** Lets go of the files. */
    void release() {
        try {
            keeping.release();
        } finally {
            releaseListener.accept(this);
        }
    }

    @Override
    public String localName() {
        return localName;
    }

    @Override
    public String remoteName() {
        return remoteName;
    }

    @Override
    public long offer(final int type, final BytesStore<?, ?> src, final long offset, final long length) {
        return offer(type, 0, src, offset, length);
    }

    @Override
    public long offerReplay(final int type, final BytesStore<?, ?> src, final long offset, final long length) {
        return offer(type, RecordDescriptor.FLAG_REPLAY, src, offset, length);
    }

    private long offer(final int type, final int flags, final BytesStore<?, ?> src, final long offset,
                       final long length) {
        Payload.check(src, offset, length);
        final long refusal = refusal(length);
        if (refusal != 0) {
            return refusal;
        }
        final Object base = Payload.base(src, offset, length);
        final long address = Payload.offset(src, offset, length, base);
        return counted(store.sendQueue().offer(type, flags, base, address, (int) length));
    }

    @Override
    public long offer(final int type, final byte[] src, final int offset, final int length) {
        final long position = Payload.offset(src, offset, length);
        final long refusal = refusal(length);
        return refusal != 0 ? refusal : counted(store.sendQueue().offer(type, 0, src, position, length));
    }

    @Override
    public long offer(final int type, final ByteBuffer src) {
        final long refusal = refusal(src.remaining());
        return refusal != 0 ? refusal
            : counted(store.sendQueue().offer(type, 0, Payload.base(src), Payload.offset(src), src.remaining()));
    }

    @Override
    public long tryClaim(final int type, final int length, final Claim claim) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        final long refusal = refusal(length);
        if (refusal != 0) {
            return refusal;
        }
        if (!store.sendQueue().hasRoom(length)) {
            return counted(BACK_PRESSURED);
        }
        claim.wrap(this, type, length);
        return 1;
    }

    @Override
    public Batch batch() {
        return new SendBatch(this);
    }

    long offer(final BatchBuffer batch, final long ackIndex) {
        final long refusal = refusal(0);
        if (refusal != 0) {
            return refusal;
        }
        if (ackIndex == 0) {
            return counted(store.sendQueue().offer(batch, 0));
        }
        if (!delivery.isReplyAllowed(ackIndex)) {
            return OUT_OF_ORDER;
        }
        return replied(ackIndex, store.sendQueue().offer(batch, ackIndex));
    }

    @Override
    public long reply(final long sourceIndex, final int type, final BytesStore<?, ?> src, final long offset,
                      final long length) {
        Payload.check(src, offset, length);
        final long refusal = refusal(length);
        if (refusal != 0) {
            return refusal;
        }
        if (!delivery.isReplyAllowed(sourceIndex)) {
            return OUT_OF_ORDER;
        }
        final Object base = Payload.base(src, offset, length);
        final long address = Payload.offset(src, offset, length, base);
        return replied(sourceIndex, store.sendQueue().reply(type, base, address, (int) length, sourceIndex));
    }

    private long replied(final long sourceIndex, final long result) {
        if (result > 0) {
            delivery.replied(sourceIndex);
        }
        return counted(result);
    }

    private long refusal(final long length) {
        final long over = slot.status().refusal();
        if (over != 0) {
            return over;
        }
        if (store == null) {
            return NO_SESSION;
        }
        return length > context.maxMessageLength() ? TOO_LONG : 0;
    }

    private long counted(final long result) {
        if (result > 0) {
            doorbell.ringPoller();
        } else if (result == BACK_PRESSURED) {
            counters.backPressure();
        } else if (result == CLOSED) {
            return slot.status().refusal(); // ended in between, or closed
        }
        return result;
    }

    @Override
    public void ack(final long index) {
        if (delivery != null && !slot.status().isOver()) {
            delivery.ack(index);
            doorbell.ringGroup();
        }
    }

    private SendQueue queue() {
        return store == null ? null : store.sendQueue();
    }

    @Override
    public long lastIndex() {
        return store == null ? 0 : queue().lastIndex();
    }

    @Override
    public long syncedIndex() {
        return store == null ? 0 : queue().log().syncedIndex();
    }

    @Override
    public long ackedIndex() {
        return store == null ? 0 : queue().ackedIndex();
    }

    @Override
    public long consumedIndex() {
        return store == null ? 0 : store.receiveState().consumed();
    }

    @Override
    public long lastOrdinal() {
        return store == null ? 0 : queue().lastOrdinal();
    }

    @Override
    public long unackedMessages() {
        return store == null ? 0 : queue().unackedMessages();
    }

    private long acceptedHere() {
        return lastOrdinal() - firstOrdinalHere;
    }

    @Override
    public ConnectionState state() {
        return slot.status().state();
    }

    @Override
    public DisconnectReason lastDisconnect() {
        return slot.status().lastDisconnect();
    }

    @Override
    public Transport transport() {
        return slot.status().transport();
    }

    @Override
    public Counters stats() {
        return counters;
    }

    @Override
    public boolean isInHandler() {
        return delivery != null && delivery.isInHandler();
    }

    /**
     * Guards what must not be done from inside the handler.
     *
     * @throws IllegalStateException if the calling thread is inside it
     */
    void requireOutsideHandler(final String call) {
        if (isInHandler()) {
            throw new IllegalStateException(call + " inside the handler: connection=" + this);
        }
    }

    @Override
    public String toString() {
        return localName + "->" + remoteName;
    }
}
