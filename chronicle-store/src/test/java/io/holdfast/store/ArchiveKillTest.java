package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A restore is killed before each change that it makes: there is the whole connection or none, and it can go on. */
class ArchiveKillTest {
    private static final int MESSAGES = 60;

    @TempDir
    private Path folder;

    @Test
    void leavesTheWholeConnectionOrNoneAndCanBeRunAgain() throws IOException {
        final Path store = folder.resolve("store");
        final Path archive = folder.resolve("archive");
        final Path other = folder.resolve("other");
        try (StoreRoot root = Connections.root(store)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            for (int i = 0; i < MESSAGES; i++) {
                Connections.offer(queue, 10_000);
            }
            ConnectionArchive.write(store.resolve("Client/Server"), archive, 1, ArchiveProgress.NONE);
        }
        final List<Path> kills = new ArrayList<>();
        final FaultyDisk disk = new FaultyDisk();
        disk.rule = (operation, path) -> {
            if (path.toString().contains("Server")) {
                kills.add(Folders.copied(other, folder.resolve("kill" + kills.size())));
            }
            return null;
        };

        ArchiveRestore.restore(archive, other, Connections.context().disk(disk), ArchiveProgress.NONE);

        assertTrue(kills.size() > 10, () -> "kills " + kills.size());
        for (final Path kill : kills) {
            assertFalse(Files.exists(kill.resolve("Client/Server")), "before the last step: " + kill);
            try (StoreRoot root = Connections.root(kill)) {
                assertEquals(List.of(), root.remoteNames());
            }
            ArchiveRestore.restore(archive, kill, Connections.context(), ArchiveProgress.NONE);
            assertWhole(kill);
            Folders.delete(kill);
        }
        assertWhole(other);
    }

    private static void assertWhole(final Path store) throws IOException {
        assertEquals(List.of("Server", OwnerLock.LOCK_NAME), Folders.names(store.resolve("Client")));
        try (StoreRoot root = Connections.root(store)) {
            assertEquals(MESSAGES, Connections.stamps(root.connection("Server").sendQueue()).size());
        }
    }
}
