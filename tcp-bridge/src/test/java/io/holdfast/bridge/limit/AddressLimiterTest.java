package io.holdfast.bridge.limit;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressLimiterTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int PER_SECOND = 10;

    private final AddressLimiter limiter = new AddressLimiter(PER_SECOND);
    private long nowNs = -5 * SECOND_NS;

    private static long address(final String text) {
        return AddressLimiter.addressOf(new InetSocketAddress(text, 4711));
    }

    private int taken(final String address, final int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += limiter.take(address(address), nowNs) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void letsTwoSecondsWorthInAtOnceAndThenSoManyASecond() {
        assertEquals(20, taken("10.0.0.1", 1000));

        nowNs += SECOND_NS;
        assertEquals(10, taken("10.0.0.1", 1000));
        nowNs += SECOND_NS / 10;
        assertEquals(1, taken("10.0.0.1", 1000));
        nowNs += 1000 * SECOND_NS;
        assertEquals(20, taken("10.0.0.1", 1000));
    }

    @Test
    void aCrowdOfOneAddressDoesNotCountForAnother() {
        taken("10.0.0.1", 1000);

        assertEquals(20, taken("10.0.0.2", 1000));
        assertEquals(20, taken("2001:db8::1", 1000));
    }

    @Test
    void ofIpv6TheFirstHalfCounts() {
        assertEquals(20, taken("2001:db8:0:1::1", 1000));

        assertEquals(0, taken("2001:db8:0:1:ffff::2", 1000));
        assertEquals(20, taken("2001:db8:0:2::1", 1000));
        assertEquals(address("10.0.0.1"), address("::ffff:10.0.0.1"), "the same address, written in another way");
    }

    @Test
    void thisMachinesOwnAddressesAreNotLimited() {
        assertEquals(1000, taken("127.0.0.1", 1000));
        assertEquals(1000, taken("127.9.9.9", 1000));
        assertEquals(1000, taken("::1", 1000));
        assertNotEquals(AddressLimiter.LOCAL, address("192.168.0.1"));
    }

    @Test
    void withoutALimitEverybodyComesIn() {
        final AddressLimiter none = new AddressLimiter(0);

        for (int i = 0; i < 1000; i++) {
            assertTrue(none.take(address("10.0.0.1"), nowNs));
        }
    }

    /** The table has 8,192 places. */
    @Test
    void whoComesTooOftenIsNotForgottenForAMillionOthersWhoComeOnce() {
        taken("10.0.0.1", 1000);

        for (int i = 0; i < 1_000_000; i++) {
            limiter.take(0x0B00_0000L + i, nowNs);
        }

        assertEquals(0, taken("10.0.0.1", 1000));
    }
}
