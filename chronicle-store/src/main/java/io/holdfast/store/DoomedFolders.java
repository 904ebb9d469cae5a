package io.holdfast.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Folders to delete, a bounded step at a time. Each got a name first that nobody takes for a peer's, so that a kill
 * leaves nothing half deleted under its own: what is left is found by that name and finished later. One thread.
 */
final class DoomedFolders {
    private static final String PREFIX = ".purged-";
    private static final int FILES_PER_STEP = 16;

    private final Path parent;
    private final Disk disk;
    private final ArrayDeque<Path> folders = new ArrayDeque<>();

    DoomedFolders(final Path parent, final Disk disk) {
        this.parent = parent;
        this.disk = disk;
    }

    /**
     * Looks for what a kill left.
     *
     * @param isOurs whether a folder that had a name before is one of these
     */
    void find(final Predicate<String> isOurs) throws IOException {
        folders.clear();
        try (Stream<Path> list = Files.list(parent)) {
            list.filter(path -> {
                final String name = path.getFileName().toString();
                return name.startsWith(PREFIX) && isOurs.test(name.substring(PREFIX.length()));
            }).forEach(folders::add);
        }
    }

    /**
     * {@return the name that a folder gets before it is deleted}
     *
     * @throws IOException if there is one of that name, which is to be finished first
     */
    Path target(final String name) throws IOException {
        final Path target = parent.resolve(PREFIX + name);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is " + target + " already");
        }
        return target;
    }

    /** Adds a folder that has got its name. */
    void add(final Path folder) throws IOException {
        folders.add(folder);
        disk.forceFolder(parent);
    }

    boolean isEmpty() {
        return folders.isEmpty();
    }

    /** Leaves out the one at which it is, which could not be deleted. */
    void skip() {
        folders.poll();
    }

    /** Deletes some files. */
    void doWork() throws IOException {
        final Path folder = folders.peek();
        for (int i = 0; i < FILES_PER_STEP; i++) {
            final Path deepest = deepest(folder);
            disk.delete(deepest);
            if (deepest.equals(folder)) {
                folders.remove(folder);
                disk.forceFolder(parent);
                return;
            }
        }
    }

    /** Some file, or folder without any, within a folder; links are not followed. */
    private static Path deepest(final Path folder) throws IOException {
        Path path = folder;
        while (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> list = Files.newDirectoryStream(path)) {
                final Iterator<Path> iterator = list.iterator();
                if (!iterator.hasNext()) {
                    return path;
                }
                path = iterator.next();
            }
        }
        return path;
    }
}
