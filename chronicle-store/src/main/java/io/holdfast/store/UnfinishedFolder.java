package io.holdfast.store;

import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a connection without a session record: what a kill left of one in the making, or not ours at all. */
final class UnfinishedFolder {
    private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFolder.class);
    private static final String PREFIX = ".unfinished-";
    private static final List<String> OURS = List.of(Log.FOLDER, LogState.FILE, AckFile.FILE_NAME,
        SessionRecord.FILE_NAME);

    private UnfinishedFolder() {
    }

    /**
     * Gives the folder another name. Nothing is deleted: should a person have removed the session record, the messages
     * can still be found.
     *
     * @param folder    of a connection
     * @param localName whose
     * @throws StoreException if something in it is not ours, or messages were accepted
     */
    static void moveAside(final Path folder, final String localName, final StoreContext context) throws IOException {
        requireOurs(folder);
        final String remoteName = folder.getFileName().toString();
        ConnectionStore.requireNothingAccepted(folder, localName, remoteName, context);
        Path aside = folder.resolveSibling(PREFIX + remoteName + "-1");
        for (int i = 2; Files.exists(aside); i++) {
            aside = folder.resolveSibling(PREFIX + remoteName + "-" + i);
        }
        context.disk().rename(folder, aside);
        context.disk().forceFolder(folder.getParent());
        LOG.warn("{} has no session record: it was being created when its process ended; moved to {}, may be deleted",
            folder, aside);
    }

    private static void requireOurs(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new StoreException(folder, "there is a file where the folder of the connection belongs; move it"
                + " away");
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !isOurs(file.getFileName().toString())).findFirst().ifPresent(file -> {
                throw new StoreException(folder, "the folder is to be that of a connection, but holds "
                    + file.getFileName() + ", which is not Holdfast's; move that away, or choose another peer name or"
                    + " store");
            });
        }
    }

    private static boolean isOurs(final String name) {
        return OURS.stream().anyMatch(ours -> name.equals(ours) || name.startsWith(ours + "."));
    }
}
