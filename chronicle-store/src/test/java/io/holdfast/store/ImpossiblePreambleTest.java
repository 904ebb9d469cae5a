package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A preamble with a right checksum and numbers that no owner writes: refused, instead of counted on for ever. */
class ImpossiblePreambleTest {
    private static final int BODY = ChronicleFormat.HEAD_LENGTH + MetaExcerpt.BODY_OFFSET;

    @TempDir
    private Path folder;

    private Path fill() throws IOException {
        try (StoreRoot root = Connections.root(folder)) {
            Connections.offer(root.connection("Server").sendQueue(), 100);
        }
        return CrashCopy.cycles(folder.resolve("Client/Server")).get(0);
    }

    private static void put(final Path cycle, final int offset, final long value) throws IOException {
        final byte[] bytes = Files.readAllBytes(cycle);
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(BODY + offset, value);
        final CRC32C crc = new CRC32C();
        crc.update(bytes, BODY, CyclePreamble.LENGTH - Integer.BYTES);
        file.putInt(BODY + CyclePreamble.LENGTH - Integer.BYTES, (int) crc.getValue());
        Files.write(cycle, bytes);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"last index before, 24, -1", "first ordinal, 32, 0", "first ordinal, 32, -1",
        "first ordinal, 32, 9223372036854775807", "bytes before, 40, -1", "bytes before, 40, 9223372036854775807",
        "ack, 48, -1", "generation, 16, 0"})
    void isRefusedAndLeftAsItIs(final String what, final int offset, final long value) throws IOException {
        final Path cycle = fill();
        put(cycle, offset, value);
        final byte[] before = Files.readAllBytes(cycle);

        try (StoreRoot root = Connections.root(folder)) {
            assertThrows(CorruptStoreException.class, () -> root.connection("Server"), what);
        }
        assertArrayEquals(before, Files.readAllBytes(cycle));
    }

    @Test
    void isTakenIfItCanBe() throws IOException {
        put(fill(), 32, 5);

        try (StoreRoot root = Connections.root(folder)) {
            assertEquals(5, root.connection("Server").sendQueue().lastOrdinal());
        }
    }
}
