package io.holdfast.bridge;

import io.holdfast.bridge.channel.Waiter;

/** A part of what one thread drives, as far as that thread parks. Only ever called by that thread. */
interface Parkable {
    /**
     * How long to wait, at most, where something was found that goes on only by trying again, such as a message that
     * the handler would not take: 1 ms, in nanoseconds.
     */
    long RETRY_NS = 1_000_000;

    /**
     * Has the waiter watch whatever may bring work, then looks for work that is there already. Whoever brings work
     * later on, and is not watched, rings the {@link Parking}.
     *
     * @return how long the thread may wait, in nanoseconds; 0 if there is work now
     */
    long beginParking(Waiter waiter);

    /** Ends what {@link #beginParking} began, also if that was not called. */
    default void endParking() {
    }
}
