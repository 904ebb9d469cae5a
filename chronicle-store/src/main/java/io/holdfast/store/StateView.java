package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The {@code state} file of a log that another process owns, read only. What it says is taken for a hint, not for the
 * truth. One thread; allocates only when opened.
 */
public final class StateView implements AutoCloseable {
    private final ForeignFile file;

    private StateView(final ForeignFile file) {
        this.file = file;
    }

    /**
     * Opens the file of a connection.
     *
     * @param folder of the connection
     * @return the view
     * @throws IOException if it cannot be read
     */
    public static StateView open(final Path folder) throws IOException {
        return new StateView(ForeignFile.open(folder.resolve(LogState.FILE), LogState.LENGTH, LogState.LENGTH));
    }

    /**
     * Opens the file of a peer's connection.
     *
     * @param folder of the connection
     * @return the view
     * @throws IOException if it cannot be read
     */
    public static StateView open(final PeerFolder folder) throws IOException {
        return new StateView(folder.open(LogState.FILE, LogState.LENGTH, LogState.LENGTH));
    }

    /**
     * Fails if the file is of another log.
     *
     * @param incarnation of the log it should be
     * @throws CorruptStoreException if it is another, or the file is not intact
     */
    public void requireIncarnation(final long incarnation) {
        if (incarnation() != incarnation) {
            throw new CorruptStoreException(file.path(), 0, "the state file is not that of the log with incarnation "
                + Long.toHexString(incarnation));
        }
    }

    /**
     * {@return the index of the last message that others may read, as the owner says; may be a moment old}
     *
     * @throws InternalError if the owner has cut the file
     */
    public long lastIndex() {
        final long last = word(LogState.LAST_INDEX); // first: the owner says what its log is before it appends
        return isSync() ? word(LogState.SYNCED) : last;
    }

    /**
     * {@return whether others must stop at the index that the owner has synced}
     *
     * @throws InternalError if the owner has cut the file
     */
    public boolean isSync() {
        return word(LogState.DURABILITY) != 0;
    }

    /**
     * {@return the incarnation of the log, 0 if the file is damaged where it says so}
     *
     * @throws InternalError if the owner has cut the file
     */
    public long incarnation() {
        final ByteBuffer copy = ByteBuffer.allocateDirect(LogState.LENGTH);
        OffHeap.copy(null, file.address(), OffHeap.addressOf(copy), LogState.LENGTH);
        file.settle(file.address());
        return LogState.incarnationIn(copy);
    }

    /**
     * {@return the peer's ack as the owner knows it, 0 for none; may be a moment old}
     *
     * @throws InternalError if the owner has cut the file
     */
    public long ackedIndex() {
        final long acked = GuardedWord.get(file.address() + LogState.ACKED_INDEX);
        file.settle(file.address());
        return acked;
    }

    private long word(final int offset) {
        final long word = OffHeap.getLongAcquire(file.address() + offset);
        file.settle(file.address());
        return word;
    }

    /** {@return whether the file is still in its folder} */
    public boolean isThere() {
        return file.hasName();
    }

    /** {@return whether this file, not another of its name, is still in its folder} */
    public boolean isSame() {
        return file.isThere();
    }

    /**
     * Fails if the file has become shorter.
     *
     * @throws IOException if so
     */
    public void requireWhole() throws IOException {
        file.requireWhole();
    }

    @Override
    public void close() {
        file.close();
    }
}
