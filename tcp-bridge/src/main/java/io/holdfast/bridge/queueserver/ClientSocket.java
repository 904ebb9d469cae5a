package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.BaseFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.function.BiFunction;

/**
 * A client's socket, what came from it and is not worked on yet, and its end. The thread of its shard. The buffer grows
 * with what the client really sends, up to its limit, and beyond that for a frame that needs it.
 */
final class ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    private final Channel channel;
    private final QueueShard shard;
    private final StreamBuffer in;
    private final OkReplies okReplies;
    private final Runnable onReady;
    private final ClientRights rights;
    private String roleName = "none";
    private BiFunction<SessionCode, String, Parting> lastWord;
    private Parting parting;
    private final long cameNs;
    private long activeNs;
    private long diskDueNs;
    private int countedBytes;
    private int interest = -1;
    private boolean isEnded;
    private boolean isClosed;
    private boolean isGone;
    private boolean isKnown;

    ClientSocket(final Channel channel, final QueueShard shard, final Runnable onReady) {
        this.channel = channel;
        this.shard = shard;
        this.onReady = onReady;
        in = new StreamBuffer(shard.context().inputLength());
        rights = new ClientRights(shard.rules());
        okReplies = new OkReplies(shard.context().isReplyOk(), shard.okAnswers());
        cameNs = shard.nowNs();
        activeNs = cameNs;
        diskDueNs = cameNs;
        account();
        watch(Waiter.READ);
    }

    Channel channel() {
        return channel;
    }

    StreamBuffer in() {
        return in;
    }

    OkReplies okReplies() {
        return okReplies;
    }

    /** {@return what the client may do} */
    ClientRights rights() {
        return rights;
    }

    void roleName(final String value) {
        roleName = value;
    }

    /** The client has said who it is: from now on it gets memory for what it sends. */
    void known() {
        isKnown = true;
    }

    /**
     * Reads what is there, once, if there is room.
     *
     * @return how many bytes
     * @throws IOException if the socket is broken
     */
    int read() throws IOException {
        if (isEnded || !in.hasRoom()) {
            return 0;
        }
        final int count = in.read(channel, isKnown && shard.hasInputRoom(in.bytes().capacity()));
        account();
        if (count < 0) {
            isEnded = true;
            return 0;
        }
        if (count > 0) {
            active();
        }
        return count;
    }

    /** {@return the length of the next event, or 0 if it is not whole yet or ended the client} */
    int nextEvent(final BaseFrameParser parser) {
        final int length = parser.parse(in.bytes(), in.start(), in.end());
        if (length == BaseFrameParser.INCOMPLETE) {
            makeRoomForFrame(parser.neededLength());
            return 0;
        }
        if (length == BaseFrameParser.FAULTY) {
            refuse(parser.faultText());
            return 0;
        }
        return length;
    }

    /** Makes room for more of a frame of which all that fits is here; if memory is short, that ends the client. */
    void makeRoomForFrame(final int frameLength) {
        final int capacity = in.bytes().capacity();
        final boolean isToGrow = in.length() == capacity && frameLength > capacity;
        if (isToGrow && !isKnown) {
            refuse("it sends too much before it has said who it is: bytes=" + frameLength);
            return;
        }
        if (isToGrow && !shard.hasInputRoom(Math.min(frameLength - capacity, capacity))) {
            refuse("too many long frames at a time: bytes=" + frameLength + " maxInputBytes="
                + shard.context().maxInputBytes());
            return;
        }
        in.makeRoomForFrame(frameLength);
        account();
    }

    /** Gives memory back that a long frame took, now and then. */
    void rest() {
        in.rest();
        account();
    }

    private void account() {
        final int capacity = in.bytes().capacity();
        shard.countInput(capacity - countedBytes);
        countedBytes = capacity;
    }

    /** {@return whether the client will send no more} */
    boolean isEnded() {
        return isEnded;
    }

    /** Bytes went from the client or to it. */
    void active() {
        activeNs = shard.nowNs();
    }

    /** {@return up to when its turns at the disk are used up, see {@link DiskTurns}} */
    long diskDueNs() {
        return diskDueNs;
    }

    void diskDueNs(final long value) {
        diskDueNs = value;
    }

    /** {@return when it came} */
    long cameNs() {
        return cameNs;
    }

    /** {@return when bytes last went from the client or to it, or it came} */
    long activeNs() {
        return activeNs;
    }

    /** Is to be told when the socket is ready for this, see {@link Waiter}. */
    void watch(final int newInterest) {
        if (newInterest != interest && !isClosed) {
            interest = newInterest;
            channel.watch(shard.waiter(), newInterest, onReady);
        }
    }

    /** As {@link #watch}, when the conversation is over. */
    void watchParting(final int newInterest) {
        if (newInterest != interest && !isGone) {
            interest = newInterest;
            channel.watch(shard.waiter(), newInterest, onReady);
        }
    }

    /** Has somebody say to the client why it is ended; what is answered is still to be done then, null for nothing. */
    void onRefusal(final BiFunction<SessionCode, String, Parting> value) {
        lastWord = value;
    }

    /** Ends it because of what the client did or does not do; that is logged. */
    void refuse(final String reason) {
        refuse(SessionCode.UNKNOWN, reason);
    }

    /** Ends it because of what the client did or does not do, for which its protocol may have a code; logged. */
    void refuse(final SessionCode code, final String reason) {
        if (!isClosed) {
            shard.closingLog().closed(channel.remoteAddress(), roleName, reason);
            part(code, reason);
        }
    }

    /** Ends it. The client is told why, if its protocol can, and gets some time to read that. */
    void part(final SessionCode code, final String reason) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        final Parting begun = lastWord == null ? null : lastWord.apply(code, reason);
        if (begun == null || !shard.mayPart(isKnown)) {
            answer();
            close();
        } else {
            parting = begun;
            shard.countParting(1);
        }
    }

    /** Without its answers a client of the base protocol cannot tell a refusal from an end. */
    private void answer() {
        try {
            okReplies.write(channel);
        } catch (final IOException e) {
            LOG.debug("a client that is closed does not take its answers: from={}", channel.remoteAddress(), e);
        }
    }

    /** Ends it without a word: the client has gone, at a place where it may, or the server goes. */
    void close() {
        isClosed = true;
        if (!isGone) {
            isGone = true;
            channel.close();
            in.close();
            shard.countInput(-countedBytes);
            shard.countParting(parting == null ? 0 : -1);
            shard.hasClosed();
        }
    }

    /** {@return whether the conversation is over; the client may still be told why} */
    boolean isClosed() {
        return isClosed;
    }

    /** {@return whether the socket is closed too} */
    boolean isGone() {
        return isGone;
    }

    /** {@return how much was done for a client whose conversation is over, now that its socket is ready} */
    int onPartingReady() {
        return parting == null || isGone ? 0 : parting.goOn();
    }

    /** Closes the socket of a client whose conversation is over, if it had its time. */
    void onPartingCycle() {
        if (parting != null && parting.isOver()) {
            close();
        }
    }
}
