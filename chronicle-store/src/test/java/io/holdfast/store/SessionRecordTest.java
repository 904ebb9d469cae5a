package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionRecordTest {
    @TempDir
    Path folder;

    @Test
    void readsBackEverythingItWasTold() {
        final SessionRecord written = Folders.newSession(folder);
        written.principal("CN=Server\nO=\\n, Zürich\r=");
        written.transport("TCP");
        written.remember(new ReceiveState.Remembered(-7, 3, Long.MAX_VALUE), PersistentSteps.NONE);

        final SessionRecord read = open(folder);

        assertEquals("Client", read.localName());
        assertEquals("Server", read.remoteName());
        assertEquals(42, read.createdNs());
        assertEquals("CN=Server\nO=\\n, Zürich\r=", read.principal());
        assertEquals("TCP", read.transport());
        assertEquals(List.of(new ReceiveState.Remembered(-7, 3, Long.MAX_VALUE)), read.remembered());
    }

    @Test
    void knowsNeitherPrincipalNorTransportAtFirst() {
        Folders.newSession(folder);

        final SessionRecord read = open(folder);

        assertNull(read.principal());
        assertNull(read.transport());
        assertEquals(List.of(), read.remembered());
    }

    @Test
    void findsEveryFlippedBitAndEveryMissingByte() throws IOException {
        Folders.newSession(folder).principal("someone");
        final Path file = folder.resolve(SessionRecord.FILE_NAME);
        final byte[] good = Files.readAllBytes(file);

        for (int i = 0; i < good.length; i++) {
            Folders.flipBit(file, i);
            final CorruptStoreException flipped =
                assertThrows(CorruptStoreException.class, () -> open(folder), "flipped byte " + i);
            assertEquals(file, flipped.path());
            Files.write(file, Arrays.copyOf(good, i));
            assertThrows(CorruptStoreException.class, () -> open(folder), "cut at byte " + i);
            Files.write(file, good);
        }
    }

    @Test
    void refusesAnotherVersionWithoutCallingItDamaged() throws IOException {
        final Map<String, String> values = new LinkedHashMap<>(Map.of("version", "2"));
        Files.write(folder.resolve(SessionRecord.FILE_NAME), TextRecord.encode(values));

        final StoreException refused = assertThrows(StoreException.class, () -> open(folder));

        assertFalse(refused instanceof CorruptStoreException);
        assertTrue(refused.getMessage().contains("version 2"), refused.getMessage());
    }

    @Test
    void holdsTheOldOrTheNewContentAfterEachStepOfAChange(@TempDir final Path copies) throws IOException {
        final SessionRecord record = Folders.newSession(folder);
        record.remember(new ReceiveState.Remembered(1, 1, 1), PersistentSteps.NONE);
        final List<ReceiveState.Remembered> before = record.remembered();
        final Map<String, Path> copyAfterStep = new LinkedHashMap<>();

        record.remember(new ReceiveState.Remembered(2, 1, 9), step -> copyAfterStep.put(step,
            Folders.copied(folder, copies.resolve(Integer.toString(copyAfterStep.size())))));

        assertEquals(List.of("created session.new", "wrote session.new", "renamed to session"),
            List.copyOf(copyAfterStep.keySet()));
        copyAfterStep.forEach((step, copy) -> assertEquals(
            step.startsWith("renamed") ? record.remembered() : before, open(copy).remembered(), step));
    }

    @Test
    void forgetsTheOldestBeyondFive() {
        final SessionRecord record = Folders.newSession(folder);

        for (int i = 1; i <= 7; i++) {
            record.remember(new ReceiveState.Remembered(i, 1, i), PersistentSteps.NONE);
        }
        record.remember(new ReceiveState.Remembered(4, 2, 44), PersistentSteps.NONE);

        assertEquals(List.of(3L, 5L, 6L, 7L, 4L), open(folder).remembered().stream()
            .map(ReceiveState.Remembered::incarnation).toList());
    }

    private static SessionRecord open(final Path folder) {
        return SessionRecord.open(folder, Disk.REAL);
    }
}
