package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The real file system, but for what a double makes of it. */
public abstract class ForwardingDisk implements Disk {
    @Override
    public void force(final FileChannel file, final Path path) throws IOException {
        REAL.force(file, path);
    }

    @Override
    public void forceFolder(final Path folder) throws IOException {
        REAL.forceFolder(folder);
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        return REAL.write(file, path, bytes, position);
    }

    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        return REAL.create(path);
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException {
        REAL.rename(from, to);
    }

    @Override
    public boolean delete(final Path path) throws IOException {
        return REAL.delete(path);
    }

    @Override
    public void createFolder(final Path folder) throws IOException {
        REAL.createFolder(folder);
    }
}
