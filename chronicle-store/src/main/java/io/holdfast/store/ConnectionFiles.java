package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Tells files of a connection, whole or damaged, from files of others that bear their names. Any thread. */
public final class ConnectionFiles {
    private static final byte[] SESSION_BEGIN = "version=".getBytes(StandardCharsets.US_ASCII);

    private ConnectionFiles() {
    }

    /**
     * {@return whether a folder has a {@code session} file that begins like one, or a {@code state} file in which one
     * of the identities is marked as such; what cannot be read is none}
     *
     * @param folder that may be a connection's
     */
    public static boolean areIn(final Path folder) {
        return isSession(folder.resolve(SessionRecord.FILE_NAME)) || isState(folder.resolve(LogState.FILE));
    }

    private static boolean isSession(final Path file) {
        return Arrays.equals(begin(file, SESSION_BEGIN.length).array(), SESSION_BEGIN);
    }

    private static boolean isState(final Path file) {
        final ByteBuffer begin = begin(file, 2 * LogState.SLOT_LENGTH);
        return begin.getLong(0) == LogState.MAGIC || begin.getLong(LogState.SLOT_LENGTH) == LogState.MAGIC;
    }

    /** What a file begins with, or zeros as far as it is too short or cannot be read. */
    private static ByteBuffer begin(final Path path, final int length) {
        final ByteBuffer begin = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel file = RegularFile.open(path, StandardOpenOption.READ)) {
            file.read(begin);
        } catch (final IOException e) {
            return ByteBuffer.allocate(length);
        }
        return begin;
    }
}
