package io.holdfast.store;

import net.openhft.chronicle.core.OS;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** All of a file that nobody else changes, mapped, for tools that have a store to themselves. One thread. */
final class FileMapping implements AutoCloseable {
    private final RandomAccessFile file;
    private final long length;
    private final long address;

    private FileMapping(final RandomAccessFile file, final MapMode mode) throws IOException {
        this.file = file;
        length = file.length();
        address = length == 0 ? 0 : OS.map(file.getChannel(), mode, 0, length);
    }

    static FileMapping readOnly(final Path path) throws IOException {
        return of(RegularFile.open(path, "r"), MapMode.READ_ONLY);
    }

    static FileMapping writable(final Path path) throws IOException {
        return of(RegularFile.open(path, "rw"), MapMode.READ_WRITE);
    }

    private static FileMapping of(final RandomAccessFile file, final MapMode mode) throws IOException {
        try {
            return new FileMapping(file, mode);
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    long address() {
        return address;
    }

    long length() {
        return length;
    }

    FileChannel channel() throws IOException {
        return DurableFile.channelOf(file);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (length > 0) {
                OS.unmap(address, length);
            }
        }
    }
}
