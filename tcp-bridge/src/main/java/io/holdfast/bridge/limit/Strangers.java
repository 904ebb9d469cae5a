package io.holdfast.bridge.limit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Those who have not said yet who they are, in the order they came, and who of them gives way when there are too many:
 * the one that has been there longest; but from an address that has a quarter of the places, the longest there of that
 * address, so that one address cannot shut out the others. Every question takes the same short time. One thread.
 *
 * @param <T> a stranger; one is equal to itself alone
 */
public final class Strangers<T> {
    private static final int SHARES = 4;

    private final int places;
    private final Map<T, Long> addresses = new LinkedHashMap<>();
    private final Map<Long, LinkedHashSet<T>> ofAddress = new HashMap<>();

    /**
     * Nobody yet.
     *
     * @param places how many there should be at most
     */
    public Strangers(final int places) {
        this.places = places;
    }

    /**
     * Takes note of one more.
     *
     * @param stranger came last
     * @param address  where from, as {@link AddressLimiter#addressOf} tells
     */
    public void add(final T stranger, final long address) {
        addresses.put(stranger, address);
        ofAddress.computeIfAbsent(address, absent -> new LinkedHashSet<>()).add(stranger);
    }

    /**
     * Forgets one, who is known now or gone.
     *
     * @param stranger who
     * @return whether it was here
     */
    public boolean remove(final T stranger) {
        final Long address = addresses.remove(stranger);
        if (address == null) {
            return false;
        }
        final LinkedHashSet<T> neighbours = ofAddress.get(address);
        neighbours.remove(stranger);
        if (neighbours.isEmpty()) {
            ofAddress.remove(address);
        }
        return true;
    }

    /** {@return how many there are} */
    public int size() {
        return addresses.size();
    }

    /** {@return who has been here longest, null if nobody is here} */
    public T oldest() {
        return addresses.isEmpty() ? null : addresses.keySet().iterator().next();
    }

    /** {@return all, those first who came first} */
    public Iterable<T> all() {
        return addresses.keySet();
    }

    /**
     * Tells who has to make room for one more.
     *
     * @param address where that one comes from
     * @return who gives way, null if nobody is here
     */
    public T inTheWayOf(final long address) {
        final LinkedHashSet<T> neighbours = ofAddress.get(address);
        return neighbours == null || neighbours.size() < Math.max(1, places / SHARES) ? oldest()
            : neighbours.iterator().next();
    }
}
