package io.holdfast;

import net.openhft.chronicle.bytes.BytesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;

import java.nio.BufferOverflowException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

class ClaimTest {
    private static final int TYPE = 7;

    private final Connection connection = mock(Connection.class);
    private final Claim claim = new Claim();

    @AfterEach
    void closeClaim() {
        claim.close();
    }

    @Test
    void commitOffersTheClaimedLengthAndAnswersTheIndex() {
        when(connection.offer(anyInt(), anyStore(), anyLong(), anyLong())).thenReturn(42L);
        claim.wrap(connection, TYPE, 16);
        claim.buffer().writeLong(1).writeLong(2);

        final long index = claim.commit();

        assertEquals(42, index);
        verify(connection).offer(TYPE, claim.buffer(), 0, 16);
        assertEquals(1, claim.buffer().readLong(0));
        assertEquals(2, claim.buffer().readLong(8));
    }

    @Test
    void aCommittedClaimIsUsedUp() {
        when(connection.offer(anyInt(), anyStore(), anyLong(), anyLong())).thenReturn(42L);
        claim.wrap(connection, TYPE, 8);
        claim.commit();

        assertThrows(IllegalStateException.class, claim::commit);

        verify(connection, times(1)).offer(anyInt(), anyStore(), anyLong(), anyLong());
    }

    @Test
    void aNegativeAnswerKeepsTheClaimForAnotherTry() {
        when(connection.offer(anyInt(), anyStore(), anyLong(), anyLong()))
            .thenReturn(Connection.BACK_PRESSURED, 43L);
        claim.wrap(connection, TYPE, 8);
        claim.buffer().writeLong(99);

        assertEquals(Connection.BACK_PRESSURED, claim.commit());
        assertEquals(99, claim.buffer().readLong(0));
        assertEquals(43, claim.commit());
    }

    @Test
    void anAbortedClaimSendsNothing() {
        claim.wrap(connection, TYPE, 8);
        claim.abort();

        assertThrows(IllegalStateException.class, claim::commit);

        verifyNoInteractions(connection);
    }

    @Test
    void aFreshClaimCannotBeCommitted() {
        assertThrows(IllegalStateException.class, claim::commit);
    }

    @Test
    void wrappingAgainForgetsTheFormerClaim() {
        final Connection other = mock(Connection.class);
        claim.wrap(connection, TYPE, 64);
        claim.buffer().writeLong(1);

        claim.wrap(other, TYPE + 1, 4);
        assertEquals(4, claim.buffer().writeRemaining());
        claim.commit();

        verify(other).offer(TYPE + 1, claim.buffer(), 0, 4);
        verifyNoMoreInteractions(connection);
    }

    @Test
    void whatWasNotWrittenIsZeros() {
        claim.wrap(connection, TYPE, 16);
        claim.buffer().writeLong(-1).writeLong(-1);

        claim.wrap(connection, TYPE, 16);
        claim.buffer().writeLong(7);
        claim.commit();

        assertEquals(16, claim.buffer().readRemaining());
        assertEquals(7, claim.buffer().readLong(0));
        assertEquals(0, claim.buffer().readLong(Long.BYTES));
    }

    @Test
    void theBufferTakesTheClaimedLengthAndNotAByteMore() {
        claim.wrap(connection, TYPE, 4);
        claim.buffer().writeInt(1);

        assertThrows(BufferOverflowException.class, () -> claim.buffer().writeByte((byte) 1));
    }

    @Test
    void anEmptyPayloadMayBeClaimed() {
        claim.wrap(connection, TYPE, 0);
        claim.commit();

        verify(connection).offer(TYPE, claim.buffer(), 0, 0);
    }

    private static BytesStore<?, ?> anyStore() {
        return ArgumentMatchers.<BytesStore<?, ?>>any();
    }
}
