package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Waiter;

import java.util.Arrays;

/**
 * Those connections of a large group that are polled at each poll: the awake ones. One goes to sleep when polls have
 * brought nothing for a while and there is nothing to wait for but the socket or a bell. It wakes
 * <ul>
 * <li>when its socket is ready, which one look at a selector tells for all,</li>
 * <li>when somebody brings work and rings, see {@link Membership},</li>
 * <li>four times in a heartbeat interval, in turn, for what comes with time.</li>
 * </ul>
 * The polling thread, except {@link #members()}.
 */
final class AwakeMembers {
    /** How long one stays awake after work, in nanoseconds: who talks to it then does not wait for a selector. */
    static final long LINGER_NS = 1_000_000;

    private static final int TURNS_PER_HEARTBEAT = 4;
    private static final int MOST_POLLS_PER_LOOK = 32;
    private static final long LOOK_INTERVAL_NS = 20_000;
    private static final int INITIAL_CAPACITY = 16;

    private final Clock clock;
    private final long turnNs;
    private final WokenMembers woken = new WokenMembers();
    private Membership[] awake = new Membership[INITIAL_CAPACITY];
    private int count;
    private int first;
    private Waiter waiter;
    private int pollsPerLook = 1;
    private int pollsToLook;
    private long nowNs;
    private long turnedNs;
    private int nextTurn;
    private boolean isPolling;

    AwakeMembers(final EndpointContext<?> context) {
        clock = context.clock();
        turnNs = Math.max(1, context.heartbeatIntervalNs() / TURNS_PER_HEARTBEAT);
        nowNs = clock.monotonicNs();
        turnedNs = nowNs;
    }

    /** {@return where members are told that have woken} */
    WokenMembers members() {
        return woken;
    }

    /** {@return how many are awake; for tests} */
    int count() {
        return count;
    }

    /**
     * Polls those that are awake.
     *
     * @param all           the members of the group
     * @param currentWaiter watches the sockets of those that sleep
     * @return how many messages were delivered
     */
    int poll(final PeerConnection[] all, final Waiter currentWaiter, final MessageHandler handler, final int limit) {
        if (isPolling) {
            throw new IllegalStateException("poll inside the handler");
        }
        isPolling = true;
        try {
            if (waiter != currentWaiter) {
                waiter = currentWaiter;
                wakeAll(all);
            }
            if (--pollsToLook <= 0) {
                look(all);
            }
            takeWoken();
            return pollAwake(handler, limit);
        } finally {
            isPolling = false;
        }
    }

    /** What watched the sockets does so no more. */
    private static void wakeAll(final PeerConnection[] all) {
        for (final PeerConnection connection : all) {
            connection.doorbell().membership().look();
        }
    }

    /** Looks at the clock and at the sockets: seldom while polls follow each other closely and have work. */
    private void look(final PeerConnection[] all) {
        final long lastNs = nowNs;
        nowNs = clock.monotonicNs();
        pollsPerLook = count == 0 || nowNs - lastNs >= LOOK_INTERVAL_NS ? 1
            : Math.min(2 * pollsPerLook, MOST_POLLS_PER_LOOK);
        pollsToLook = pollsPerLook;
        waiter.look();
        takeTurns(all);
    }

    private void takeTurns(final PeerConnection[] all) {
        final long elapsedNs = nowNs - turnedNs;
        final int due = elapsedNs >= turnNs ? all.length : (int) ((double) elapsedNs * all.length / turnNs);
        if (due <= 0) {
            return;
        }
        turnedNs = due == all.length ? nowNs : turnedNs + (long) ((double) due * turnNs / all.length);
        for (int i = 0; i < due; i++) {
            if (++nextTurn >= all.length) {
                nextTurn = 0;
            }
            all[nextTurn].doorbell().membership().look();
        }
    }

    private void takeWoken() {
        Membership member = woken.takeAll();
        while (member != null) {
            final Membership next = member.next();
            member.next(null);
            member.awakeUntilNs(member.takeIsOnlyToLook() ? nowNs : nowNs + LINGER_NS);
            member.connection().slot().endParking();
            if (!member.isListed()) {
                add(member);
            }
            member = next;
        }
    }

    private void add(final Membership member) {
        if (count == awake.length) {
            awake = Arrays.copyOf(awake, 2 * count);
        }
        member.isListed(true);
        awake[count++] = member;
    }

    private int pollAwake(final MessageHandler handler, final int limit) {
        final int polled = count;
        if (polled == 0) {
            return 0;
        }
        if (++first >= polled) {
            first = 0;
        }
        final int begin = first;
        int delivered = 0;
        boolean hasGaps = false;
        try {
            for (int i = 0; i < polled; i++) {
                first = begin + i < polled ? begin + i : begin + i - polled; // if it throws, the next begins behind it
                final Membership member = awake[first];
                final int messages = member.connection().slot().poll(handler, limit);
                if (messages > 0) {
                    delivered += messages;
                    member.awakeUntilNs(nowNs + LINGER_NS);
                } else if (nowNs - member.awakeUntilNs() >= 0 && !isKeptAwake(member)) {
                    member.isListed(false);
                    awake[first] = null;
                    hasGaps = true;
                }
            }
            first = begin;
        } finally {
            if (hasGaps) {
                closeGaps();
            }
        }
        return delivered;
    }

    /** {@return whether it has work, or something to try again soon, so that it cannot sleep yet} */
    private boolean isKeptAwake(final Membership member) {
        final SessionSlot slot = member.connection().slot();
        member.doze();
        boolean canSleep = false;
        try {
            canSleep = slot.beginParking(waiter) == Long.MAX_VALUE;
        } finally {
            if (!canSleep) {
                member.stayAwake();
            }
        }
        if (!canSleep) {
            slot.endParking();
            member.awakeUntilNs(nowNs + Parkable.RETRY_NS);
        }
        return !canSleep;
    }

    private void closeGaps() {
        int kept = 0;
        int begin = first;
        for (int i = 0; i < count; i++) {
            if (awake[i] != null) {
                awake[kept++] = awake[i];
            } else if (i <= first) {
                begin--;
            }
        }
        Arrays.fill(awake, kept, count, null);
        count = kept;
        first = begin;
    }

    /** As {@link Parkable#beginParking}; those that sleep are watched already. */
    long beginParking(final Waiter parkingWaiter) {
        pollsToLook = 0;
        if (!woken.isEmpty() || parkingWaiter != waiter) {
            return 0;
        }
        long waitNs = Long.MAX_VALUE; // for what comes with time, the bound of the wait is short enough
        for (int i = 0; i < count && waitNs > 0; i++) {
            waitNs = Math.min(waitNs, awake[i].connection().slot().beginParking(parkingWaiter));
        }
        return waitNs;
    }

    void endParking() {
        for (int i = 0; i < count; i++) {
            awake[i].connection().slot().endParking();
        }
    }
}
