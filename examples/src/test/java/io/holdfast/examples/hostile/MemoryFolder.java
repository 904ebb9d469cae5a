package io.holdfast.examples.hostile;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder in memory, where there is room for one: what makes many stores would wait for the disk most of its time. */
public final class MemoryFolder implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 1L << 30;

    @Override
    public Path createTempDirectory(final AnnotatedElementContext element, final ExtensionContext test)
        throws IOException {
        final boolean hasRoom = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
        return hasRoom ? Files.createTempDirectory(MEMORY, "holdfast") : Files.createTempDirectory("holdfast");
    }
}
