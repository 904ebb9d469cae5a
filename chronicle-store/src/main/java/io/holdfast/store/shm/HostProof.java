package io.holdfast.store.shm;

import io.holdfast.store.PeerFolder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How two processes prove to each other that they see the same files, and which folder is the other's: each writes a
 * secret, fresh for this login, into the folder above its connection's and tells folder and secret over the wire; the
 * other reads the file. Who can only talk, not write there, cannot pass; and nothing that was read is ever told.
 * <p>
 * What a peer tells is looked at only if it is {@code <root>/<peer>/<local>} in a root that this side allows.
 */
public final class HostProof implements AutoCloseable {
    private static final int SECRET_LENGTH = 32;
    private static final String PREFIX = ".login-";
    private static final Set<PosixFilePermission> READERS = EnumSet.of(PosixFilePermission.OWNER_READ,
        PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Path file;
    private final Path connection;
    private final List<Path> roots;
    private final byte[] secret = new byte[SECRET_LENGTH];
    private PeerFolder peerFolder;

    private HostProof(final Path ownerFolder, final String remoteName, final List<Path> roots) throws IOException {
        final Path folder = ownerFolder.toRealPath();
        connection = folder.resolve(remoteName);
        file = folder.resolve(PREFIX + remoteName);
        this.roots = roots;
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(file);
        Files.write(file, secret, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            letIn(folder);
        } catch (final IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Who may look into the folder may read the file, and nobody else. */
    private void letIn(final Path folder) throws IOException {
        final PosixFileAttributeView own = Files.getFileAttributeView(file, PosixFileAttributeView.class,
            LinkOption.NOFOLLOW_LINKS);
        if (own == null) {
            throw new IOException("the owner of a file cannot be told here");
        }
        final PosixFileAttributes above = Files.readAttributes(folder, PosixFileAttributes.class);
        final Set<PosixFilePermission> mode = EnumSet.copyOf(READERS);
        mode.retainAll(above.permissions());
        if (mode.contains(PosixFilePermission.GROUP_READ) && !own.readAttributes().group().equals(above.group())) {
            own.setGroup(above.group());
        }
        own.setPermissions(mode);
    }

    /**
     * Writes the file of a login.
     *
     * @param ownerFolder {@code <root>/<local name>}, which exists
     * @param remoteName  the peer's name
     * @param roots       stores of which peers on this host may be, beside this one, as far as they are there; null for
     *                    all that belong to the user of this process
     * @return the proof, to be closed when the login is over
     * @throws IOException if it cannot be written
     */
    public static HostProof write(final Path ownerFolder, final String remoteName, final List<Path> roots)
        throws IOException {
        return new HostProof(ownerFolder, remoteName, roots);
    }

    /** {@return the folder of our connection, to be told; it need not exist yet} */
    public Path connection() {
        return connection;
    }

    /** {@return what is in the file, to be told; not to be changed} */
    public byte[] secret() {
        return secret;
    }

    /**
     * Checks the other side's proof. Opens nothing but the one file, and that only if the folder is fit to be read.
     *
     * @param connectionFolder of the peer's connection with us, as it says
     * @param peerName         the peer's name
     * @param localName        our own name
     * @param peerSecret       what it says is in its file
     * @return null if it holds, else why not
     */
    public String check(final String connectionFolder, final String peerName, final String localName,
                        final byte[] peerSecret) {
        try {
            final Path claimed = Path.of(connectionFolder);
            if (!claimed.isAbsolute() || !claimed.equals(claimed.normalize())
                || !claimed.endsWith(Path.of(peerName, localName))) {
                return "the peer's folder is not that of its connection with " + localName;
            }
            final PeerFolder folder = allowed(claimed);
            if (folder == null) {
                return "the peer's store is none that " + localName + " shares memory with: " + (roots == null
                    ? "it is neither its own nor one of the same user, and sharedMemoryRoots (--shm-root) are not set"
                    : "only its own, and those that its sharedMemoryRoots (--shm-root) name");
            }
            if (peerSecret.length != SECRET_LENGTH
                || !MessageDigest.isEqual(folder.readBeside(PREFIX + localName, SECRET_LENGTH), peerSecret)) {
                return "the peer's folder does not hold what the peer says";
            }
            peerFolder = folder;
            return null;
        } catch (final AccessDeniedException e) {
            return "the peer's folder cannot be read here: permission denied; stores of different users need a"
                + " storeGroup that both users are members of";
        } catch (final IOException | IllegalArgumentException e) {
            return "the peer's folder cannot be read here: " + e;
        }
    }

    /** {@return the folder, null if it is in no root that is allowed; one that is not is not looked at} */
    private PeerFolder allowed(final Path claimed) throws IOException {
        final Path root = claimed.getParent().getParent();
        if (root.equals(connection.getParent().getParent())) {
            return PeerFolder.of(claimed);
        }
        if (roots == null) {
            return ofSameUser(claimed, root);
        }
        for (final Path allowed : roots) {
            if (Files.exists(allowed) && root.equals(allowed.toRealPath())) {
                return PeerFolder.of(claimed);
            }
        }
        return null;
    }

    /** Tells nothing of folders that are not this user's. */
    private PeerFolder ofSameUser(final Path claimed, final Path root) throws IOException {
        final UserPrincipal user = Files.getOwner(file);
        try {
            if (!root.toRealPath().equals(root) || !Files.getOwner(root).equals(user)) {
                return null;
            }
        } catch (final IOException e) {
            return null;
        }
        final PeerFolder folder = PeerFolder.of(claimed);
        return folder.isOf(user) ? folder : null;
    }

    /** {@return the peer's folder, once the proof holds, else null} */
    public PeerFolder peerFolder() {
        return peerFolder;
    }

    /**
     * Removes the file.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
