package io.holdfast.store;

import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether the folders of a store can be relied on: nobody but the user of this process, and root, may replace what is
 * in them. Where others may, the store is not opened, and the text tells the command that mends it. Where others may
 * only read, or a group may write that somebody let in, a log line does. Where the file system knows neither modes nor
 * owners nothing is checked.
 * <p>
 * The folders above the root are not looked at: who may rename those is trusted.
 */
final class FolderTrust {
    private static final Logger LOG = LoggerFactory.getLogger(FolderTrust.class);
    private static final String PROBE = ".whose-";
    private static final int ROOT_UID = 0;
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;
    private static final int OTHERS_ANY = 0007;
    private static final int GROUP_WRITE = 0020;
    private static final int MODE_BITS = 07777;

    private FolderTrust() {
    }

    /** What the system says of a folder. */
    private record Facts(int mode, int uid) {
        /** {@return null if the file system has no such thing} */
        static Facts of(final Path path, final LinkOption... options) throws IOException {
            try {
                return new Facts((Integer) Files.getAttribute(path, "unix:mode", options) & MODE_BITS,
                    (Integer) Files.getAttribute(path, "unix:uid", options));
            } catch (final UnsupportedOperationException | IllegalArgumentException e) {
                return null;
            }
        }

        boolean has(final int bits) {
            return (mode & bits) != 0;
        }

        String text() {
            return "it has mode " + Integer.toOctalString(mode);
        }
    }

    /**
     * Checks the folder of a store that several users may share, before anything is made in it.
     *
     * @throws StoreException if everybody may replace what is in it
     */
    static void requireRoot(final Path root) throws IOException {
        final Facts facts = Facts.of(root);
        if (facts == null) {
            LOG.info("who may change the store is not checked, for its file system has no modes: path={}", root);
        } else if (facts.has(OTHERS_WRITE) && !facts.has(STICKY)) {
            throw new StoreException(root, "everybody may replace what is in the folder of the store, for "
                + facts.text() + "; fix: chmod o-w " + ShellQuote.of(root) + ", or chmod +t " + ShellQuote.of(root)
                + " if several users keep stores there");
        } else if (facts.has(GROUP_WRITE) && !facts.has(STICKY)) {
            LOG.warn("a group may replace what is in the folder of the store, for {}; fix: chmod g-w {}, or chmod +t if"
                + " several users keep stores there", facts.text(), ShellQuote.of(root));
        }
    }

    /**
     * Checks a peer's folder and whose folder it is in.
     *
     * @param folder {@code <root>/<local>}, which exists
     * @throws StoreException if it, or the root, belongs to somebody else, or everybody may replace what is in it
     */
    static void requireOwn(final Path folder) throws IOException {
        final Facts facts = Facts.of(folder);
        if (facts == null) {
            return;
        }
        requireClosed(folder, facts);
        final int uid = ownUid(folder);
        if (uid < 0) {
            return; // nothing can be made in it, which taking its lock tells
        }
        final Facts link = Facts.of(folder, LinkOption.NOFOLLOW_LINKS);
        if (facts.uid != uid || link.uid != uid && link.uid != ROOT_UID) {
            throw new StoreException(folder, "the folder of the store belongs to the user with id "
                + (facts.uid == uid ? link.uid : facts.uid) + ", not to this one, who has " + uid
                + "; run as the user that it belongs to, or give it to this one: chown -hR " + uid + " "
                + ShellQuote.of(folder));
        }
        final Path root = folder.toAbsolutePath().getParent();
        final int rootUid = Facts.of(root).uid;
        if (rootUid != uid && rootUid != ROOT_UID) {
            throw new StoreException(root, "the folder in which the store is belongs to the user with id " + rootUid
                + ", who may replace what is in it; it must be of this user, who has " + uid + ", or of root; fix:"
                + " chown " + (uid == ROOT_UID ? "" : "root or ") + uid + " " + ShellQuote.of(root)
                + ", or choose another folder");
        }
        if (facts.has(GROUP_WRITE)) {
            LOG.warn("a group may change what is in the folder of the store, for {}; fix: chmod -R g-w {}",
                facts.text(), ShellQuote.of(folder));
        } else if (facts.has(OTHERS_ANY)) {
            LOG.warn("everybody may read the messages of the store, for {}; fix: chmod o-rwx {}", facts.text(),
                ShellQuote.of(folder));
        }
    }

    /**
     * Checks a folder within a peer's folder, if there is one.
     *
     * @throws StoreException if everybody may replace what is in it
     */
    static void requireClosed(final Path folder) {
        try {
            final Facts facts = Facts.of(folder);
            if (facts != null) {
                requireClosed(folder, facts);
            }
        } catch (final NoSuchFileException e) {
            LOG.trace("not there: path={}", folder);
        } catch (final IOException e) {
            throw new StoreException(folder, "it cannot be said who may change what is in the folder", e);
        }
    }

    private static void requireClosed(final Path folder, final Facts facts) {
        if (facts.has(OTHERS_WRITE)) {
            throw new StoreException(folder, "everybody may replace what is in this folder of the store, for "
                + facts.text() + "; fix: chmod o-w " + ShellQuote.of(folder) + ", and verify what is in it");
        }
    }

    /** {@return who files that this process makes in a folder belong to, -1 if it cannot make any} */
    private static int ownUid(final Path folder) throws IOException {
        final Path probe;
        try {
            probe = Files.createTempFile(folder, PROBE, "");
        } catch (final AccessDeniedException e) {
            return -1;
        }
        try {
            return Facts.of(probe).uid;
        } finally {
            Files.delete(probe);
        }
    }
}
