package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegularFileTest {
    @TempDir
    private Path folder;

    @Test
    void aFileAndALinkToItAreReadAndOneThatIsNotThereIsCreated() throws IOException {
        final byte[] bytes = {1, 2, 3};
        final Path file = Files.write(folder.resolve("file"), bytes);

        assertArrayEquals(bytes, RegularFile.read(file));
        assertArrayEquals(bytes, RegularFile.read(Files.createSymbolicLink(folder.resolve("link"), file)));
        try (RandomAccessFile created = RegularFile.open(folder.resolve("new"), "rw")) {
            assertEquals(0, created.length());
        }
        assertThrows(NoSuchFileException.class, () -> RegularFile.read(folder.resolve("gone")));
        assertThrows(NoSuchFileException.class, () -> RegularFile.open(folder.resolve("gone"), "r"));
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        final Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipe can be made here");

        assertEquals("not a regular file", assertThrows(FileSystemException.class,
            () -> RegularFile.read(pipe)).getReason());
        assertThrows(FileSystemException.class, () -> RegularFile.open(pipe, "r"));
        assertThrows(FileSystemException.class, () -> RegularFile.open(folder, "r"));
    }

    @Test
    void aFileThatIsLongerThanAnyRecordIsNotReadIntoMemory() throws IOException {
        final Path file = folder.resolve("long");
        try (RandomAccessFile created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(10L << 30);
        }

        assertEquals("longer than such a file can be", assertThrows(FileSystemException.class,
            () -> RegularFile.read(file)).getReason());
    }
}
