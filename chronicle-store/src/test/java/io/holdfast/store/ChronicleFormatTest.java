package io.holdfast.store;

import io.holdfast.StoreException;
import net.openhft.chronicle.queue.ChronicleQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Fails when another version of Chronicle writes other files than the store was written against. */
class ChronicleFormatTest {
    @TempDir
    private Path folder;

    @Test
    void isCheckedAgainstTheVersionOnTheClassPath() {
        final Class<?> queue = ChronicleQueue.class;
        final String jar = Path.of(queue.getProtectionDomain().getCodeSource().getLocation().getPath())
            .getFileName().toString();

        assertEquals(ChronicleFormat.VERSION, jar.replace(".jar", "").replaceFirst("-(\\d)", " $1"),
            "read the notes of ChronicleFormat again before raising the version it names");
    }

    @Test
    void theHeadOfAnEmptyCycleIsWhatTheStoreLeansOn() throws Exception {
        final byte[] head = ChronicleFormat.head(folder);

        assertEquals(ChronicleFormat.HEAD_LENGTH, head.length);
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aToolThatMayNotMakeAHeadKnowsIt() throws Exception {
        final byte[] head = ChronicleFormat.head(folder);
        final ByteBuffer copy = ByteBuffer.allocateDirect(head.length).put(0, head);

        assertTrue(CycleHead.isAt(OffHeap.addressOf(copy)));
        for (final int changing : new int[] {64, 79, 176, 183, 232, 16_623, 16_648}) {
            assertTrue(CycleHead.isAt(OffHeap.addressOf(copy.put(changing, (byte) ~head[changing]))),
                () -> "position=" + changing);
        }
        for (final int constant : new int[] {0, 63, 80, 175, 184, 231, 16_624, 16_647}) {
            assertFalse(CycleHead.isAt(OffHeap.addressOf(copy.put(constant, (byte) ~head[constant]))),
                () -> "position=" + constant);
            copy.put(constant, head[constant]);
        }
    }

    @Test
    void anyOtherHeadIsRefused() throws Exception {
        final byte[] head = Arrays.copyOf(ChronicleFormat.head(folder),
            ChronicleFormat.HEAD_LENGTH + ChronicleFormat.WORD);
        ChronicleFormat.checkHead(folder, head);
        head[ChronicleFormat.INDEX2INDEX]++;

        final StoreException error = assertThrows(StoreException.class,
            () -> ChronicleFormat.checkHead(folder, head));

        assertTrue(error.getMessage().contains(ChronicleFormat.VERSION), error.getMessage());
    }

    @Test
    void cycleNumbersAndFileNamesMatchBothWays() {
        for (final int number : new int[] {1, 287, 288, 5_760_000, 5_760_001, 30_744_287}) {
            assertEquals(number, CycleRoller.number(CycleRoller.path(folder, number)));
        }
        assertEquals("20241004-0000V.cq4", CycleRoller.path(folder, 20_000 * 288).getFileName().toString());
        assertEquals(-1, CycleRoller.number(folder.resolve("20241004-0001V.cq4")));
        assertEquals(-1, CycleRoller.number(folder.resolve("20241004F.cq4")));
    }
}
