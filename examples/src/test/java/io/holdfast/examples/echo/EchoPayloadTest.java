package io.holdfast.examples.echo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EchoPayloadTest {
    private static final long SEND_TIME_NS = 1_234_567_890_123L;

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 64, 1000})
    void aWholePayloadTellsItsNumberAndSendTime(final int length) {
        final byte[] payload = new byte[length];
        for (final long number : new long[] {1, 2, 77, EchoPayload.MAX_NUMBER}) {
            EchoPayload.encode(payload, length, number, SEND_TIME_NS);

            assertEquals(number, EchoPayload.number(payload, length, EchoPayload.type(number)));
            assertEquals(SEND_TIME_NS, EchoPayload.sendTimeNs(payload));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 64, 333})
    void anyFlippedBitIsSeen(final int length) {
        final byte[] payload = new byte[length];
        EchoPayload.encode(payload, length, 42, SEND_TIME_NS);

        for (int bit = 0; bit < length * Byte.SIZE; bit++) {
            payload[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertEquals(EchoPayload.DAMAGED, EchoPayload.number(payload, length, EchoPayload.type(42)), "bit " + bit);
            payload[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    @Test
    void aCutOrPaddedPayloadIsSeen() {
        final byte[] payload = new byte[65];
        EchoPayload.encode(payload, 64, 42, SEND_TIME_NS);

        assertEquals(EchoPayload.DAMAGED, EchoPayload.number(payload, 63, EchoPayload.type(42)));
        assertEquals(EchoPayload.DAMAGED, EchoPayload.number(payload, 65, EchoPayload.type(42)));
        assertEquals(EchoPayload.DAMAGED, EchoPayload.number(payload, 0, EchoPayload.type(42)));
    }

    @Test
    void anotherTypeIsSeen() {
        final byte[] payload = new byte[64];
        EchoPayload.encode(payload, 64, 42, SEND_TIME_NS);

        assertEquals(EchoPayload.DAMAGED, EchoPayload.number(payload, 64, EchoPayload.type(43)));
    }

    @Test
    void atLeastFourTypesAreUsed() {
        final Set<Integer> types = new HashSet<>();

        for (long number = 1; number <= 10; number++) {
            types.add(EchoPayload.type(number));
        }

        assertTrue(types.size() >= 4, types.toString());
    }
}
