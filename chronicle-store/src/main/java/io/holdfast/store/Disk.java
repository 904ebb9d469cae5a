package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The one seam between a store and its disk: all waiting for the device, and every change of a file or folder but the
 * stores into mapped memory. {@link #REAL} is what programs use; a double wraps it to count, to hold back or to fail.
 * Any thread calls, several at a time. Each path is the one the file has at the moment of the call.
 */
public interface Disk {
    /** The file system itself. */
    Disk REAL = new RealDisk();

    /**
     * Returns when what the file holds now, its length included, would outlive a power loss; also what was stored
     * through a mapping. An interrupt does not stop it.
     *
     * @param file open for writing
     * @param path of the file
     * @throws IOException if it cannot be said that it would
     */
    void force(FileChannel file, Path path) throws IOException;

    /**
     * Returns when the names in a folder would outlive a power loss, where the system can say so.
     *
     * @param folder whose names were created, changed or deleted
     * @throws IOException if it cannot be said that they would
     */
    void forceFolder(Path folder) throws IOException;

    /**
     * Writes bytes into a file, zeros ahead of a log among them. An interrupt does not stop it.
     *
     * @param file     open for writing
     * @param path     of the file
     * @param bytes    from its position to its limit; the position moves by what was written
     * @param position in the file
     * @return how many bytes were written, which may be fewer when the disk is about to be full
     * @throws IOException if the disk has no room or fails
     */
    int write(FileChannel file, Path path, ByteBuffer bytes, long position) throws IOException;

    /**
     * Creates an empty file, in the place of one there may be.
     *
     * @param path of the file
     * @return the file, the caller's to close
     * @throws IOException if it cannot be created
     */
    RandomAccessFile create(Path path) throws IOException;

    /**
     * Gives a file or folder another name, in one step; a file of that name is replaced.
     *
     * @param from its name
     * @param to   its new name
     * @throws IOException if it still has the old one
     */
    void rename(Path from, Path to) throws IOException;

    /**
     * Deletes a file or an empty folder.
     *
     * @param path of it
     * @return whether there was one
     * @throws IOException if it cannot be deleted
     */
    boolean delete(Path path) throws IOException;

    /**
     * Creates a folder within one there is, which only its owner may enter where the file system has modes.
     *
     * @param folder to create
     * @throws IOException if it cannot be created, or there is one already
     */
    void createFolder(Path folder) throws IOException;

    /**
     * Lets those read a file or folder that was made by other means who may read what is created here; by itself none.
     *
     * @param path of it
     * @throws IOException if that cannot be done
     */
    default void grant(final Path path) throws IOException {
    }
}
