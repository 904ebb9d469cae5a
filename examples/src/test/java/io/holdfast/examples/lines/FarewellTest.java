package io.holdfast.examples.lines;

import io.holdfast.Clock;
import io.holdfast.DisconnectReason;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FarewellTest {
    private static final long LINGER_NS = 100;

    private long nowNs;

    private final Farewell farewell = new Farewell(new Clock() {
        @Override
        public long epochNs() {
            throw new AssertionError("not asked");
        }

        @Override
        public long monotonicNs() {
            return nowNs;
        }
    }, LINGER_NS);

    @Test
    void goesAtOnceWhenTheSenderHasSaidGoodbye() {
        farewell.onConnected(null, null);
        assertFalse(farewell.isOver(false));

        farewell.onDisconnected(null, DisconnectReason.REMOTE_DISCONNECT, "");

        assertTrue(farewell.isOver(false));
    }

    @Test
    void lingersForASenderThatWasCutOff() {
        farewell.onConnected(null, null);
        farewell.onDisconnected(null, DisconnectReason.CONNECTION_LOST, "");

        assertFalse(farewell.isOver(false));
        nowNs += LINGER_NS - 1;
        assertFalse(farewell.isOver(false));
        nowNs += 1;
        assertTrue(farewell.isOver(false));
    }

    @Test
    void aNewSessionAndANewLineStartTheWaitAnew() {
        farewell.isOver(false);
        nowNs += LINGER_NS;
        farewell.onConnected(null, null);
        assertFalse(farewell.isOver(false));

        nowNs += LINGER_NS;
        farewell.onDelivered();
        assertFalse(farewell.isOver(false));
    }

    @Test
    void waitsForASessionWhenOnlyThatCanTellWhetherTheEndIsWhole() {
        nowNs += 10 * LINGER_NS;
        assertFalse(farewell.isOver(true));

        farewell.onConnected(null, null);
        assertFalse(farewell.isOver(true));
        nowNs += LINGER_NS;

        assertTrue(farewell.isOver(true));
    }
}
