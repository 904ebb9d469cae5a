package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a consumer wants to be subscribed to, in the order in which it said so, and what of that the server knows. All
 * of it is said again in each session: the server leaves subscriptions as they are that it has kept. One thread.
 */
final class Wishes {
    private final List<Wish> wishes = new ArrayList<>();
    private final boolean isDurable;
    private boolean isKnown;
    private boolean isAllAsked;
    private int requests;

    Wishes(final boolean isDurable) {
        this.isDurable = isDurable;
    }

    /** Wants the messages of a queue, or with an empty name of all. */
    void subscribe(final byte[] name, final QueuePosition position) {
        wishes.removeIf(wish -> Arrays.equals(wish.name, name) && (wish.position != null || name.length > 0));
        add(new Wish(name.clone(), position));
    }

    /** Wants the messages of a queue no more, or with an empty name of none. */
    void unsubscribe(final byte[] name) {
        wishes.removeIf(wish -> name.length == 0 || Arrays.equals(wish.name, name));
        add(new Wish(name.clone(), null));
    }

    private void add(final Wish wish) {
        wishes.add(wish);
        isAllAsked = false;
    }

    /** Nothing of it was said in the session that begins. */
    void begin(final Welcome welcome, final boolean isOtherLog) {
        isKnown = welcome.has(Welcome.FLAG_KNOWN);
        isAllAsked = false;
        for (final Wish wish : wishes) {
            wish.request = 0;
            wish.isFromStart |= isOtherLog;
        }
    }

    /**
     * Says what was not said yet, as far as there is room.
     *
     * @param consumed the index of the last message that is done with
     * @return how much was said
     */
    int ask(final FrameStream frames, final long consumed) {
        int count = 0;
        for (int i = 0; !isAllAsked && i < wishes.size(); i++) {
            final Wish wish = wishes.get(i);
            if (wish.request == 0) {
                final long address = frames.claim(SessionFrames.SUBSCRIBE_OVERHEAD + wish.name.length);
                if (address == 0) {
                    return count;
                }
                wish.request = ++requests;
                frames.commit(put(address, wish, consumed));
                count++;
            }
        }
        isAllAsked = true;
        return count;
    }

    private int put(final long address, final Wish wish, final long consumed) {
        final int headLength;
        if (wish.position == null) {
            headLength = SessionFrames.putUnsubscribeHead(address, wish.name.length);
        } else {
            final QueuePosition position = position(wish, consumed);
            wish.isFromAck = position.from() == SessionFrames.FROM_LAST_ACK;
            headLength = SessionFrames.putSubscribeHead(address, wish.request, position.from(), position.value(),
                wish.name.length);
        }
        UnsafeMemory.UNSAFE.copyMemory(wish.name, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), null,
            address + headLength, wish.name.length);
        return headLength + wish.name.length;
    }

    private QueuePosition position(final Wish wish, final long consumed) {
        if (!wish.isHeld) {
            return wish.position.isOnlyIfNew() && isKnown ? QueuePosition.LAST_ACK : wish.position;
        }
        if (isDurable && isKnown) {
            return QueuePosition.LAST_ACK;
        }
        return wish.isFromStart ? QueuePosition.start() : QueuePosition.sequence(Math.max(consumed, wish.after) + 1);
    }

    /** The server has answered a subscription. */
    void answered(final SessionFrameParser frame, final Progress progress, final QueueClientListener listener) {
        final long after = frame.after();
        final boolean isBack = frame.round() != progress.round();
        final Wish wish = of(frame.request());
        if (wish != null && (!wish.isHeld || wish.isFromStart)) {
            final long consumed = wish.isFromAck ? progress.consumed() : 0; // its ack may be on its way
            progress.backTo(Math.max(isBack ? after : Math.max(after, progress.seen()), consumed));
        }
        progress.round(frame.round());
        if (wish != null) {
            wish.isHeld = true;
            wish.isFromStart = false;
            wish.after = after;
            if ((frame.flags() & SessionFrames.FLAG_PURGED) != 0) {
                listener.onPurged(new String(wish.name, StandardCharsets.UTF_8), after);
            }
        }
    }

    private Wish of(final int request) {
        for (int i = 0; i < wishes.size(); i++) {
            if (wishes.get(i).request == request && wishes.get(i).position != null) {
                return wishes.get(i);
            }
        }
        return null;
    }

    /** A subscription, or without a position the end of one. */
    private static final class Wish {
        private final byte[] name;
        private final QueuePosition position;
        private int request;
        private boolean isHeld;
        private boolean isFromStart;
        private boolean isFromAck;
        private long after;

        Wish(final byte[] name, final QueuePosition position) {
            this.name = name;
            this.position = position;
        }
    }
}
