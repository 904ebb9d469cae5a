package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ConnectionListener;
import io.holdfast.MessageHandler;
import io.holdfast.PoisonPolicy;
import io.holdfast.store.ReceiveState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives messages to the handler and keeps book of what is delivered and consumed, from session to session of one
 * process. Polling thread.
 * <p>
 * Invariant: {@code consumed <= done}; every index up to {@code done} needs no further delivery by this process, every
 * index up to {@code consumed} by no process.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final PeerConnection connection;
    private final ReceiveState receiveState;
    private final EndpointContext<?> context;
    private final Counters counters;
    private final IndexSteps steps = new IndexSteps();
    private final PassedOver passedOver = new PassedOver();
    private long done;
    private long attemptedIndex;
    private int attempts;
    private int thrown;
    private long current;
    private Thread handlerThread;
    private boolean isHalted;
    private Throwable handlerFailure;

    Delivery(final PeerConnection connection, final ReceiveState receiveState, final EndpointContext<?> context,
             final Counters counters) {
        this.connection = connection;
        this.receiveState = receiveState;
        this.context = context;
        this.counters = counters;
        done = receiveState.consumed();
    }

    /** {@return the last index that this process need not deliver again} */
    long done() {
        return done;
    }

    /** {@return whether delivery stopped at a message whose handler keeps throwing} */
    boolean isHalted() {
        return isHalted;
    }

    /** {@return how often the message being handled has been given to the handler} */
    int attempt() {
        return attempts;
    }

    /** {@return whether the calling thread is inside the handler} */
    boolean isInHandler() {
        return handlerThread == Thread.currentThread();
    }

    /** {@return whether it was the handler that threw this} */
    boolean isFromHandler(final Throwable thrown) {
        return thrown == handlerFailure;
    }

    /** Takes the place from which a login lets the peer go on. Attempts count on from session to session. */
    void resumeAfter(final long index) {
        if (index != done || receiveState.consumed() > index) {
            forgetPlaces();
        }
        done = index;
    }

    /** Takes note that the peer's messages from here on are of another log, or of another generation of it. */
    void adopted() {
        forgetPlaces();
        attemptedIndex = 0;
    }

    private void forgetPlaces() {
        steps.clear();
        passedOver.clear();
    }

    /** Takes note that the message after {@link #done()} has the given index. */
    void nextIndex(final long index) {
        if (index != done + 1) {
            steps.add(done, index);
        }
    }

    /**
     * Gives one message to the handler; of one that was lost to a repair, the listener is told instead.
     *
     * @return whether it is done with; false if it is to be delivered again
     */
    boolean deliver(final MessageHandler handler, final MessageView message) {
        final long index = message.index();
        if (message.isTombstone()) {
            return skipTombstone(index);
        }
        if (index != attemptedIndex) {
            attemptedIndex = index;
            attempts = 0;
            thrown = 0;
            counters.received.increment();
        }
        attempts++;
        receiveState.delivered(index);
        current = index;
        handlerThread = Thread.currentThread();
        final Action action;
        try {
            action = handler.onMessage(connection, message);
        } catch (final RuntimeException | Error e) {
            handlerFailure = e;
            onThrown(index);
            throw e;
        } finally {
            handlerThread = null;
            current = 0;
        }
        return conclude(index, action);
    }

    /** Acks up to an index by the user's word. */
    void ack(final long index) {
        if (context.ackMode() != AckMode.MANUAL) {
            throw new IllegalStateException("ack(index) needs AckMode.MANUAL; this connection acks when the handler"
                + " returns CONSUMED");
        }
        if (index <= receiveState.consumed()) {
            return;
        }
        if (index > Math.max(done, current) || steps.isGap(index)) {
            throw new IllegalArgumentException("no message with this index was delivered: index=" + index
                + " lastDelivered=" + Math.max(done, current) + " consumed=" + receiveState.consumed());
        }
        consume(index);
    }

    /** {@return whether a reply to this message, or an ack of it by a batch, is allowed now} */
    boolean isReplyAllowed(final long sourceIndex) {
        if (current != 0 && !isInHandler() || current == 0 && context.ackMode() != AckMode.MANUAL) {
            return false;
        }
        final long consumed = receiveState.consumed();
        return sourceIndex > consumed && sourceIndex <= Math.max(done, current)
            && (sourceIndex == steps.next(consumed) || sourceIndex == current && done == consumed);
    }

    /** Takes note that a reply acked a message. */
    void replied(final long sourceIndex) {
        consume(sourceIndex);
    }

    /** Told first: who dies or throws in between is told again. */
    private boolean skipTombstone(final long index) {
        context.listener().onLost(connection, false, index, index);
        passOver(index);
        return true;
    }

    /** Earlier messages that wait for the user's ack are not acked by this. */
    private void passOver(final long index) {
        if (done > receiveState.consumed()) {
            passedOver.add(index);
            done = index;
        } else {
            consume(index);
        }
    }

    private boolean conclude(final long index, final Action action) {
        if (receiveState.consumed() >= index) {
            done = Math.max(done, index);
            return true;
        }
        if (action == Action.CONSUMED) {
            consume(index);
            return true;
        }
        if (action == Action.RETRY) {
            counters.retries.increment();
            return false;
        }
        if (action == Action.DEFER && context.ackMode() == AckMode.MANUAL) {
            done = index;
            return true;
        }
        throw new IllegalStateException("the handler returned " + action + " for index=" + index + " in AckMode."
            + context.ackMode() + "; allowed are CONSUMED, RETRY and, in MANUAL, DEFER");
    }

    private void consume(final long index) {
        final long acked = passedOver.ackedUpTo(index, steps);
        receiveState.consumed(acked);
        done = Math.max(done, acked);
        steps.ackedUpTo(acked);
    }

    private void onThrown(final long index) {
        if (receiveState.consumed() >= index) {
            done = Math.max(done, index);
            return;
        }
        counters.retries.increment();
        if (++thrown < context.maxAttempts() || context.maxAttempts() == 0) {
            return;
        }
        final ConnectionListener listener = context.listener();
        if (context.poisonPolicy() == PoisonPolicy.SKIP) {
            LOG.warn("skipped a message whose handler threw {} times: connection={} index={}",
                thrown, connection, index);
            counters.skipped.increment();
            passOver(index);
        } else {
            LOG.error("delivery stopped at a message whose handler threw {} times; it goes on when the connection is"
                + " opened anew: connection={} index={}", thrown, connection, index);
            isHalted = true;
        }
        listener.onPoison(connection, index, thrown, context.poisonPolicy());
    }
}
