package io.holdfast;

import net.openhft.chronicle.bytes.BytesStore;

import java.nio.ByteBuffer;

/**
 * The pair (local name, remote name): outlives sockets, sessions and processes, and is never retargeted.
 * <p>
 * Sending methods may be called by any thread, also while the peer is away; they copy the payload and neither block
 * nor allocate. {@link #poll(MessageHandler, int)}, {@link #ack(long)}, {@link #disconnect()} and {@link #close()}
 * belong to the one thread that polls. Sending methods answer an index, which is greater than 0, or one of the negative
 * codes declared here; {@link #resultName(long)} puts a code in words.
 */
public interface Connection extends AutoCloseable {
    /** Too much is unacked: the backlog bound is reached. Try again once the peer has acked. */
    long BACK_PRESSURED = -1;

    /**
     * The disk has no room, or the process no descriptor for the next file. What was accepted is safe; try again once
     * there is.
     */
    long STORE_FULL = -2;

    /** The store had an I/O error. Sticky until the connection is opened anew. */
    long STORE_FAILED = -3;

    /** The name of the peer is not known before the first login. */
    long NO_SESSION = -4;

    /** This connection's day is over; use the one that replaced it. */
    long SESSION_ENDED = -5;

    /** The payload is longer than the context's {@code maxMessageLength}. */
    long TOO_LONG = -6;

    /** The connection is closed. */
    long CLOSED = -7;

    /** A reply or an ack on commit is not for the oldest unacked message. */
    long OUT_OF_ORDER = -8;

    /** {@return this side's name} */
    String localName();

    /** {@return the peer's name, or null while a client that left it open has not logged in for the first time} */
    String remoteName();

    /**
     * Accepts a message for the peer.
     *
     * @param type   a number of the sender's choice
     * @param src    holds the payload
     * @param offset where in {@code src} the payload begins
     * @param length of the payload in bytes, 0 or more
     * @return the message's index, or a negative code
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    long offer(int type, BytesStore<?, ?> src, long offset, long length);

    /**
     * Accepts a message for the peer.
     *
     * @param type   a number of the sender's choice
     * @param src    holds the payload
     * @param offset where in {@code src} the payload begins
     * @param length of the payload in bytes, 0 or more
     * @return the message's index, or a negative code
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    long offer(int type, byte[] src, int offset, int length);

    /**
     * Accepts a message for the peer: the bytes between position and limit, which are left as they are.
     *
     * @param type a number of the sender's choice
     * @param src  holds the payload
     * @return the message's index, or a negative code
     */
    long offer(int type, ByteBuffer src);

    /**
     * Accepts a message that was sent before, perhaps to somebody else, and is sent anew: as
     * {@link #offer(int, BytesStore, long, long)} does, but the receiver is told so by {@link Message#isReplay()}.
     *
     * @param type   of the message as it was
     * @param src    holds the payload
     * @param offset where in {@code src} the payload begins
     * @param length of the payload in bytes, 0 or more
     * @return the message's index, which is a new one, or a negative code
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    long offerReplay(int type, BytesStore<?, ?> src, long offset, long length);

    /**
     * Gives room to write a payload in place. Nothing is reserved in the log, so a claim that is never committed costs
     * nobody anything.
     *
     * @param type   a number of the sender's choice
     * @param length of the payload in bytes
     * @param claim  owned by the caller and used by one thread at a time
     * @return 1, or the negative code that {@code offer} would give now
     */
    long tryClaim(int type, int length, Claim claim);

    /**
     * A batch for this connection. One may be reused for any number of commits; it belongs to one thread at a time.
     *
     * @return an empty batch
     */
    Batch batch();

    /**
     * Answers a message and acks it in one write: the answer exists if and only if the request is acked. Allowed for
     * the oldest unacked message, in {@link AckMode#AUTO} only while it is being handled; only on the polling
     * thread. A reply may exceed the backlog bound up to the context's hard limit, so that two full peers go on.
     *
     * @param sourceIndex index of the message that is answered
     * @param type        a number of the sender's choice
     * @param src         holds the payload
     * @param offset      where in {@code src} the payload begins
     * @param length      of the payload in bytes
     * @return the reply's index, or a negative code, {@link #OUT_OF_ORDER} included
     * @throws IndexOutOfBoundsException if the range is not within {@code src}
     */
    long reply(long sourceIndex, int type, BytesStore<?, ?> src, long offset, long length);

    /**
     * Does this connection's input and output once, without blocking, and delivers what has arrived. Acks, heartbeats
     * and time-outs are seen to also with {@code limit} 0. Work is bounded whatever has piled up.
     *
     * @param handler receives the messages
     * @param limit   most messages to deliver, 0 or more
     * @return how many messages were delivered
     * @throws IllegalStateException inside the handler
     */
    int poll(MessageHandler handler, int limit);

    /**
     * Acks every message up to and including an index. Only in {@link AckMode#MANUAL}, only on the polling thread.
     * An index that is already acked changes nothing, nor does any once the connection is closed.
     *
     * @param index of a message that was delivered
     * @throws IllegalArgumentException if no message with this index was delivered yet
     * @throws IllegalStateException    in {@link AckMode#AUTO}
     */
    void ack(long index);

    /** {@return the index of the last message accepted here, 0 if there is none} */
    long lastIndex();

    /**
     * {@return the index up to which a power loss takes nothing back; always 0 with {@link Durability#PAGE_CACHE}; any
     * thread}
     */
    long syncedIndex();

    /** {@return the index up to which the peer is known to have consumed our messages, 0 if none} */
    long ackedIndex();

    /** {@return the index up to which this side has consumed the peer's messages, 0 if none} */
    long consumedIndex();

    /** {@return how many messages this connection has ever accepted from its user} */
    long lastOrdinal();

    /** {@return how many accepted messages the peer is not known to have consumed} */
    long unackedMessages();

    /** {@return the state, which any thread may read} */
    ConnectionState state();

    /** {@return why the last session ended or was refused, {@link DisconnectReason#NONE} before the first end} */
    DisconnectReason lastDisconnect();

    /**
     * {@return how messages travel in this session, or did in the last one, {@link Transport#AUTO} before the first
     * session; any thread}
     */
    Transport transport();

    /** {@return live counters} */
    ConnectionStats stats();

    /** {@return whether the calling thread is inside this connection's message handler} */
    boolean isInHandler();

    /**
     * Ends the session, if there is one. The connection lives on, and a client logs in again. Inside the handler it
     * takes effect when that has returned, as does {@link #close()}.
     */
    void disconnect();

    /** Ends the session and lets go of the files. Never blocks, never discards; a second call does nothing. */
    @Override
    void close();

    /**
     * Puts a result of a sending method in words.
     *
     * @param result what a sending method returned
     * @return {@code INDEX} for an index, else the name of the code
     */
    static String resultName(final long result) {
        if (result > 0) {
            return "INDEX";
        }
        return switch ((int) Math.max(result, Integer.MIN_VALUE)) {
            case (int) BACK_PRESSURED -> "BACK_PRESSURED";
            case (int) STORE_FULL -> "STORE_FULL";
            case (int) STORE_FAILED -> "STORE_FAILED";
            case (int) NO_SESSION -> "NO_SESSION";
            case (int) SESSION_ENDED -> "SESSION_ENDED";
            case (int) TOO_LONG -> "TOO_LONG";
            case (int) CLOSED -> "CLOSED";
            case (int) OUT_OF_ORDER -> "OUT_OF_ORDER";
            default -> "UNKNOWN(" + result + ")";
        };
    }
}
