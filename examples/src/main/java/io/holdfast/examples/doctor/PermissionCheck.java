package io.holdfast.examples.doctor;

import io.holdfast.examples.command.ShellWord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who may do what to one peer's folder: files of another user than the folder's, which its owner cannot write; folders
 * that others may write, which are not opened, or may read; a symbolic link, which peers on this host do not trust; and
 * what this user cannot read.
 */
final class PermissionCheck implements Check {
    private static final String CHECK = "permissions";
    private static final Integer ROOT_UID = 0;

    private final Path folder;
    private final String userName;

    /**
     * The folder of a local peer.
     *
     * @param folder   within the store
     * @param userName who looks
     */
    PermissionCheck(final Path folder, final String userName) {
        this.folder = folder;
        this.userName = userName;
    }

    @Override
    public List<Diagnosis> look() {
        final PosixFileAttributes own;
        try {
            final PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
            if (view == null) {
                return List.of(Diagnosis.unknown(CHECK, "the file system of " + folder + " has no modes and owners"));
            }
            own = view.readAttributes();
        } catch (final IOException e) {
            return List.of(Diagnosis.unknown(CHECK, folder + " cannot be looked at: " + e.getMessage()));
        }
        final List<Diagnosis> found = new ArrayList<>();
        if (own.isSymbolicLink()) {
            found.add(Diagnosis.warn(CHECK, folder + " is a symbolic link: peers on this host do not trust it, so their"
                + " messages travel over TCP", "give the link's target as --store, or mount it there"));
            return found;
        }
        found.addAll(ofFolder(own));
        found.addAll(ofRoot(own));
        found.addAll(ofFiles(own));
        return found.isEmpty() ? List.of(Diagnosis.ok(CHECK, folder + " belongs to " + own.owner().getName()
            + " alone, with all that is in it" + (own.permissions().contains(PosixFilePermission.GROUP_READ)
            ? "; the group " + own.group().getName() + " may read it" : ""))) : found;
    }

    private List<Diagnosis> ofFolder(final PosixFileAttributes own) {
        final String path = ShellWord.of(folder.toString());
        final Set<PosixFilePermission> modes = own.permissions();
        if (modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            return List.of(Diagnosis.fail(CHECK, folder + " is writable by everybody, who may so replace messages: it"
                + " is not opened, and peers on this host do not trust it either", "chmod go-w " + path));
        }
        if (modes.contains(PosixFilePermission.GROUP_WRITE)) {
            return List.of(Diagnosis.warn(CHECK, folder + " is writable by the group " + own.group().getName()
                + ", who may so replace messages", "chmod g-w " + path));
        }
        return modes.contains(PosixFilePermission.OTHERS_READ) || modes.contains(PosixFilePermission.OTHERS_EXECUTE)
            ? List.of(Diagnosis.warn(CHECK, "everybody may read the messages in " + folder, "chmod o-rwx " + path))
            : List.of();
    }

    private List<Diagnosis> ofRoot(final PosixFileAttributes own) {
        final Path root = folder.toAbsolutePath().getParent();
        try {
            if (own.owner().equals(Files.getOwner(root)) || ROOT_UID.equals(Files.getAttribute(root, "unix:uid"))) {
                return List.of();
            }
            return List.of(Diagnosis.fail(CHECK, root + " belongs to " + Files.getOwner(root).getName() + ", who may so"
                + " replace " + folder + ": it is not opened", "chown " + own.owner().getName() + " "
                + ShellWord.of(root.toString()) + ", or chown root if several users keep stores there"));
        } catch (final IOException e) {
            return List.of(Diagnosis.unknown(CHECK, root + " cannot be looked at: " + e.getMessage()));
        }
    }

    private List<Diagnosis> ofFiles(final PosixFileAttributes own) {
        final FolderTally tally = FolderTally.of(folder, own.owner());
        final List<Diagnosis> found = new ArrayList<>();
        final String path = ShellWord.of(folder.toString());
        final FolderTally.Kind ofOthers = tally.ofOthers();
        if (ofOthers.count() > 0) {
            found.add(Diagnosis.fail(CHECK, ofOthers.count() + " files in " + folder + ", which belongs to "
                + own.owner().getName() + ", belong to " + tally.other() + " (" + ofOthers.first()
                + "): the owner of the folder may not be able to write them", "chown -R " + own.owner().getName() + ":"
                + own.group().getName() + " " + path));
        }
        final FolderTally.Kind lacking = tally.lackingRights();
        if (lacking.count() > 0) {
            found.add(Diagnosis.fail(CHECK, lacking.count() + " files in " + folder + " may not be read and written by"
                + " their own owner (" + lacking.first() + ")", "chmod -R u+rwX " + path));
        }
        final FolderTally.Kind open = tally.openFolders();
        if (open.count() > 0) {
            found.add(Diagnosis.fail(CHECK, open.count() + " folders in " + folder + " are writable by everybody ("
                + open.first() + "), who may so replace messages: they are not opened", "chmod -R o-w " + path));
        }
        final FolderTally.Kind unreadable = tally.unreadable();
        if (unreadable.count() > 0) {
            found.add(Diagnosis.warn(CHECK, userName + " cannot read " + unreadable.count() + " files or folders in "
                + folder + " (" + unreadable.first() + "): what they hold is not seen by the commands of this user",
                userName.equals(own.owner().getName()) ? "chmod -R u+rwX " + path
                    : "run the command as " + own.owner().getName() + ", or start its owner with --store-group"));
        }
        return found;
    }
}
