package io.holdfast.examples.doctor;

import io.holdfast.examples.command.ShellWord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Whether others may take away or rename the folders of peers: those who may write in the folder of the store. */
final class SharedRootCheck implements Check {
    private static final String CHECK = "permissions";
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITE = 0020;

    private final Path root;

    SharedRootCheck(final Path root) {
        this.root = root;
    }

    @Override
    public List<Diagnosis> look() {
        final int mode;
        try {
            mode = (Integer) Files.getAttribute(root, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (final IOException | UnsupportedOperationException e) {
            return List.of(Diagnosis.unknown(CHECK, "the mode of " + root + " cannot be read"));
        }
        final String path = ShellWord.of(root.toString());
        final String seen = root + " has mode " + Integer.toOctalString(mode & 07777);
        if ((mode & STICKY) == 0 && (mode & OTHERS_WRITE) != 0) {
            return List.of(Diagnosis.fail(CHECK, seen + ": everybody may delete or replace the folders of peers, so"
                + " they are not opened",
                "chmod +t " + path + " (if several users keep stores there), or chmod go-w " + path));
        }
        if ((mode & STICKY) == 0 && (mode & GROUP_WRITE) != 0) {
            return List.of(Diagnosis.warn(CHECK, seen + ": its group may delete or replace the folders of peers",
                "chmod +t " + path + " (if several users keep stores there), or chmod g-w " + path));
        }
        return above(seen);
    }

    /** Who may rename a folder above may put another into its place. */
    private List<Diagnosis> above(final String seen) {
        for (Path folder = root.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            try {
                if (((Integer) Files.getAttribute(folder, "unix:mode") & (STICKY | OTHERS_WRITE)) == OTHERS_WRITE) {
                    return List.of(Diagnosis.warn(CHECK, "everybody may replace what is in " + folder + ", and so the"
                        + " store", "chmod +t " + ShellWord.of(folder.toString())));
                }
            } catch (final IOException e) {
                return List.of(Diagnosis.unknown(CHECK, "the mode of " + folder + " cannot be read"));
            }
        }
        return List.of(Diagnosis.ok(CHECK, seen));
    }
}
