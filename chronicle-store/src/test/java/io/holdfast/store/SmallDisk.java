package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A file system of a few megabytes, which only a privileged user may mount. */
public final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final Path mount;
    private final Path ballast;

    private SmallDisk(final Path mount) {
        this.mount = mount;
        ballast = mount.resolve("ballast");
    }

    /** Mounts one in memory; skips the test where that is not permitted. */
    public static SmallDisk inMemory(final Path folder, final int megabytes) {
        final Path mount = created(folder);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", mount.toString()),
            "this user may not mount a small tmpfs");
        return new SmallDisk(mount);
    }

    /** Mounts an ext4 of a file; skips the test where that is not permitted. */
    public static SmallDisk ext4(final Path folder, final int megabytes) {
        final Path mount = created(folder);
        final Path image = folder.resolve("image");
        final boolean isMounted = run("truncate", "-s", megabytes + "M", image.toString())
            && run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image.toString())
            && run("mount", "-o", "loop", image.toString(), mount.toString());
        assumeTrue(isMounted, "this user may not mount a small ext4 file system");
        return new SmallDisk(mount);
    }

    private static Path created(final Path folder) {
        try {
            return Files.createDirectories(folder.resolve("disk"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return mount;
    }

    /** Leaves room for this many bytes, give or take a block, and a few for names. */
    public void leave(final long bytes) {
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
    public void free() {
        try {
            Files.deleteIfExists(ballast);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder to here. */
    public void takeIn(final Path from, final Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command, and says whether it succeeded. */
    static boolean run(final String... command) {
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
