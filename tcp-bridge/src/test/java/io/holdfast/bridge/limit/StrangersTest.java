package io.holdfast.bridge.limit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StrangersTest {
    private static final long HERE = 1;
    private static final long THERE = 2;
    private static final int PLACES = 8;

    private final Strangers<String> strangers = new Strangers<>(PLACES);

    @Test
    void whoHasBeenThereLongestGivesWay() {
        strangers.add("first", HERE);
        strangers.add("second", THERE);

        assertEquals("first", strangers.inTheWayOf(THERE));
        assertTrue(strangers.remove("first"));
        assertEquals("second", strangers.inTheWayOf(HERE));
        assertEquals("second", strangers.oldest());
    }

    @Test
    void anAddressWithAQuarterOfThePlacesMakesRoomForItself() {
        strangers.add("other", THERE);
        strangers.add("first", HERE);
        assertEquals("other", strangers.inTheWayOf(HERE));

        strangers.add("second", HERE);

        assertEquals("first", strangers.inTheWayOf(HERE));
        assertEquals("other", strangers.inTheWayOf(THERE));
    }

    @Test
    void nobodyIsForgottenTwice() {
        strangers.add("first", HERE);

        assertTrue(strangers.remove("first"));
        assertFalse(strangers.remove("first"));
        assertEquals(0, strangers.size());
        assertNull(strangers.oldest());
        assertNull(strangers.inTheWayOf(HERE));
    }
}
