package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a crash test needs: folders as they are at one instant. */
final class Folders {
    private Folders() {
    }

    /** Copies a folder, as a kill at this instant would leave it, and answers the copy. */
    static Path copied(final Path from, final Path to) {
        try (Stream<Path> walk = Files.walk(from)) {
            for (final Path one : walk.toList()) {
                final Path target = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(target,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.copy(one, target);
                }
            }
            return to;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a connection's folder as its peer opens it} */
    static PeerFolder proven(final Path connection) {
        try {
            return PeerFolder.of(connection);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SessionRecord newSession(final Path folder) {
        final SessionRecord record = SessionRecord.prepare(folder, "Client", "Server", 42, Disk.REAL);
        record.save();
        return record;
    }

    static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    static void delete(final Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (final Path one : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    static void flipBit(final Path file, final int offset) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 4;
        Files.write(file, bytes);
    }
}
