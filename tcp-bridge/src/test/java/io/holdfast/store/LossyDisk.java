package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A disk that keeps book of what is forced, and whose power fails when it is told to: at once, or within a number of
 * calls. The image is made at that very instant. What runs on afterwards, to let go of its files, changes nothing that
 * counts. One thread.
 */
public final class LossyDisk implements Disk {
    private static final int NEVER = -1;

    private final DiskHistory history;
    private final Path image;
    private final Random random;
    private int callsLeft = NEVER;
    private boolean isLost;

    /**
     * A disk of which everything below a folder is on the device.
     *
     * @param root   the folder, which exists
     * @param image  where to make what a loss leaves; does not exist
     * @param random decides what that is
     */
    public LossyDisk(final Path root, final Path image, final Random random) {
        history = new DiskHistory(root);
        this.image = image;
        this.random = random;
    }

    /** {@return whether the power has failed} */
    public boolean isLost() {
        return isLost;
    }

    /** {@return whether changes of names reached the device in the order in which they were made} */
    public boolean isOrdered() {
        return history.isOrdered();
    }

    /**
     * Lets the power fail within a number of calls.
     *
     * @param calls that go well before; negative: let it never fail
     */
    public void failAfter(final int calls) {
        callsLeft = calls;
    }

    /** Lets the power fail now. */
    public void fail() {
        if (!isLost) {
            isLost = true;
            history.lose(image, random);
        }
    }

    /** Lets the device write back some of what was not forced. */
    public void writeSomeBack() {
        if (!isLost) {
            history.writesSomeBack(random);
        }
    }

    /** {@return whether to keep book of a call} */
    private boolean isCounted() {
        if (!isLost && callsLeft >= 0 && callsLeft-- == 0) {
            fail();
            throw new PowerLoss();
        }
        return !isLost;
    }

    @Override
    public void force(final FileChannel file, final Path path) {
        if (isCounted()) {
            history.forced(path);
        }
    }

    @Override
    public void forceFolder(final Path folder) {
        if (isCounted()) {
            history.forcedFolder(folder);
        }
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        isCounted();
        return REAL.write(file, path, bytes, position);
    }

    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        final boolean isNew = isCounted() && !Files.exists(path);
        final RandomAccessFile file = REAL.create(path);
        if (isNew) {
            history.created(path);
        }
        return file;
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException {
        if (isCounted()) {
            history.renames(from, to);
        }
        REAL.rename(from, to);
    }

    @Override
    public boolean delete(final Path path) throws IOException {
        if (isCounted()) {
            history.deletes(path);
        }
        return REAL.delete(path);
    }

    @Override
    public void createFolder(final Path folder) throws IOException {
        final boolean isNew = isCounted();
        REAL.createFolder(folder);
        if (isNew) {
            history.created(folder);
        }
    }
}
