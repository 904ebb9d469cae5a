package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One owner at a time of a peer's folder: an exclusive {@link FileLock} on {@code owner.lock}, and {@code owner}, which
 * tells people and tools who has it. The system frees the lock of a process that died, so what a dead one left in
 * {@code owner} is no obstacle. Thread-safe.
 * <p>
 * On POSIX a process loses its lock when it closes <em>any</em> channel on that file. So a second attempt in one
 * process must not even open the file: folders owned by this process are kept in a table. Should the table not know,
 * as when the library was loaded twice, the extra channel is left open for good.
 */
final class OwnerLock implements AutoCloseable {
    static final String LOCK_NAME = "owner.lock";
    static final String OWNER_NAME = "owner";

    private static final Set<Path> OWNED = new HashSet<>();
    private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>();

    private final Path folder;
    private final Disk disk;
    private final FileChannel channel;
    private boolean isClosed;

    private OwnerLock(final Path folder, final FileChannel channel, final Disk disk) {
        this.folder = folder;
        this.disk = disk;
        this.channel = channel;
    }

    /** Whether a file of this class bears the name, so that nothing else can. */
    static boolean isFileName(final String name) {
        return name.equals(LOCK_NAME) || name.equals(OWNER_NAME)
            || name.equals(OWNER_NAME + DurableFile.UNFINISHED_SUFFIX);
    }

    /**
     * Takes the lock without waiting.
     *
     * @param folder the peer's folder, which exists
     * @param bootId what tells this run of the machine from others
     * @param disk   where the folder is
     * @throws StoreLockedException if another owner has it; the text tells its pid
     * @throws StoreException       if the files cannot be written
     */
    static OwnerLock take(final Path folder, final UUID bootId, final Disk disk) {
        final Path lockFile = folder.resolve(LOCK_NAME);
        try {
            final Path realFolder = folder.toRealPath();
            synchronized (OWNED) {
                if (OWNED.contains(realFolder)) {
                    throw new StoreLockedException(lockFile, "this process, " + owner(folder));
                }
                final OwnerLock taken = new OwnerLock(realFolder, lock(folder, lockFile), disk);
                OWNED.add(realFolder);
                taken.writeOwner(bootId);
                return taken;
            }
        } catch (final AccessDeniedException e) {
            throw new StoreException(lockFile, "cannot lock the store: this user has no permission to write here; grant"
                + " it, or run as the user that the store belongs to", e);
        } catch (final IOException e) {
            throw new StoreException(lockFile, "cannot lock the store", e);
        }
    }

    private static FileChannel lock(final Path folder, final Path lockFile) throws IOException {
        final FileChannel channel = RegularFile.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (final OverlappingFileLockException e) {
            NEVER_CLOSED.add(channel);
            throw new StoreLockedException(lockFile, "this process, " + owner(folder));
        } catch (final IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new StoreLockedException(lockFile, owner(folder));
    }

    private void writeOwner(final UUID bootId) throws IOException {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("pid", Long.toString(ProcessHandle.current().pid()));
        values.put("started", Owner.started(ProcessHandle.current()));
        values.put("host", Owner.hostName());
        values.put("bootId", bootId.toString());
        try {
            disk.grant(folder.resolve(LOCK_NAME));
            DurableFile.replace(disk, folder.resolve(OWNER_NAME), TextRecord.encode(values), PersistentSteps.NONE);
        } catch (final IOException e) {
            close();
            throw e;
        }
    }

    /** Who, in words, has or had a folder. Never fails: it is for the text of another error. */
    private static String owner(final Path folder) {
        final Owner owner = Owner.of(folder);
        return switch (owner.liveness()) {
            case ALIVE, ELSEWHERE -> owner.process();
            case ENDED -> "a process that has not told its pid; the last owner, " + owner.process() + ", has ended";
            case NONE -> "a process that has not told its pid (there is no " + OWNER_NAME + " file)";
            case UNREADABLE -> "a process that has not told its pid (" + owner.detail() + ")";
        };
    }

    /** Removes {@code owner} and lets go of the lock. */
    @Override
    public void close() throws IOException {
        synchronized (OWNED) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            try (channel) {
                disk.delete(folder.resolve(OWNER_NAME));
            } finally {
                OWNED.remove(folder);
            }
        }
    }
}
