package io.holdfast.examples.journal;

import io.holdfast.examples.command.ClosedOutput;
import io.holdfast.examples.command.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ByteOutputTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1,
        1_795_425_535_123_456_789L})
    void numbersAreThoseOfJava(final long value) {
        assertEquals(Long.toString(value), Written.text(out -> out.decimal(value)));
        assertEquals(String.format("%12d", value), Written.text(out -> out.decimal(value, 12, ' ')));
        assertEquals(Long.toHexString(value), Written.text(out -> out.hex(value)));
        assertEquals(String.format("%02x", value & 0xff), Written.text(out -> out.hexByte((int) value)));
    }

    @Test
    void leadingZerosMakeTheWidth() {
        assertEquals("000000042", Written.text(out -> out.decimal(42, 9, '0')));
    }

    @Test
    void allThatIsPutArrivesInItsOrderWhateverItsSize() {
        final long seed = System.identityHashCode(this);
        final Random random = new Random(seed);
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();

        final byte[] written = Written.bytes(out -> {
            for (int i = 0; i < 300; i++) {
                final byte[] piece = new byte[random.nextInt(i % 10 == 0 ? 200_000 : 3000)];
                random.nextBytes(piece);
                out.put(piece).put(i);
                expected.writeBytes(piece);
                expected.write(i);
            }
        });

        assertArrayEquals(expected.toByteArray(), written, "seed=" + seed);
    }

    @Test
    void aPipeThatNobodyReadsEndsTheProgramAndAFullDiskIsTold() {
        final ByteOutput pipe = new ByteOutput(failing("Broken pipe"));
        final ByteOutput disk = new ByteOutput(failing("No space left on device"));

        assertThrows(ClosedOutput.class, () -> pipe.put('x').flush());
        final String message = assertThrows(CommandFailure.class, () -> disk.put('x').flush()).getMessage();
        assertTrue(message.contains("No space left on device"), message);
    }

    private static OutputStream failing(final String reason) {
        return new OutputStream() {
            @Override
            public void write(final int value) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
