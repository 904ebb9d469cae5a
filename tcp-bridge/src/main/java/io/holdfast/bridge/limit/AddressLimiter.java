package io.holdfast.bridge.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Lets so many sockets a second in from one address, and twice as many at once from one that was quiet. Of IPv6 the
 * network's half of an address counts, a /64, as its owner has all of that. This machine's own addresses are not
 * limited: many peers may be here.
 * <p>
 * Remembers the busiest of the last few thousand addresses, in a table that never grows; where it is full, the least
 * busy one is forgotten, which lets that one in more often. One thread.
 */
public final class AddressLimiter {
    /** What {@link #addressOf} answers for this machine and for what is no address of a network. */
    public static final long LOCAL = 0;

    private static final int BUCKETS = 1024;
    private static final int BUCKET_LENGTH = 8;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int BURST_SECONDS = 2;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final long intervalNs;
    private final long burstNs;
    /** So that nobody can choose addresses that meet in one bucket. */
    private final long seed = new SecureRandom().nextLong();
    private final long[] addresses = new long[BUCKETS * BUCKET_LENGTH];
    /** When an address will have been quiet for long enough to have all of its burst again; in the past: it has. */
    private final long[] quietNs = new long[BUCKETS * BUCKET_LENGTH];

    /**
     * Makes an empty table.
     *
     * @param perSecond sockets of one address, or 0 for no limit
     */
    public AddressLimiter(final int perSecond) {
        intervalNs = perSecond == 0 ? 0 : SECOND_NS / perSecond;
        burstNs = intervalNs * perSecond * BURST_SECONDS;
    }

    /**
     * Tells what of an address counts.
     *
     * @param remote the other end of a socket
     * @return {@link #LOCAL}, the address if it is IPv4, the upper half of it if it is IPv6
     */
    public static long addressOf(final SocketAddress remote) {
        final InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null || address.isLoopbackAddress()) {
            return LOCAL;
        }
        final ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? bytes.getInt() & 0xFFFF_FFFFL : bytes.getLong();
    }

    /**
     * Counts a socket.
     *
     * @param address what {@link #addressOf} says of it
     * @param nowNs   the time, monotonic
     * @return whether it may come in
     */
    public boolean take(final long address, final long nowNs) {
        if (address == LOCAL || intervalNs == 0) {
            return true;
        }
        final int place = placeOf(address, nowNs);
        if (addresses[place] != address || quietNs[place] - nowNs < 0) {
            addresses[place] = address;
            quietNs[place] = nowNs;
        }
        if (quietNs[place] + intervalNs - nowNs > burstNs) {
            return false;
        }
        quietNs[place] += intervalNs;
        return true;
    }

    /** The address' own place, or that of the least busy one of its bucket. */
    private int placeOf(final long address, final long nowNs) {
        final long hash = (address ^ seed) * MIX;
        final int first = (int) ((hash ^ hash >>> 32) >>> 8 & BUCKETS - 1) * BUCKET_LENGTH;
        int least = first;
        for (int place = first; place < first + BUCKET_LENGTH; place++) {
            if (addresses[place] == address) {
                return place;
            }
            if (busyNs(place, nowNs) < busyNs(least, nowNs)) {
                least = place;
            }
        }
        return least;
    }

    private long busyNs(final int place, final long nowNs) {
        return addresses[place] == LOCAL ? -1 : Math.max(0, quietNs[place] - nowNs);
    }
}
