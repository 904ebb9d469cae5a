package io.holdfast.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A file system of a few megabytes in memory, which only a privileged user may mount. */
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final Path mount;
    private final Path ballast;

    private SmallDisk(final Path mount) {
        this.mount = mount;
        ballast = mount.resolve("ballast");
    }

    /** Mounts one; skips the test where that is not permitted. */
    static SmallDisk mounted(final Path folder, final int megabytes) {
        try {
            final Path mount = Files.createDirectories(folder.resolve("disk"));
            assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", mount.toString()),
                "this user may not mount a small tmpfs");
            return new SmallDisk(mount);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return mount;
    }

    /** Leaves room for this many bytes, give or take a block, and for names. */
    void leave(final long bytes) {
        free();
        try (var out = Files.newOutputStream(ballast)) {
            final long fill = mount.toFile().getUsableSpace() - bytes;
            for (long written = 0; written < fill; written += BLOCK) {
                out.write(new byte[BLOCK]);
            }
        } catch (final IOException e) {
            if (!e.getMessage().contains("No space")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Gives all the room there is. */
    void free() {
        try {
            Files.deleteIfExists(ballast);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder to here. */
    void takeIn(final Path from, final Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(final String... command) {
        try {
            return new ProcessBuilder(List.of(command)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException e) {
            return false;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lazily, for Chronicle lets go of its mappings in a thread of its own. */
    @Override
    public void close() {
        if (!run("umount", "-l", mount.toString())) {
            throw new IllegalStateException("cannot unmount " + mount);
        }
    }
}
