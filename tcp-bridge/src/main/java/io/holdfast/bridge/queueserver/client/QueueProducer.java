package io.holdfast.bridge.queueserver.client;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.UnsafeMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Creates messages on a queue server. Each has a sequence of this producer's name, which counts on from process to
 * process. Until the server confirms that a message is in its log, it is held in memory of a fixed size and sent again
 * after each reconnect; the server recognises what it has already, so each message is there once.
 * <p>
 * What is unconfirmed when this process dies may be in the log or not: the next process learns that from
 * {@link #confirmed()} once it is connected. A producer that must survive its own death without such care uses a
 * connection of a {@link io.holdfast.bridge.Client}, which keeps messages on disk.
 * <p>
 * All methods belong to one thread, but for {@link #state()}, which any may call. Nothing is sent or received but by
 * {@link #doWork()}. Offers allocate nothing.
 */
public final class QueueProducer implements AutoCloseable {
    /** Too much is unconfirmed: run {@link #doWork()} and try again. */
    public static final long BACK_PRESSURED = Connection.BACK_PRESSURED;

    /** The next sequence is not known before the first login. */
    public static final long NO_SESSION = Connection.NO_SESSION;

    /** Another producer used this name meanwhile. This one is over; what it holds may be in the log or not. */
    public static final long SESSION_ENDED = Connection.SESSION_ENDED;

    /** The name or the payload is longer than the server or the memory for unconfirmed messages allows. */
    public static final long TOO_LONG = Connection.TOO_LONG;

    /** The producer is closed. */
    public static final long CLOSED = Connection.CLOSED;

    private static final Logger LOG = LoggerFactory.getLogger(QueueProducer.class);
    private static final int MOST_CONFIRMS = 1000;

    private final QueueProducerContext context;
    private final ServerLink link;
    private final UnconfirmedMessages messages;
    private final QueueNames names = new QueueNames();
    private long maxNameLength;
    private long maxMessageLength;
    private long incarnation;
    private long refusal = NO_SESSION;

    /** What is added to a sequence of the wire to have the one that {@link #offer} gave. */
    private long shift;

    private QueueProducer(final QueueProducerContext context) {
        this.context = context;
        link = new ServerLink(context, SessionRole.PRODUCER);
        messages = new UnconfirmedMessages(context.maxUnconfirmedBytes(), context.maxUnconfirmedMessages());
    }

    /**
     * Makes a producer. No socket is opened yet.
     *
     * @param context the options
     * @return a producer
     * @throws IllegalArgumentException if options are wrong, naming all that are
     */
    public static QueueProducer open(final QueueProducerContext context) {
        context.conclude();
        return new QueueProducer(context);
    }

    /**
     * Creates a message.
     *
     * @param queue  its queue's name, in UTF-8 on the wire
     * @param src    holds the payload, which is copied
     * @param offset where it begins
     * @param length of it in bytes, 0 or more
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    public long offer(final String queue, final BytesStore<?, ?> src, final long offset, final long length) {
        return offer(names.bytesOf(queue), src, offset, length);
    }

    /**
     * Creates a message.
     *
     * @param queue  its queue's name, any bytes
     * @param src    holds the payload, which is copied
     * @param offset where it begins
     * @param length of it in bytes, 0 or more
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    public long offer(final byte[] queue, final BytesStore<?, ?> src, final long offset, final long length) {
        if (offset < 0 || length < 0 || offset < src.start() || offset > src.readLimit() - length) {
            throw new IndexOutOfBoundsException("the payload is not within its source: offset=" + offset + " length="
                + length + " start=" + src.start() + " readLimit=" + src.readLimit());
        }
        final long place = claim(queue, length);
        if (place < 0) {
            return place;
        }
        final int to = putHead((int) place, queue, (int) length);
        if (src.isDirectMemory() && length > 0) {
            UnsafeMemory.UNSAFE.copyMemory(src.addressForRead(offset), messages.address(to), length);
        } else {
            for (int i = 0; i < length; i++) {
                messages.memory().put(to + i, src.readByte(offset + i));
            }
        }
        return messages.commit(to - (int) place + (int) length);
    }

    /**
     * Creates a message.
     *
     * @param queue  its queue's name, in UTF-8 on the wire
     * @param src    holds the payload, which is copied
     * @param offset where it begins
     * @param length of it in bytes, 0 or more
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    public long offer(final String queue, final byte[] src, final int offset, final int length) {
        return offer(names.bytesOf(queue), src, offset, length);
    }

    /**
     * Creates a message.
     *
     * @param queue  its queue's name, any bytes
     * @param src    holds the payload, which is copied
     * @param offset where it begins
     * @param length of it in bytes, 0 or more
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    public long offer(final byte[] queue, final byte[] src, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, src.length);
        final long place = claim(queue, length);
        if (place < 0) {
            return place;
        }
        final int to = putHead((int) place, queue, length);
        messages.memory().put(to, src, offset, length);
        return messages.commit(to - (int) place + length);
    }

    /**
     * Creates a message of the bytes between position and limit, which are left as they are.
     *
     * @param queue its queue's name, in UTF-8 on the wire
     * @param src   holds the payload, which is copied
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     */
    public long offer(final String queue, final ByteBuffer src) {
        return offer(names.bytesOf(queue), src);
    }

    /**
     * Creates a message of the bytes between position and limit, which are left as they are.
     *
     * @param queue its queue's name, any bytes
     * @param src   holds the payload, which is copied
     * @return the message's sequence, which is greater than 0, or one of the negative codes declared here
     */
    public long offer(final byte[] queue, final ByteBuffer src) {
        final int length = src.remaining();
        final long place = claim(queue, length);
        if (place < 0) {
            return place;
        }
        final int to = putHead((int) place, queue, length);
        messages.memory().put(to, src, src.position(), length);
        return messages.commit(to - (int) place + length);
    }

    /** {@return where the frame goes in the memory of unconfirmed messages, or a negative code} */
    private long claim(final byte[] queue, final long length) {
        if (refusal != 0) {
            return refusal;
        }
        if (queue.length > maxNameLength || length > maxMessageLength) {
            return TOO_LONG;
        }
        final int frameLength = SessionFrames.PRODUCE_PREFIX_LENGTH
            + BaseFrames.messageLength(queue.length, (int) length);
        if (frameLength > context.maxUnconfirmedBytes()) {
            return TOO_LONG;
        }
        final int place = messages.claim(frameLength);
        return place < 0 ? BACK_PRESSURED : place;
    }

    /** {@return where the payload goes} */
    private int putHead(final int place, final byte[] queue, final int length) {
        final long to = messages.address(place);
        final int prefixLength = SessionFrames.putProducePrefix(to, BaseFrames.messageLength(queue.length, length),
            messages.offered() + 1 - shift);
        return place + prefixLength + BaseFrames.putMessageHead(to + prefixLength, queue, length);
    }

    /**
     * Goes on with connecting, sends what was offered, and takes confirmations; never blocks.
     *
     * @return how much was done
     */
    public int doWork() {
        if (refusal == CLOSED || refusal == SESSION_ENDED) {
            return 0;
        }
        try {
            final Welcome welcome = link.connect();
            if (welcome != null) {
                begin(welcome);
            }
            return link.isConnected() ? exchange() : 0;
        } catch (final SessionEnd e) {
            final boolean isReplaced = e.reason() == DisconnectReason.REPLACED;
            if (isReplaced) {
                refusal = SESSION_ENDED;
                LOG.error("another producer of the same name is connected, so this one is over: name={} confirmed={}"
                    + " unconfirmed={}", context.name(), confirmed(), unconfirmed());
            }
            try {
                link.end(e, !messages.isToWrite());
            } finally {
                if (isReplaced) {
                    link.finish(ConnectionState.ENDED);
                }
            }
            return 1;
        }
    }

    private void begin(final Welcome welcome) throws SessionEnd {
        maxNameLength = welcome.terms().maxNameLength();
        maxMessageLength = welcome.terms().maxMessageLength();
        final boolean isSameLog = incarnation == welcome.log().incarnation();
        final long mark = welcome.mark() + shift;
        if (refusal == NO_SESSION) {
            messages.countFrom(mark);
            refusal = 0;
        } else if (isSameLog && mark > messages.offered()) {
            throw SessionEnd.told(DisconnectReason.REPLACED, SessionCode.BYE,
                "another producer sent messages under this name meanwhile: lastSequence=" + mark + " offered="
                    + messages.offered());
        } else if (isSameLog && mark >= messages.confirmed()) {
            messages.confirm(mark);
        } else {
            lose(isSameLog ? mark : 0, welcome.mark());
        }
        incarnation = welcome.log().incarnation();
        messages.rewind();
        link.tellConnected(welcome);
    }

    /** The server does not have what it had confirmed: what is held goes on from the sequence that it has. */
    private void lose(final long lastKept, final long mark) {
        final long lastConfirmed = messages.confirmed();
        shift = lastConfirmed - mark;
        messages.renumber(shift);
        if (lastKept < lastConfirmed) {
            LOG.warn("the server lost messages that it had confirmed; what is not confirmed is sent to it: name={}"
                + " fromSequence={} toSequence={}", context.name(), lastKept + 1, lastConfirmed);
            context.listener().onConfirmedLost(lastKept + 1, lastConfirmed);
        }
    }

    private int exchange() throws SessionEnd {
        int workCount = 0;
        boolean isAllRead = false;
        while (!isAllRead && workCount < MOST_CONFIRMS) {
            final int length = link.stream().parse();
            isAllRead = length == SessionFrameParser.INCOMPLETE;
            if (!isAllRead) {
                confirm(link.stream().frame().producerSequence() + shift);
                link.stream().in().consume(length);
                workCount++;
            }
        }
        if (link.stream().flush()) {
            workCount += link.stream().write(messages);
        }
        link.keepAlive(!messages.isToWrite(), isAllRead);
        return workCount;
    }

    private void confirm(final long sequence) throws SessionEnd {
        if (sequence > messages.offered()) {
            throw SessionEnd.told(DisconnectReason.PROTOCOL_ERROR, SessionCode.UNEXPECTED,
                "the server confirms what was not sent: sequence=" + sequence + " offered=" + messages.offered());
        }
        messages.confirm(sequence);
    }

    /** {@return the sequence of the last message that the server has in its log, 0 if none is known} */
    public long confirmed() {
        return messages.confirmed();
    }

    /** {@return the sequence of the last message that was offered, 0 if none is known} */
    public long offered() {
        return messages.offered();
    }

    /** {@return how many messages were offered that are not confirmed} */
    public int unconfirmed() {
        return messages.count();
    }

    /** {@return where this producer stands; any thread} */
    public ConnectionState state() {
        return link.state();
    }

    /** {@return why the last session ended or none came about; any thread} */
    public DisconnectReason lastDisconnect() {
        return link.lastDisconnect();
    }

    /**
     * Makes an idle strategy for the thread of {@link #doWork()}: after some idle duty cycles it waits until the socket
     * is ready, {@link IdleStrategy#wake()} is called, or the bound is reached. Freed by {@link #close()}; another one
     * takes the place of this one.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs) {
        return link.parking(maxParkNs, () -> messages.isToWrite() ? LinkParking.TO_WRITE : LinkParking.TO_READ);
    }

    /**
     * Ends the session. Never blocks: what is unconfirmed may be in the log or not. To have all of it there, run
     * {@link #doWork()} until {@link #unconfirmed()} is 0.
     */
    @Override
    public void close() {
        if (refusal != CLOSED) {
            refusal = CLOSED;
            link.close(SessionCode.BYE, !messages.isToWrite());
            messages.close();
        }
    }
}
