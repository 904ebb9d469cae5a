package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;

import java.io.IOException;

/** What a {@link Session} does for the role of its client, once that is welcome. The thread of its shard. */
interface SessionPart extends AutoCloseable {
    /**
     * Takes a frame.
     *
     * @param frame   just parsed, of one of the role's own types
     * @param address of the buffer that it is in
     * @return false if it cannot be taken now and is to be shown again in a later cycle
     */
    boolean take(SessionFrameParser frame, long address);

    /**
     * Does what is to be done in each cycle, and sends what is not in the {@link SessionOutput}.
     *
     * @return how much was done
     * @throws IOException if the socket is broken
     */
    int onCycle() throws IOException;

    /** The rules are others now, as {@link Conversation#onRules()}. */
    void onRules();

    /** The socket may take more. */
    void onWritable();

    /** {@return whether a frame is in the socket in part, so that nothing else may be put behind it} */
    boolean isInFrame();

    /**
     * Writes what the socket takes of a frame that is in it in part, and no other.
     *
     * @throws IOException                if the socket is broken
     * @throws io.holdfast.StoreException if the message cannot be read any more
     */
    void finishFrame() throws IOException;

    /** Another session may take its place from now on, and nothing that the client says counts any more. */
    void letGo();

    /** {@return whether the socket took less than there was} */
    boolean isBlocked();

    /** {@return whether answers are not true yet, and must not go out} */
    boolean isHoldingAnswers();

    /** {@return whether answers are true now, which may wait for the disk} */
    boolean settleAnswers();

    /** {@return whether the client, who has said CLOSE, still gets something} */
    boolean isOwing();

    /** {@return as {@link Conversation#isWaiting()}} */
    boolean isWaiting();

    /** {@return as {@link Conversation#neededAfter()}} */
    long neededAfter();

    /** {@return as {@link Conversation#lagBytes()}} */
    long lagBytes();

    /** {@return as {@link Conversation#waitingEpochNs()}} */
    long waitingEpochNs();

    /** The client wants to be forgotten. */
    void forget();

    /** Lets go of what it has. */
    @Override
    void close();
}
