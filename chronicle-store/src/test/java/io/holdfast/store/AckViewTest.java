package io.holdfast.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What one process sees of another's ack file. */
class AckViewTest {
    private static final long INCARNATION = 77;

    @TempDir
    private Path top;
    private Path folder;
    private AckFile file;
    private AckView view;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(top.resolve("a/b"));
        file = AckFile.open(folder, Disk.REAL);
        view = AckView.open(Folders.proven(folder));
    }

    @AfterEach
    void close() {
        view.close();
        file.close();
    }

    private void adopt(final long incarnation, final int generation, final int adoption, final long consumed) {
        final int slot = 1 - file.currentSlot();
        file.unseal(slot);
        file.identify(slot, incarnation, generation, adoption);
        file.consumed(slot, consumed);
        file.seal(slot);
    }

    private void write(final long position, final byte... bytes) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(view.path().toFile(), "rw")) {
            content.seek(position);
            content.write(bytes);
        }
    }

    @Test
    void isBoundOnceTheOwnerHoldsTheLogAndSeesEveryAckFromThenOn() {
        assertFalse(view.bind(INCARNATION, 1));
        assertFalse(view.isBound());

        adopt(INCARNATION, 1, 5, 100);

        assertFalse(view.bind(INCARNATION + 1, 1));
        assertFalse(view.bind(INCARNATION, 2));
        assertTrue(view.bind(INCARNATION, 1));
        assertEquals(5, view.adoption());
        assertEquals(100, view.consumed());
        file.consumed(file.currentSlot(), 101);
        assertEquals(101, view.consumed());
    }

    @Test
    void anAckThatNobodyCanHaveWrittenIsNegative() throws IOException {
        adopt(INCARNATION, 1, 5, 100);
        assertTrue(view.bind(INCARNATION, 1));
        final long position = 512 + 512L * file.currentSlot() + 128;

        write(position, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
        assertEquals(-1, view.consumed());
        file.consumed(file.currentSlot(), 101);
        assertEquals(101, view.consumed());
        write(position + 8, new byte[] {1, 1, 1, 1, 1, 1, 1, 1});
        assertEquals(-1, view.consumed());
    }

    @Test
    void goesByTheNewerOfTwoAdoptions() {
        adopt(INCARNATION, 1, 1, 100);
        adopt(INCARNATION, 2, 2, 50);

        assertFalse(view.bind(INCARNATION, 1));
        assertTrue(view.bind(INCARNATION, 2));
        assertEquals(50, view.consumed());
    }

    @Test
    void seesWhetherTheOwnerMaySleep() {
        assertFalse(view.isParkingOn());
        assertFalse(view.nap() != 0);
        file.parked(true);
        assertTrue(view.isParkingOn());
        assertTrue(view.nap() != 0);
        file.parked(false);
        assertTrue(view.isParkingOn());
        assertFalse(view.nap() != 0);
    }

    @Test
    void isNotBoundToADamagedFile() throws IOException {
        adopt(INCARNATION, 1, 1, 100);
        final byte[] whole = Files.readAllBytes(view.path());
        final int slot = 512 * (1 + file.currentSlot());
        for (int position = slot; position < slot + 24; position++) {
            write(position, (byte) (whole[position] ^ 4));
            assertFalse(view.bind(INCARNATION, 1), "position=" + position);
            write(position, whole[position]);
        }
        for (int position = 0; position < 16; position++) {
            write(position, (byte) (whole[position] ^ 4));
            assertFalse(view.bind(INCARNATION, 1), "position=" + position);
            write(position, whole[position]);
        }
        final long seed = System.nanoTime();
        final byte[] garbage = new byte[whole.length];
        new Random(seed).nextBytes(garbage);
        write(0, garbage);
        assertFalse(view.bind(INCARNATION, 1), "seed=" + seed);
        write(0, new byte[whole.length]);
        assertFalse(view.bind(INCARNATION, 1));
        write(0, whole);
        assertTrue(view.bind(INCARNATION, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 2048, 4095})
    void tellsThatTheFileWasCut(final int length) throws IOException {
        view.requireWhole();
        try (RandomAccessFile content = new RandomAccessFile(view.path().toFile(), "rw")) {
            content.setLength(length);
        }

        final String text = assertThrows(IOException.class, view::requireWhole).getMessage();
        assertTrue(text.contains(view.path().toString()), text);
        final String opening = assertThrows(IOException.class, () -> AckView.open(Folders.proven(folder))).getMessage();
        assertTrue(opening.contains(view.path().toString()), opening);
    }

    @Test
    void isNotOpenedThroughALinkAndTellsThatTheFileIsGone() throws IOException {
        assertTrue(view.isThere());
        final Path moved = Files.move(view.path(), folder.resolve("moved"));
        assertFalse(view.isThere());
        assertThrows(IOException.class, () -> AckView.open(Folders.proven(folder)));

        Files.createSymbolicLink(view.path(), moved);

        final String text = assertThrows(IOException.class, () -> AckView.open(Folders.proven(folder))).getMessage();
        assertTrue(text.contains("not a regular file"), text);
    }

    @Test
    void changesNothingInTheFile() throws IOException {
        adopt(INCARNATION, 1, 1, 100);
        final byte[] before = Files.readAllBytes(view.path());

        view.bind(INCARNATION, 1);
        view.consumed();
        view.requireWhole();

        assertEquals(-1, Files.mismatch(view.path(), Files.write(folder.resolve("before"), before)));
    }
}
