package io.holdfast.examples.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** Counts the files of a peer's folder that are not as its owner needs them. Follows no link, and stops at a bound. */
final class FolderTally extends SimpleFileVisitor<Path> {
    private static final int DEPTH = 4;
    private static final int MOST_FILES = 100_000;
    private static final String KEPT_ASIDE = ".quarantine-";
    private static final Set<PosixFilePermission> OWNERS =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path top;
    private final UserPrincipal owner;
    private final Kind ofOthers = new Kind();
    private final Kind lackingRights = new Kind();
    private final Kind unreadable = new Kind();
    private final Kind openFolders = new Kind();
    private String other = "";
    private int files;

    private FolderTally(final Path top, final UserPrincipal owner) {
        this.top = top;
        this.owner = owner;
    }

    /** How many there are of a kind, and the first of them. */
    static final class Kind {
        private long count;
        private Path first;

        private void add(final Path file) {
            first = count++ == 0 ? file : first;
        }

        long count() {
            return count;
        }

        Path first() {
            return first;
        }
    }

    static FolderTally of(final Path folder, final UserPrincipal owner) {
        final FolderTally tally = new FolderTally(folder, owner);
        try {
            Files.walkFileTree(folder, Set.of(), DEPTH, tally);
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot walk " + folder, e);
        }
        return tally;
    }

    @Override
    public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
        throws IOException {
        if (folder.getFileName().toString().startsWith(KEPT_ASIDE)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
        final PosixFileAttributes own;
        try {
            own = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (final IOException e) {
            return visitFileFailed(file, e);
        }
        if (!own.owner().equals(owner)) {
            ofOthers.add(file);
            other = other.isEmpty() ? own.owner().getName() : other;
        }
        if (!own.isSymbolicLink() && !own.permissions().containsAll(OWNERS)) {
            lackingRights.add(file);
        }
        if (own.isDirectory() && !file.equals(top) && own.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            openFolders.add(file);
        }
        if (own.isRegularFile() && !Files.isReadable(file)) {
            unreadable.add(file);
        }
        return ++files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    /** A folder that cannot be entered is counted; a file that was deleted meanwhile is not. */
    @Override
    public FileVisitResult visitFileFailed(final Path file, final IOException failure) {
        if (!(failure instanceof NoSuchFileException)) {
            unreadable.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(final Path folder, final IOException failure) {
        return FileVisitResult.CONTINUE;
    }

    Kind ofOthers() {
        return ofOthers;
    }

    /** {@return the first other owner's name} */
    String other() {
        return other;
    }

    /** {@return those that their own owner may not read or not write} */
    Kind lackingRights() {
        return lackingRights;
    }

    /** {@return folders within that everybody may write to} */
    Kind openFolders() {
        return openFolders;
    }

    /** {@return those that this process may not read} */
    Kind unreadable() {
        return unreadable;
    }
}
