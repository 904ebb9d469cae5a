package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * The folder of a connection in the store of a peer on this host, and how its files are opened: name by name from the
 * root on, each in the folder that was opened before, through no link. So what was looked at is what is opened, and
 * only while {@code <root>/<peer>} is the folder that it was. A folder that everybody may write to is not entered.
 * Holds no descriptor. Any thread.
 * <p>
 * The peer itself may put another file into the place of one at any time; whoever reads it has to expect anything.
 */
public final class PeerFolder {
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;

    private final Path path;
    private final Object ownerKey;
    private final UserPrincipal owner;
    private final UserPrincipal rootOwner;

    private PeerFolder(final Path path) throws IOException {
        this.path = path;
        final Content root = Content.of(path.getParent().getParent());
        rootOwner = root.attributes.owner();
        try (Content content = root.enter(path.getParent().getFileName())) {
            ownerKey = content.attributes.fileKey();
            owner = content.attributes.owner();
        }
    }

    /**
     * Looks at the peer's part of a store.
     *
     * @param connection {@code <root>/<peer>/<local>}, of which the last need not exist
     * @return the folder
     * @throws IOException if {@code <root>/<peer>} is not there, is a link, cannot be entered, or everybody may write
     *                     to it, or to the root without a sticky bit
     */
    public static PeerFolder of(final Path connection) throws IOException {
        final Path root = connection.getParent().getParent();
        if (((Integer) Files.getAttribute(root, "unix:mode") & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE) {
            throw new IOException("everybody may replace the folders in it: path=" + root);
        }
        return new PeerFolder(connection);
    }

    /** {@return whether both {@code <root>} and {@code <root>/<peer>} are of a user} */
    public boolean isOf(final UserPrincipal user) {
        return owner.equals(user) && rootOwner.equals(user);
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /**
     * Reads a short file beside the connection's folder.
     *
     * @param name   of the file
     * @param length how many bytes it should have
     * @return its bytes; none if it is not a regular file of that length which belongs to the owner of its folder
     * @throws IOException if it is not there, or cannot be read
     */
    public byte[] readBeside(final String name, final int length) throws IOException {
        final Path file = Path.of(name);
        try (Content content = beside()) {
            final PosixFileAttributes attributes = content.stream
                .getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
            if (!attributes.isRegularFile() || attributes.size() != length || !attributes.owner().equals(owner)) {
                return new byte[0];
            }
            final ByteBuffer bytes = ByteBuffer.allocate(length);
            try (SeekableByteChannel channel = content.channel(file)) {
                channel.read(bytes);
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    private Content beside() throws IOException {
        final Content content = Content.of(path.getParent().getParent()).enter(path.getParent().getFileName());
        if (!Objects.equals(content.attributes.fileKey(), ownerKey)) {
            content.close();
            throw new IOException("the peer's folder is another than before: path=" + path.getParent());
        }
        return content;
    }

    /** Opens the folder of the connection. */
    Content content() throws IOException {
        return beside().enter(path.getFileName());
    }

    /** Opens a file of the connection, see {@link ForeignFile#open}. */
    ForeignFile open(final String name, final long mappedLength, final long leastLength) throws IOException {
        try (Content content = content()) {
            return content.open(path.resolve(name), mappedLength, leastLength);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A folder that is open. */
    static final class Content implements AutoCloseable {
        private final SecureDirectoryStream<Path> stream;
        private final PosixFileAttributes attributes;

        private Content(final SecureDirectoryStream<Path> stream) throws IOException {
            this.stream = stream;
            attributes = stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
        }

        private static Content of(final Path root) throws IOException {
            final DirectoryStream<Path> stream = Files.newDirectoryStream(root);
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return new Content(secure);
            }
            stream.close();
            throw new IOException("this system cannot open a folder within an open folder: path=" + root);
        }

        /** Goes on to a folder in this one, which is closed. */
        Content enter(final Path name) throws IOException {
            try (this) {
                final Content content = new Content(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
                if (content.attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                    content.close();
                    throw new IOException("everybody may write to the folder " + name);
                }
                return content;
            }
        }

        /** {@return the paths of what is in it} */
        Iterable<Path> paths() {
            return stream;
        }

        /** Opens a regular file in it. */
        ForeignFile open(final Path file, final long mappedLength, final long leastLength) throws IOException {
            final Path name = file.getFileName();
            final BasicFileAttributes before = look(name);
            if (!before.isRegularFile()) {
                throw new IOException("not a regular file: " + file);
            }
            return ForeignFile.of(file, channel(name), before.fileKey(), mappedLength, leastLength);
        }

        private BasicFileAttributes look(final Path name) throws IOException {
            return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        }

        private FileChannel channel(final Path name) throws IOException {
            // of UnixSecureDirectoryStream, in JDK 17 to 25
            return (FileChannel) stream.newByteChannel(name,
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
