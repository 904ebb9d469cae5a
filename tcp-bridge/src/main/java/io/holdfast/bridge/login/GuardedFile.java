package io.holdfast.bridge.login;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A small text file that decides who may come in, believed only if its mode lets nobody else write or read it. */
public final class GuardedFile {
    /** The longest file, in bytes. */
    public static final int MAX_LENGTH = 1 << 20;

    private final Path path;
    private final Guard guard;

    /** Who may have access to a file; on file systems without POSIX permissions that is not looked at. */
    public enum Guard {
        /** Nobody but its owner may write to it. */
        OTHERS_MAY_READ("go-w", PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE),
        /** Nobody but its owner may read it or write to it. */
        SECRET("go-rwx", PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

        private final String remedy;
        private final Set<PosixFilePermission> unwanted;

        Guard(final String remedy, final PosixFilePermission... unwanted) {
            this.remedy = remedy;
            this.unwanted = Set.of(unwanted);
        }
    }

    /**
     * Names a file.
     *
     * @param path  of it
     * @param guard who may have access to it
     */
    public GuardedFile(final Path path, final Guard guard) {
        this.path = path;
        this.guard = guard;
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /**
     * {@return all of its bytes}
     *
     * @throws IOException              if it is not there, no regular file, or cannot be read
     * @throws IllegalArgumentException if others have access to it, or it is too long; the text tells what to do
     */
    byte[] read() throws IOException {
        requireGuarded();
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IllegalArgumentException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            final byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
            if (bytes.length > MAX_LENGTH) {
                throw new IllegalArgumentException("it has more than " + MAX_LENGTH + " bytes");
            }
            return bytes;
        }
    }

    /**
     * {@return all of its text}
     *
     * @throws IOException              if it is not there, no regular file, or cannot be read
     * @throws IllegalArgumentException if others have access to it, it is too long, or not UTF-8
     */
    public String readText() throws IOException {
        return utf8(read());
    }

    private void requireGuarded() throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        final Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
        found.addAll(view.readAttributes().permissions());
        found.retainAll(guard.unwanted);
        if (!found.isEmpty()) {
            throw new IllegalArgumentException("others than its owner have access to it (" + found + "); do: chmod "
                + guard.remedy + " " + path);
        }
    }

    /** {@return the text that bytes are; the error does not show them} */
    static String utf8(final byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (final CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8", e);
        }
    }
}
