package io.holdfast.examples.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes and deletes the folders of runs that are not to leave anything behind. */
public final class TemporaryFolder {
    private TemporaryFolder() {
    }

    /**
     * Makes a folder.
     *
     * @param parent where to, null for the machine's usual place
     * @param prefix of its name
     * @return the new empty folder
     * @throws CommandFailure if that fails
     */
    public static Path create(final Path parent, final String prefix) {
        return create(parent, prefix, "--store");
    }

    /**
     * Makes a folder.
     *
     * @param parent where to, null for the machine's usual place
     * @param prefix of its name
     * @param option by which another place can be named
     * @return the new empty folder
     * @throws CommandFailure if that fails
     */
    public static Path create(final Path parent, final String prefix, final String option) {
        try {
            if (parent == null) {
                return Files.createTempDirectory(prefix);
            }
            return Files.createTempDirectory(Files.createDirectories(parent), prefix);
        } catch (final IOException error) {
            throw new CommandFailure("cannot make a temporary folder in "
                + (parent == null ? System.getProperty("java.io.tmpdir") : parent) + ": " + Reason.of(error)
                + "; name another place with " + option, error);
        }
    }

    /**
     * Deletes a folder with all that is in it.
     *
     * @param folder what to delete
     * @throws UncheckedIOException if that fails
     */
    public static void delete(final Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            final List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (final Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot delete " + folder, error);
        }
    }
}
