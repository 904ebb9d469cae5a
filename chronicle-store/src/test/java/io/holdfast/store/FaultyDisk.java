package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that fails when it is told to, before it does anything. */
final class FaultyDisk implements Disk {
    /** What a disk is asked for. */
    enum Operation {
        FORCE, FORCE_FOLDER, WRITE, CREATE, RENAME, DELETE, CREATE_FOLDER;

        /** {@return whether a full disk can be why it fails} */
        boolean isInNeedOfRoom() {
            return this == WRITE || this == CREATE || this == RENAME || this == CREATE_FOLDER;
        }
    }

    /** Decides. */
    interface Rule {
        /** {@return why an operation on a path fails, null if it does not} */
        String reason(Operation operation, Path path);
    }

    static final String IO_ERROR = "Input/output error";
    static final String NO_SPACE = "No space left on device";
    static final String NO_DESCRIPTOR = "next.tmp (Too many open files)";
    static final Rule WELL = (operation, path) -> null;

    volatile Rule rule = WELL;

    /** Fails one kind of operation. */
    void fail(final Operation failing, final String reason) {
        rule = (operation, path) -> operation == failing ? reason : null;
    }

    private void check(final Operation operation, final Path path) throws IOException {
        final String reason = rule.reason(operation, path);
        if (reason != null) {
            throw new IOException(reason);
        }
    }

    @Override
    public void force(final FileChannel file, final Path path) throws IOException {
        check(Operation.FORCE, path);
        REAL.force(file, path);
    }

    @Override
    public void forceFolder(final Path folder) throws IOException {
        check(Operation.FORCE_FOLDER, folder);
        REAL.forceFolder(folder);
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        check(Operation.WRITE, path);
        return REAL.write(file, path, bytes, position);
    }

    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        check(Operation.CREATE, path);
        return REAL.create(path);
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException {
        check(Operation.RENAME, to);
        REAL.rename(from, to);
    }

    @Override
    public boolean delete(final Path path) throws IOException {
        check(Operation.DELETE, path);
        return REAL.delete(path);
    }

    @Override
    public void createFolder(final Path folder) throws IOException {
        check(Operation.CREATE_FOLDER, folder);
        REAL.createFolder(folder);
    }
}
