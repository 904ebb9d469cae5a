package io.holdfast.bridge.queueserver.client;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import io.holdfast.bridge.queueserver.protocol.Welcome;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Receives the messages of queues that it subscribed to, in the order of the server's log. One with a name is durable:
 * after a reconnect, and in the next process, it goes on behind its last ack, and the server keeps what it has not
 * acked. Within one process no message is given to the handler again after it was consumed, unless a subscription goes
 * back; a process that died between a message and its ack is given the message again.
 * <p>
 * All methods belong to one thread, but for {@link #state()} and {@link #lastDisconnect()}, which any may call. Nothing
 * is sent or received but by {@link #poll}. Deliveries allocate nothing.
 */
public final class QueueConsumer implements AutoCloseable {
    private static final int MOST_FRAMES_BESIDE = 1000;
    private static final byte[] ALL = {};

    private final QueueConsumerContext context;
    private final ServerLink link;
    private final FrameStream frames;
    private final Wishes wishes;
    private final Progress progress = new Progress();
    private final QueueMessageView view = new QueueMessageView();
    private long incarnation;
    private long lastTold;
    private long attemptedSequence;
    private int attempts;
    private int delivered;
    private long current;
    private boolean isInHandler;
    private boolean isAckDue;
    private boolean isAllRead;
    private boolean isClosed;

    private QueueConsumer(final QueueConsumerContext context) {
        this.context = context;
        link = new ServerLink(context, SessionRole.CONSUMER);
        frames = link.stream();
        wishes = new Wishes(context.name() != null);
    }

    /**
     * Makes a consumer. No socket is opened yet.
     *
     * @param context the options
     * @return a consumer without subscriptions but for those that the server has kept
     * @throws IllegalArgumentException if options are wrong, naming all that are
     */
    public static QueueConsumer open(final QueueConsumerContext context) {
        context.conclude();
        return new QueueConsumer(context);
    }

    /**
     * Subscribes to a queue, at the next {@link #poll}. The position counts once; after a reconnect the subscription
     * goes on where it was. One from before what this consumer has got makes all of its subscriptions go back to what
     * was not acked, so a few messages may be delivered again; one from the last ack goes back behind what it has
     * consumed at most.
     *
     * @param queue the name, in UTF-8 on the wire
     * @param from  where it begins
     * @throws IllegalArgumentException if the name is empty
     */
    public void subscribe(final String queue, final QueuePosition from) {
        subscribe(queue.getBytes(StandardCharsets.UTF_8), from);
    }

    /**
     * Subscribes to a queue, see {@link #subscribe(String, QueuePosition)}.
     *
     * @param queue any bytes
     * @param from  where it begins
     * @throws IllegalArgumentException if the name is empty
     */
    public void subscribe(final byte[] queue, final QueuePosition from) {
        requireName(queue);
        wishes.subscribe(queue, Objects.requireNonNull(from, "from"));
    }

    /**
     * Subscribes to all queues, see {@link #subscribe(String, QueuePosition)}.
     *
     * @param from where it begins
     */
    public void subscribeAll(final QueuePosition from) {
        wishes.subscribe(ALL, Objects.requireNonNull(from, "from"));
    }

    /**
     * Ends the subscription to a queue, at the next {@link #poll}; what is on its way may still come. One to all queues
     * stays.
     *
     * @param queue the name, in UTF-8 on the wire
     * @throws IllegalArgumentException if the name is empty
     */
    public void unsubscribe(final String queue) {
        unsubscribe(queue.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Ends the subscription to a queue, see {@link #unsubscribe(String)}.
     *
     * @param queue any bytes
     * @throws IllegalArgumentException if the name is empty
     */
    public void unsubscribe(final byte[] queue) {
        requireName(queue);
        wishes.unsubscribe(queue);
    }

    /** Ends every subscription, that to all queues included, at the next {@link #poll}. */
    public void unsubscribeAll() {
        wishes.unsubscribe(ALL);
    }

    private static void requireName(final byte[] queue) {
        if (queue.length == 0) {
            throw new IllegalArgumentException("the name of a queue must not be empty; subscribeAll and unsubscribeAll"
                + " are for all queues");
        }
    }

    /**
     * Goes on with connecting, delivers what has come, and acks; never blocks. With {@code limit} 0 it only keeps the
     * session alive. An exception of the handler leaves its message unacked and reaches the caller.
     *
     * @param handler receives the messages
     * @param limit   most messages to deliver, 0 or more
     * @return how many messages were delivered
     * @throws IllegalStateException inside the handler
     */
    public int poll(final QueueMessageHandler handler, final int limit) {
        requireOutsideHandler("poll");
        if (isClosed) {
            return 0;
        }
        delivered = 0;
        try {
            final Welcome welcome = link.connect();
            if (welcome != null) {
                begin(welcome);
            }
            if (link.isConnected()) {
                exchange(handler, limit);
            }
        } catch (final SessionEnd e) {
            link.end(e, true);
        }
        return delivered;
    }

    private void begin(final Welcome welcome) {
        final boolean isOtherLog = incarnation != welcome.log().incarnation();
        progress.begin(welcome, isOtherLog, context.name() != null);
        wishes.begin(welcome, isOtherLog && incarnation != 0);
        lastTold = isOtherLog ? 0 : lastTold;
        incarnation = welcome.log().incarnation();
        isAckDue = false;
        link.tellConnected(welcome);
        if (welcome.has(Welcome.FLAG_LOST) && welcome.lost().upTo() > lastTold) {
            lastTold = welcome.lost().upTo();
            context.listener().onExpired(welcome.lost().after(), welcome.lost().upTo(), welcome.lost().count());
        }
    }

    private void exchange(final QueueMessageHandler handler, final int limit) throws SessionEnd {
        ack();
        if (wishes.ask(frames, progress.consumed()) > 0) {
            frames.flush();
        }
        boolean isHeldUp = false;
        isAllRead = false;
        for (int beside = 0; !isAllRead && !isHeldUp && beside < MOST_FRAMES_BESIDE; ) {
            final int length = frames.parse();
            if (length == SessionFrameParser.INCOMPLETE) {
                isAllRead = true;
            } else if (frames.frame().type() == SessionFrames.SUBSCRIBED) {
                wishes.answered(frames.frame(), progress, context.listener());
                frames.in().consume(length);
                beside++;
            } else if (frames.frame().index() <= progress.done()) {
                progress.passed(frames.frame().index());
                frames.in().consume(length);
                beside++;
            } else if (delivered >= limit || !deliver(handler)) {
                isHeldUp = true;
            } else {
                frames.in().consume(length);
                delivered++;
            }
        }
        isAckDue |= isAllRead || delivered < limit || limit == 0 || progress.countSinceAck() >= context.ackBatch();
        ack();
        link.keepAlive(true, isAllRead);
    }

    /** {@return whether the message that the parser found is done with by this process} */
    private boolean deliver(final QueueMessageHandler handler) {
        final SessionFrameParser frame = frames.frame();
        final long sequence = frame.index();
        view.buffer(frames.in().bytes(), frames.in().address());
        view.numbers(sequence, frame.queueSequence(), frame.epochNs());
        view.parts(frame.nameOffset(), frame.nameLength(), frame.messageOffset(), frame.messageLength());
        attempts = sequence == attemptedSequence ? attempts + 1 : 1;
        attemptedSequence = sequence;
        view.attempt(attempts, (frame.flags() & SessionFrames.FLAG_REDELIVERED) != 0);
        isInHandler = true;
        current = sequence;
        isAckDue = true;
        final Action action;
        try {
            action = handler.onMessage(view);
        } finally {
            isInHandler = false;
            current = 0;
        }
        isAckDue = false;
        if (action == Action.CONSUMED) {
            progress.consume(sequence);
        } else if (action == Action.RETRY) {
            if (progress.consumed() < sequence) {
                return false;
            }
        } else if (action != Action.DEFER || context.ackMode() != AckMode.MANUAL) {
            throw new IllegalStateException("the handler returned " + action + " for sequence=" + sequence
                + " in AckMode." + context.ackMode() + "; allowed are CONSUMED, RETRY and, in MANUAL, DEFER");
        }
        progress.passed(sequence);
        return true;
    }

    /**
     * Acks every message up to and including one. Only in {@link AckMode#MANUAL}. A sequence that is already acked
     * changes nothing. The server is told at the next {@link #poll}.
     *
     * @param sequence of a message that was delivered
     * @throws IllegalArgumentException if no message with this sequence or a later one was delivered yet
     * @throws IllegalStateException    in {@link AckMode#AUTO}
     */
    public void ack(final long sequence) {
        if (context.ackMode() != AckMode.MANUAL) {
            throw new IllegalStateException("ack(sequence) needs AckMode.MANUAL; this consumer acks when the handler"
                + " returns CONSUMED");
        }
        if (sequence > Math.max(progress.done(), current)) {
            throw new IllegalArgumentException("no message with this sequence was delivered: sequence=" + sequence
                + " lastDelivered=" + Math.max(progress.done(), current));
        }
        progress.consume(sequence);
    }

    private void ack() throws SessionEnd {
        final long index = isAckDue ? progress.toAck() : 0;
        if (index != 0 && frames.flush()) {
            frames.commit(SessionFrames.putAck(frames.claim(SessionFrames.ACK_LENGTH), progress.round(), index));
            progress.acked(index);
            frames.flush();
        }
        isAckDue &= progress.toAck() != 0;
    }

    /** {@return the sequence up to which this consumer has consumed, 0 if it never did or was never connected} */
    public long consumed() {
        return progress.consumed();
    }

    /** {@return where this consumer stands; any thread} */
    public ConnectionState state() {
        return link.state();
    }

    /** {@return why the last session ended or none came about; any thread} */
    public DisconnectReason lastDisconnect() {
        return link.lastDisconnect();
    }

    /**
     * Makes an idle strategy for the thread that polls: after some idle duty cycles it waits until the socket is ready,
     * {@link IdleStrategy#wake()} is called, or the bound is reached. A message that the handler would not take is
     * offered again after a millisecond. Freed by {@link #close()}; another one takes the place of this one.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs) {
        return link.parking(maxParkNs,
            () -> link.isConnected() && !isAllRead ? LinkParking.TO_TRY_AGAIN : LinkParking.TO_READ);
    }

    /**
     * Ends the session; what is consumed is acked before as far as the socket takes it. Never blocks.
     *
     * @throws IllegalStateException inside the handler
     */
    @Override
    public void close() {
        close(SessionCode.BYE);
    }

    /**
     * As {@link #close()}, but the server is to forget this consumer's name, subscriptions and ack, and what it kept
     * for it. To be sure of that, the consumer must be connected.
     *
     * @return whether the server was told
     * @throws IllegalStateException inside the handler
     */
    public boolean forget() {
        final boolean isTold = link.isConnected();
        close(SessionCode.FORGET);
        return isTold;
    }

    private void close(final SessionCode code) {
        requireOutsideHandler("close");
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (link.isConnected()) {
            isAckDue = true;
            try {
                ack();
            } catch (final SessionEnd e) {
                link.end(e, false);
            }
        }
        link.close(code, true);
    }

    private void requireOutsideHandler(final String what) {
        if (isInHandler) {
            throw new IllegalStateException(what + " is not allowed inside the message handler");
        }
    }
}
