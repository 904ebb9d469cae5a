package io.holdfast.bridge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A connection's place in a group that polls only those of its connections that may have work: whether it is awake, and
 * the bell to wake it with.
 * <pre>
 *   the thread that polls: doze()         whoever brings work: ring()
 *     isAwake := false                      work is there for others to see
 *     full fence                            full fence
 *     any work? then awake again            isAwake? else awake, and told to the group
 * </pre>
 * Either side stores before it loads, so at least one sees the other.
 */
final class Membership {
    private static final VarHandle AWAKE;

    static {
        try {
            AWAKE = MethodHandles.lookup().findVarHandle(Membership.class, "isAwake", boolean.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PeerConnection connection;
    private final WokenMembers woken;
    private boolean isAwake;
    private Membership next;

    // of the polling thread
    private boolean isOnlyToLook;
    private boolean isListed;
    private long awakeUntilNs;

    Membership(final PeerConnection connection, final WokenMembers woken) {
        this.connection = connection;
        this.woken = woken;
    }

    PeerConnection connection() {
        return connection;
    }

    /** Has the connection polled again and again for a while. Any thread, after having made work for it. */
    void ring() {
        VarHandle.fullFence();
        if (!(boolean) AWAKE.getOpaque(this) && AWAKE.compareAndSet(this, false, true)) {
            woken.add(this);
        }
    }

    /** Has the connection polled once, and longer only if that brings something. Polling thread. */
    void look() {
        if (AWAKE.compareAndSet(this, false, true)) {
            isOnlyToLook = true;
            woken.add(this);
        }
    }

    /** Lets others wake it from here on; what they brought before is to be looked for now. Polling thread. */
    void doze() {
        AWAKE.setOpaque(this, false);
        VarHandle.fullFence();
    }

    /** Does not sleep after all; if somebody has woken it meanwhile, the group is told as well. Polling thread. */
    void stayAwake() {
        AWAKE.compareAndSet(this, false, true);
    }

    /** {@return whether a look was all that was asked for since it slept; asked once} */
    boolean takeIsOnlyToLook() {
        final boolean was = isOnlyToLook;
        isOnlyToLook = false;
        return was;
    }

    /** Takes note whether it is among those that are polled. */
    void isListed(final boolean value) {
        isListed = value;
    }

    boolean isListed() {
        return isListed;
    }

    /** Has it polled until a time at least. */
    void awakeUntilNs(final long timeNs) {
        awakeUntilNs = timeNs;
    }

    /** {@return until when it is to be polled, also if that brings nothing} */
    long awakeUntilNs() {
        return awakeUntilNs;
    }

    /** {@return the one told before it; of the {@link WokenMembers}} */
    Membership next() {
        return next;
    }

    void next(final Membership member) {
        next = member;
    }
}
