package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A generation that the peer may have seen messages of never begins a second time, whatever a repair moves aside. */
class RepairGenerationTest {
    @TempDir
    private Path folder;

    private StoreContext context(final int boot) {
        return Connections.context().bootId(new UUID(boot, boot));
    }

    private StoreRoot open(final int boot) {
        return StoreRoot.open(folder, "Client", context(boot));
    }

    private Path connection() {
        return folder.resolve("Client/Server");
    }

    private static void write(final Path file, final long position, final long value) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.writeLong(value);
        }
    }

    private static void fillTwoCycles(final SendQueue queue) {
        final int first = queue.log().live().number();
        while (queue.log().live().number() == first) {
            Connections.offer(queue, Connections.MAX_MESSAGE_LENGTH);
        }
    }

    private RepairReport repair(final int boot) {
        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Server", context(boot))) {
            return offline.repair();
        }
    }

    /** A power failure takes the last cycle, so that the second generation begins with a cycle of its own. */
    private void beginASecondGeneration() throws IOException {
        try (StoreRoot root = open(1)) {
            fillTwoCycles(root.connection("Server").sendQueue());
        }
        final List<Path> cycles = CrashCopy.cycles(connection());
        write(cycles.get(cycles.size() - 1), 0, 0);
    }

    @Test
    void whenTheOnlyCycleThatNamesItIsGone() throws IOException {
        beginASecondGeneration();
        final Path killed = folder.resolve("state-of-the-killed");
        try (StoreRoot root = open(2)) {
            final ConnectionStore store = root.connection("Server");
            assertEquals(2, store.sendQueue().log().generation());
            assertTrue(Connections.offer(store.sendQueue(), 100) > 0);
            Files.copy(connection().resolve("state"), killed);
        }
        Files.copy(killed, connection().resolve("state"), StandardCopyOption.REPLACE_EXISTING);
        final List<Path> cycles = CrashCopy.cycles(connection());
        Files.delete(cycles.get(cycles.size() - 1));

        final RepairReport report = repair(2);

        assertFalse(report.isRefused(), report::toString);
        assertEquals(2, report.generationBefore());
        assertEquals(3, report.generationAfter());
        assertTrue(Files.exists(report.quarantine().resolve("state")));
    }

    @Test
    void whenBothIdentitiesOfTheStateAreDamagedToo() throws IOException {
        beginASecondGeneration();
        try (StoreRoot root = open(2)) {
            assertTrue(Connections.offer(root.connection("Server").sendQueue(), 100) > 0);
        }
        final List<Path> cycles = CrashCopy.cycles(connection());
        Files.delete(cycles.get(cycles.size() - 1));
        write(connection().resolve("state"), 20, 1);
        write(connection().resolve("state"), 84, 1);

        final RepairReport report = repair(2);

        assertFalse(report.isRefused(), report::toString);
        assertEquals(3, report.generationAfter());
    }
}
