package io.holdfast.store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files in a log's folder that only stock tools go by must not stop the log. */
class LogForeignFilesTest {
    @TempDir
    private Path folder;
    private LogFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new LogFixture(folder);
    }

    @Test
    void goesOnNextToAFileThatChronicleCannotRead() throws IOException {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
            Files.write(folder.resolve("send").resolve("zzz.cq4"), new byte[10]);

            fixture.appendAll(log, 11, 3000);
            assertEquals(numbers(1, 3000), readAll(log));
            assertTrue(log.purge(log.lastIndex()) > 0, "nobody holds a cycle");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "zeros", "half", "garbage", "unready", "short"})
    void opensWithADamagedListing(final String damage) throws IOException {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
        }
        final Path file = folder.resolve("send").resolve("metadata.cq4t");
        final byte[] bytes = Files.readAllBytes(file);
        final ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (damage) {
            case "empty" -> Files.write(file, new byte[0]);
            case "zeros" -> Files.write(file, new byte[bytes.length]);
            case "half" -> {
                Arrays.fill(bytes, 64, bytes.length, (byte) 0);
                Files.write(file, bytes);
            }
            case "garbage" -> {
                Arrays.fill(bytes, (byte) 7);
                Files.write(file, bytes);
            }
            case "unready" -> {
                words.putInt(0, ChronicleFormat.NOT_COMPLETE);
                Files.write(file, bytes);
            }
            default -> Files.write(file, Arrays.copyOf(bytes, 100));
        }

        try (Log log = fixture.open()) {
            assertEquals(numbers(1, 10), readAll(log));
        }
    }
}
