package io.holdfast.store;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are there in full or not at all, also after a power loss: written beside, forced, renamed, and the folder
 * forced too.
 */
final class DurableFile {
    static final String UNFINISHED_SUFFIX = ".new";
    private static final boolean CAN_FORCE_FOLDERS = File.separatorChar == '/';

    private DurableFile() {
    }

    /**
     * Creates the file or replaces it. What an earlier, unfinished attempt left behind is overwritten.
     *
     * @param file    the file
     * @param content all of its bytes
     * @param steps   told after each step that a crash could follow
     * @throws IOException if the file now holds either what it held before or the new content
     */
    static void replace(final Path file, final byte[] content, final PersistentSteps steps) throws IOException {
        final Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED_SUFFIX);
        try (FileOutputStream stream = new FileOutputStream(unfinished.toFile())) {
            steps.reached("created " + unfinished.getFileName());
            stream.write(content);
            stream.getFD().sync();
        }
        steps.reached("wrote " + unfinished.getFileName());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        steps.reached("renamed to " + file.getFileName());
        forceFolder(file.getParent());
    }

    /** Makes names just created, renamed or deleted in a folder outlive a power loss, where the system can. */
    static void forceFolder(final Path folder) throws IOException {
        boolean isDone = !CAN_FORCE_FOLDERS;
        boolean isInterrupted = false;
        while (!isDone) {
            isInterrupted |= Thread.interrupted();
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                isDone = true;
            } catch (final ClosedByInterruptException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
