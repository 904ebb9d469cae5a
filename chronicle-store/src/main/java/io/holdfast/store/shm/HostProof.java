package io.holdfast.store.shm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Set;

/**
 * How two processes prove to each other that they see the same files, and which folder is the other's: each writes a
 * secret, fresh for this login, into the folder above its connection's and tells folder and secret over the wire; the
 * other reads the file. Who can only talk, not write there, cannot pass; and nothing that was read is ever told.
 */
public final class HostProof implements AutoCloseable {
    private static final int SECRET_LENGTH = 32;
    private static final String PREFIX = ".login-";
    private static final String UID = "unix:uid";

    private final Path file;
    private final Path connection;
    private final byte[] secret = new byte[SECRET_LENGTH];
    private final int uid;

    private HostProof(final Path ownerFolder, final String remoteName) throws IOException {
        final Path folder = ownerFolder.toRealPath();
        connection = folder.resolve(remoteName);
        file = folder.resolve(PREFIX + remoteName);
        new SecureRandom().nextBytes(secret);
        Files.write(file, secret);
        try {
            uid = uid(file);
        } catch (final UnsupportedOperationException | IOException e) {
            Files.deleteIfExists(file);
            throw new IOException("the owner of a file cannot be told here", e);
        }
    }

    /**
     * Writes the file of a login.
     *
     * @param ownerFolder {@code <root>/<local name>}, which exists
     * @param remoteName  the peer's name
     * @return the proof, to be closed when the login is over
     * @throws IOException if it cannot be written
     */
    public static HostProof write(final Path ownerFolder, final String remoteName) throws IOException {
        return new HostProof(ownerFolder, remoteName);
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
            final String unfit = unfit(claimed, peerName, localName);
            if (unfit != null) {
                return unfit;
            }
            final Path peerFile = claimed.resolveSibling(PREFIX + localName);
            if (!MessageDigest.isEqual(read(peerFile), peerSecret)) {
                return "the peer's folder does not hold what the peer says";
            }
            return null;
        } catch (final IOException | IllegalArgumentException e) {
            return "the peer's folder cannot be read here: " + e;
        }
    }

    private String unfit(final Path claimed, final String peerName, final String localName) throws IOException {
        final Path owner = claimed.getParent();
        if (!claimed.isAbsolute() || owner == null || !claimed.equals(claimed.normalize())
            || !claimed.endsWith(Path.of(peerName, localName))) {
            return "the peer's folder is not that of its connection with " + localName;
        }
        if (!owner.toRealPath().equals(owner)) {
            return "the peer's folder is reached through a symbolic link";
        }
        final boolean isOwnRoot = owner.getParent().equals(connection.getParent().getParent());
        if (!isOwnRoot && uid(owner) != uid) {
            return "the peer's folder is neither in the same store nor of the same user";
        }
        final Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(owner);
        return permissions.contains(PosixFilePermission.OTHERS_WRITE) ? "everybody may write to the peer's folder"
            : null;
    }

    /** {@return the first bytes of a regular file, none of anything else} */
    private static byte[] read(final Path peerFile) throws IOException {
        final BasicFileAttributes attributes =
            Files.readAttributes(peerFile, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() != SECRET_LENGTH) {
            return new byte[0];
        }
        final ByteBuffer bytes = ByteBuffer.allocate(SECRET_LENGTH);
        try (SeekableByteChannel file =
                 Files.newByteChannel(peerFile, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            file.read(bytes);
        }
        return bytes.array();
    }

    private static int uid(final Path path) throws IOException {
        return (int) Files.getAttribute(path, UID, LinkOption.NOFOLLOW_LINKS);
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
