package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The {@code ack} file of a connection that another process owns, read only: how far it has consumed our log. Whether
 * the number can be true is for the caller to check. One thread; allocates only in {@link #bind}. Whatever reads the
 * file throws an {@link InternalError} if its owner has cut it.
 */
public final class AckView implements AutoCloseable {
    private final ForeignFile file;
    private long ackAddress;
    private int adoption;

    private AckView(final ForeignFile file) {
        this.file = file;
    }

    /**
     * Opens the file of a connection.
     *
     * @param folder of the connection
     * @return the view, not bound yet
     * @throws IOException if it cannot be read
     */
    public static AckView open(final PeerFolder folder) throws IOException {
        return new AckView(folder.open(AckFile.FILE_NAME, AckFile.LENGTH, AckFile.LENGTH));
    }

    /**
     * Finds the ack for a log, once its owner holds that log. From then on the file's identity must not change.
     *
     * @param incarnation of the log
     * @param generation  of the log
     * @return whether the file is intact and for that log
     */
    public boolean bind(final long incarnation, final int generation) {
        final ByteBuffer copy = ByteBuffer.allocateDirect(AckFile.LENGTH);
        OffHeap.copy(null, file.address(), OffHeap.addressOf(copy), AckFile.LENGTH);
        file.settle(file.address());
        final int offset = AckFile.ackOffset(copy, incarnation, generation);
        if (offset >= 0) {
            adoption = AckFile.adoptionBeside(copy, offset);
            ackAddress = file.address() + offset;
        }
        return isBound();
    }

    /** {@return whether the ack for our log has been found} */
    public boolean isBound() {
        return ackAddress != 0;
    }

    /**
     * {@return the ack as its owner tells it, only when it would outlive what the owner chose; negative if the file is
     * damaged there; only when bound}
     */
    public long consumed() {
        return settled(GuardedWord.isPossible(ackAddress) ? GuardedWord.get(ackAddress) : -1);
    }

    /** {@return the number that the owner's messages carry beside an ack for the log we are bound to} */
    public int adoption() {
        return adoption;
    }

    /** {@return whether the owner's polling thread sleeps at times} */
    public boolean isParkingOn() {
        return settled(OffHeap.getLong(file.address() + AckFile.PARKED)) != 0;
    }

    /** {@return a number of this nap if the owner's polling thread may be asleep now, 0 if it is awake} */
    public long nap() {
        final long word = settled(OffHeap.getLongAcquire(file.address() + AckFile.PARKED));
        return (word & 1) == 0 ? 0 : word;
    }

    private long settled(final long word) {
        file.settle(file.address());
        return word;
    }

    /**
     * Fails if the file has become shorter.
     *
     * @throws IOException if so
     */
    public void requireWhole() throws IOException {
        file.requireWhole();
    }

    /** {@return the file} */
    public Path path() {
        return file.path();
    }

    /** {@return whether the file is still in its folder} */
    public boolean isThere() {
        return file.hasName();
    }

    @Override
    public void close() {
        ackAddress = 0;
        file.close();
    }
}
