package io.holdfast.store;

import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/**
 * Who may read a peer's folder beside its owner: nobody, or the members of one group. Every folder of a store is made
 * through the disk that this gives. Once a group was named the folder itself tells it, by mode 0750, so that tools and
 * later openings keep to it.
 */
final class StoreAccess {
    private final Path folder;
    private final Disk disk;
    private final GroupDisk named;

    private StoreAccess(final Path folder, final Disk disk, final GroupDisk named) {
        this.folder = folder;
        this.disk = disk;
        this.named = named;
    }

    /**
     * Finds out who may.
     *
     * @param folder  {@code <root>/<local>}, which need not exist
     * @param options of the store
     * @throws StoreException if there is no group of the name that the options say
     */
    static StoreAccess of(final Path folder, final StoreContext options) {
        final Disk disk = options.disk();
        try {
            if (options.storeGroup() != null) {
                final GroupDisk named = new GroupDisk(disk, group(folder, options.storeGroup()), true);
                return new StoreAccess(folder, named, named);
            }
            final GroupPrincipal group = groupOf(folder);
            return new StoreAccess(folder, group == null ? disk : new GroupDisk(disk, group, false), null);
        } catch (final IOException e) {
            throw new StoreException(folder, "it cannot be said who may read the folder", e);
        }
    }

    private static GroupPrincipal group(final Path folder, final String name) throws IOException {
        try {
            return folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (final UserPrincipalNotFoundException e) {
            throw new StoreException(folder, "there is no group '" + name + "', which is to read the store; fix:"
                + " groupadd " + name);
        } catch (final UnsupportedOperationException e) {
            throw new StoreException(folder, "the file system has no groups, so '" + name + "' cannot be let in", e);
        }
    }

    /** {@return the group that may read a folder, null if it may not, or everybody else may too} */
    private static GroupPrincipal groupOf(final Path folder) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return null;
        }
        try {
            final PosixFileAttributes attributes = view.readAttributes();
            return attributes.permissions().equals(GroupDisk.FOLDER_MODE) ? attributes.group() : null;
        } catch (final NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Makes the folder and those above it if need be, and checks them.
     *
     * @throws StoreException if they cannot be relied on, see {@link FolderTrust}
     * @throws IOException    if they cannot be made or looked at
     */
    void enter(final Path root) throws IOException {
        FolderTrust.requireRoot(root);
        DurableFile.createFolders(disk, folder);
        FolderTrust.requireOwn(folder);
        if (named != null) {
            named.grantAll(folder);
            letThrough(root);
        }
    }

    /** Checks the folder, which exists. */
    void enterExisting() {
        try {
            FolderTrust.requireRoot(folder.toAbsolutePath().getParent());
            FolderTrust.requireOwn(folder);
        } catch (final IOException e) {
            throw new StoreException(folder, "it cannot be said who may change what is in the folder", e);
        }
    }

    /** Who may read the folder has to come by the root, if that is this user's own. */
    private void letThrough(final Path root) throws IOException {
        final PosixFileAttributes top = Files.readAttributes(root, PosixFileAttributes.class);
        if (top.owner().equals(Files.getOwner(folder)) && !top.permissions().contains(PosixFilePermission.GROUP_EXECUTE)
            && !top.permissions().contains(PosixFilePermission.OTHERS_EXECUTE)) {
            named.grant(root);
        }
    }

    /** {@return what folders and files are to be made through} */
    Disk disk() {
        return disk;
    }
}
