package io.holdfast.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk on which a group may read what is created: folders get mode 0750 and files 0640, whatever the umask is, and
 * both belong to the group. Until then a folder is closed to all but its owner.
 */
final class GroupDisk implements Disk {
    static final Set<PosixFilePermission> FOLDER_MODE = PosixFilePermissions.fromString("rwxr-x---");

    private static final Logger LOG = LoggerFactory.getLogger(GroupDisk.class);
    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-r-----");
    private static final int DEPTH = 8;

    private final Disk disk;
    private final GroupPrincipal group;
    private final boolean isAskedFor;
    private boolean isWarned;

    /**
     * Wraps a disk.
     *
     * @param disk       does the work
     * @param group      that may read
     * @param isAskedFor whether it is an error if something cannot be given to the group; otherwise a log line tells
     */
    GroupDisk(final Disk disk, final GroupPrincipal group, final boolean isAskedFor) {
        this.disk = disk;
        this.group = group;
        this.isAskedFor = isAskedFor;
    }

    @Override
    public void createFolder(final Path folder) throws IOException {
        disk.createFolder(folder);
        grant(folder);
    }

    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        final RandomAccessFile file = disk.create(path);
        try {
            grant(path);
            return file;
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void grant(final Path path) throws IOException {
        try {
            change(path);
        } catch (final FileSystemException e) {
            final String fault = "the group " + group.getName() + " cannot be given " + path + " to read: "
                + e.getReason() + "; this user must be one of its members: usermod -aG " + group.getName()
                + " <user>, then log in anew";
            if (isAskedFor) {
                throw new FileSystemException(path.toString(), null, fault);
            }
            if (!isWarned) {
                isWarned = true;
                LOG.warn("{}, or close its folder: chmod g-rwx {}", fault, ShellQuote.of(path.getParent()));
            }
        }
    }

    private void change(final Path path) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class,
            LinkOption.NOFOLLOW_LINKS);
        final PosixFileAttributes now = view.readAttributes();
        if (!now.isDirectory() && !now.isRegularFile()) {
            return;
        }
        if (!now.group().equals(group)) {
            view.setGroup(group);
        }
        final Set<PosixFilePermission> mode = now.isDirectory() ? FOLDER_MODE : FILE_MODE;
        if (!now.permissions().equals(mode)) {
            view.setPermissions(mode);
        }
    }

    /** Gives the group all that is in a folder already, and the folder last; nothing if it has it. */
    void grantAll(final Path folder) throws IOException {
        final PosixFileAttributes now = Files.readAttributes(folder, PosixFileAttributes.class);
        if (now.group().equals(group) && now.permissions().equals(FOLDER_MODE)) {
            return;
        }
        final List<Path> content;
        try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
            content = walk.skip(1).toList();
        }
        for (final Path path : content) {
            grant(path);
        }
        grant(folder);
    }

    @Override
    public void force(final FileChannel file, final Path path) throws IOException {
        disk.force(file, path);
    }

    @Override
    public void forceFolder(final Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        return disk.write(file, path, bytes, position);
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public boolean delete(final Path path) throws IOException {
        return disk.delete(path);
    }
}
