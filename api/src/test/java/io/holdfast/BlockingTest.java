package io.holdfast;

import net.openhft.chronicle.bytes.BytesStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class BlockingTest {
    private static final int TYPE = 3;
    private static final long STEP_NS = 10;
    private static final long TIMEOUT_NS = 5 * STEP_NS;

    private final Connection connection = mock(Connection.class);
    private final ManualClock clock = new ManualClock();
    private final DutyCycle dutyCycle = mock(DutyCycle.class);
    private final IdleStrategy idleStrategy = mock(IdleStrategy.class);
    private final Blocking blocking = new Blocking(connection, clock, dutyCycle, idleStrategy);
    private final BytesStore<?, ?> payload = BytesStore.wrap(new byte[8]);

    @BeforeEach
    void everyDutyCycleTakesOneStep() {
        when(connection.state()).thenReturn(ConnectionState.CONNECTED);
        when(dutyCycle.doWork()).thenAnswer(call -> {
            clock.advance(STEP_NS);
            return 2;
        });
    }

    @Test
    void anAcceptedOfferDoesNotWait() {
        whenOffered(5L);

        final long index = blocking.offer(TYPE, payload, 0, 8, TIMEOUT_NS);

        assertEquals(5, index);
        verify(connection).offer(TYPE, payload, 0, 8);
        verify(dutyCycle, never()).doWork();
    }

    @Test
    void anOfferWaitsOutBackPressure() {
        whenOffered(Connection.BACK_PRESSURED, Connection.STORE_FULL, Connection.NO_SESSION, 6L);

        final long index = blocking.offer(TYPE, payload, 0, 8, TIMEOUT_NS);

        assertEquals(6, index);
        verify(dutyCycle, times(3)).doWork();
        verify(idleStrategy, times(3)).idle(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {Connection.STORE_FAILED, Connection.SESSION_ENDED, Connection.TOO_LONG, Connection.CLOSED})
    void aFinalAnswerIsNotWaitedFor(final long code) {
        whenOffered(code);

        final long result = blocking.offer(TYPE, payload, 0, 8, TIMEOUT_NS);

        assertEquals(code, result);
        verify(dutyCycle, never()).doWork();
    }

    @Test
    void anOfferGivesUpAtItsDeadlineAndNotAStepBefore() {
        whenOffered(Connection.BACK_PRESSURED);

        final long result = blocking.offer(TYPE, payload, 0, 8, TIMEOUT_NS);

        assertEquals(Connection.BACK_PRESSURED, result);
        assertEquals(TIMEOUT_NS, clock.monotonicNs());
        verify(connection, times(6)).offer(TYPE, payload, 0, 8);
    }

    @Test
    void aTimeoutOfNothingTriesOnce() {
        whenOffered(Connection.BACK_PRESSURED);

        final long result = blocking.offer(TYPE, payload, 0, 8, 0);

        assertEquals(Connection.BACK_PRESSURED, result);
        verify(connection, times(1)).offer(TYPE, payload, 0, 8);
    }

    @Test
    void nobodyWaitsOnAClosedConnection() {
        whenOffered(Connection.BACK_PRESSURED);
        when(connection.state()).thenReturn(ConnectionState.CLOSED);

        assertEquals(Connection.BACK_PRESSURED, blocking.offer(TYPE, payload, 0, 8, Long.MAX_VALUE));
        assertFalse(blocking.awaitAcked(1, Long.MAX_VALUE));
    }

    @Test
    void awaitsTheAckOfAnIndex() {
        when(connection.ackedIndex()).thenReturn(0L, 9L, 10L);

        assertTrue(blocking.awaitAcked(10, TIMEOUT_NS));
        assertEquals(2 * STEP_NS, clock.monotonicNs());
    }

    @Test
    void awaitingAnAckEndsAtItsDeadline() {
        when(connection.ackedIndex()).thenReturn(9L);

        assertFalse(blocking.awaitAcked(10, TIMEOUT_NS));
        assertEquals(TIMEOUT_NS, clock.monotonicNs());
    }

    @Test
    void drainAwaitsWhatIsAcceptedByThen() {
        when(connection.lastIndex()).thenReturn(20L, 21L);
        when(connection.ackedIndex()).thenReturn(19L, 20L);

        assertTrue(blocking.drain(TIMEOUT_NS));
        assertEquals(STEP_NS, clock.monotonicNs());
    }

    @Test
    void drainOfAnEmptyConnectionReturnsAtOnce() {
        assertTrue(blocking.drain(TIMEOUT_NS));
        verify(dutyCycle, never()).doWork();
    }

    @Test
    void throwsInsideAMessageHandler() {
        when(connection.isInHandler()).thenReturn(true);
        when(connection.remoteName()).thenReturn("server");

        final Exception error = assertThrows(IllegalStateException.class,
            () -> blocking.offer(TYPE, payload, 0, 8, TIMEOUT_NS));
        assertThrows(IllegalStateException.class, () -> blocking.awaitAcked(1, TIMEOUT_NS));
        assertThrows(IllegalStateException.class, () -> blocking.drain(TIMEOUT_NS));

        assertTrue(error.getMessage().contains("connection=server"), error.getMessage());
        verify(connection, never()).offer(anyInt(), any(BytesStore.class), anyLong(), anyLong());
    }

    private void whenOffered(final Long first, final Long... next) {
        when(connection.offer(TYPE, payload, 0, 8)).thenReturn(first, next);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENDED", "CLOSED"})
    void nothingIsWaitedForOnAConnectionThatIsOver(final ConnectionState over) {
        when(connection.state()).thenReturn(over);

        assertFalse(blocking.awaitAcked(5, TIMEOUT_NS));
        assertFalse(blocking.awaitSynced(5, TIMEOUT_NS));

        verify(dutyCycle, never()).doWork();
    }
}
