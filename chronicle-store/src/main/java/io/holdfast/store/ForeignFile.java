package io.holdfast.store;

import net.openhft.chronicle.core.OS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file that another process owns and may do anything to, mapped for reading. The mapping may span more than the file,
 * which may grow; only bytes below {@link #reaches} may be read. One thread.
 * <p>
 * If the owner truncates the file under the reader, reads give rubbish and the JVM notes an {@link InternalError},
 * which it raises some time later, be it in the caller's code; therefore reads are to be followed by
 * {@link #settle(long)}, where it comes out, before anything of the caller's runs. Only {@link OffHeap} may read the
 * mapping: checksums and the like are computed in code for which the JVM does not survive such a fault.
 */
final class ForeignFile implements AutoCloseable {
    /** Not final: with a length that it knows, the compiler makes the array itself. */
    private static volatile int noLength;
    private static volatile Object outlet;

    private final Path path;
    private final FileChannel file;
    private final long mappedLength;
    private final OffHeap.Probe probe;
    private final Object key;
    private long address;
    private long length;

    private ForeignFile(final Path path, final FileChannel file, final long mappedLength, final Object key)
        throws IOException {
        this.path = path;
        this.file = file;
        this.key = key;
        this.mappedLength = mappedLength;
        length = Math.min(file.size(), mappedLength);
        address = OS.map(file, MapMode.READ_ONLY, 0, mappedLength);
        probe = new OffHeap.Probe();
    }

    /**
     * Maps a regular file, not through a symbolic link.
     *
     * @param mappedLength how much to map, in bytes; the file may be shorter, and what it has beyond is not read
     * @param leastLength  bytes that must be there
     */
    static ForeignFile open(final Path path, final long mappedLength, final long leastLength) throws IOException {
        final BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file: " + path);
        }
        final FileChannel file = RegularFile.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return of(path, file, attributes.fileKey(), mappedLength, leastLength);
    }

    /** Maps a file that was just opened, and closes it if it is too short. */
    static ForeignFile of(final Path path, final FileChannel file, final Object key, final long mappedLength,
                          final long leastLength) throws IOException {
        try {
            DurableFile.shield(file);
            if (file.size() < leastLength) {
                throw new IOException("the file has only " + file.size() + " bytes: " + path);
            }
            return new ForeignFile(path, file, mappedLength, key);
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** {@return where it is mapped} */
    long address() {
        return address;
    }

    /** {@return bytes that are known to be there} */
    long length() {
        return length;
    }

    /** {@return whether all bytes before a position are there; asks the system only if it does not know} */
    boolean reaches(final long position) throws IOException {
        if (position <= length) {
            return true;
        }
        requireWhole();
        length = Math.min(file.size(), mappedLength);
        return position <= length;
    }

    /**
     * Fails if the file has become shorter.
     *
     * @throws IOException if so
     */
    void requireWhole() throws IOException {
        final long now = file.size();
        if (now < length) {
            throw new IOException("the file was cut from " + length + " to " + now + " bytes: " + path);
        }
    }

    /** {@return whether a file, this one or another, still has the name} */
    boolean hasName() {
        return path.toFile().exists();
    }

    /** {@return whether this file, not another, has the name} */
    boolean isThere() {
        try {
            return Objects.equals(key, Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (final IOException e) {
            return false;
        }
    }

    /**
     * Lets an error of an earlier read out now.
     *
     * @param highest the highest address that was read since the last call; what is not there at lower ones is not
     *                there either
     * @throws InternalError if memory was read that is gone
     */
    void settle(final long highest) {
        if (!probe.isReadable(highest)) {
            letOut();
        }
    }

    /** Drops an error that the JVM may have noted: for one who reports the damage already. */
    static void drop() {
        try {
            letOut();
        } catch (final InternalError reported) {
            outlet = null;
        }
    }

    /**
     * Allocates an array of arrays: the one thing for which compiled code of every JDK since 17 goes into the JVM in a
     * way that looks for noted errors on its return.
     */
    private static void letOut() {
        outlet = new int[noLength][noLength];
    }

    @Override
    public void close() {
        if (address == 0) {
            return;
        }
        try {
            OS.unmap(address, mappedLength);
            address = 0;
            probe.close();
            file.close();
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException("cannot close " + path, e);
        }
    }
}
