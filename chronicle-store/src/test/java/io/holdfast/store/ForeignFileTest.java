package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ForeignFileTest {
    private static final int PAGE = 4096;
    private static final int LENGTH = 4 * PAGE;

    @TempDir
    private Path folder;

    /** Cold code is interpreted and warm code compiled, and the JVM raises its error at other places in each. */
    @ParameterizedTest
    @ValueSource(ints = {0, 300, 30_000})
    void aCutFileIsToldOfWhereTheReaderSettlesAndNotLater(final int readsBefore) throws IOException {
        final Path path = Files.write(folder.resolve("file"), new byte[LENGTH]);
        int settled = 0;
        try (ForeignFile file = ForeignFile.open(path, LENGTH, LENGTH)) {
            final long last = file.address() + LENGTH - Long.BYTES;
            for (int i = 0; i < readsBefore; i++) {
                settled += readAndSettle(file, last);
            }
            cut(path, PAGE);

            assertThrows(InternalError.class, () -> readAndSettle(file, last));
        }
        assertEquals(readsBefore, settled);
    }

    @Test
    void aCutFileHarmsNobodyWhoReadsWhatIsLeft() throws IOException {
        final Path path = Files.write(folder.resolve("file"), new byte[LENGTH]);
        try (ForeignFile file = ForeignFile.open(path, LENGTH, LENGTH)) {
            cut(path, PAGE);

            assertEquals(1, readAndSettle(file, file.address()));
            assertThrows(IOException.class, file::requireWhole);
        }
    }

    @Test
    void anErrorThatIsDroppedDoesNotComeOutAfterwards() throws IOException {
        final Path path = Files.write(folder.resolve("file"), new byte[LENGTH]);
        try (ForeignFile file = ForeignFile.open(path, LENGTH, LENGTH)) {
            cut(path, 0);
            assertThrows(InternalError.class, () -> readAndSettle(file, file.address()));

            ForeignFile.drop();
        }
    }

    private static int readAndSettle(final ForeignFile file, final long address) {
        final long word = OffHeap.getLongAcquire(address);
        file.settle(address);
        return word == 0 ? 1 : 0;
    }

    private static void cut(final Path path, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
