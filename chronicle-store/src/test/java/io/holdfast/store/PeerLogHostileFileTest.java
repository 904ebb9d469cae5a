package io.holdfast.store;

import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What only a hostile peer would write: it is told by {@link PeerFaultException}, or nothing comes of it. */
class PeerLogHostileFileTest extends PeerLogFixture {
    @Test
    void isNotKeptForEverByCyclesWithoutMessages() throws Exception {
        append(1);
        final int number = CycleView.numberOf(cycle());
        final int end = (int) positionOf(1);
        writeInt(cycle(), end, ChronicleFormat.END_OF_FILE);
        final CyclePreamble first = preamble();
        for (int i = 1; i <= 50; i++) {
            final CyclePreamble empty = new CyclePreamble("a", "b", first.incarnation(), first.generation(),
                log.lastIndex(), 2, 0, 0, 0, 0);
            write(CycleRoller.path(folder.resolve("send"), number + i), ChronicleFormat.HEAD_LENGTH,
                empty.encode().array());
            writeInt(CycleRoller.path(folder.resolve("send"), number + i), CyclePreamble.DATA_START,
                ChronicleFormat.END_OF_FILE);
        }
        write(folder.resolve("state"), LogState.LAST_INDEX, ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN).putLong(ChronicleFormat.index(number + 60, 0)).array());
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());

        int polls = 0;
        try {
            while (polls < 100 && !peer.next()) {
                polls++;
            }
        } catch (final PeerFaultException e) {
            assertTrue(e.getMessage().contains("a cycle file is gone"), e.getMessage());
        }
        assertEquals(50, polls, "one cycle a poll at most");
        writeInt(cycle(), end, 0);
        for (int i = 1; i <= 50; i++) {
            Files.delete(CycleRoller.path(folder.resolve("send"), number + i));
        }
    }

    private CyclePreamble preamble() throws IOException {
        final byte[] bytes = Files.readAllBytes(cycle());
        return CyclePreamble.decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
            .position(ChronicleFormat.HEAD_LENGTH).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Each with a checksum that is right. */
    @ParameterizedTest
    @ValueSource(strings = {"64 ff", "64 80", "64 7f", "129 ff", "129 7f", "129 41", "0 00", "4 02",
        "32 ffffffffffffffff", "24 ffffffffffffffff", "24 0100000000000000"})
    void outlivesAPreambleThatCannotBe(final String change) throws Exception {
        append(3);
        final int body = ChronicleFormat.HEAD_LENGTH + MetaExcerpt.BODY_OFFSET;
        final byte[] whole = Files.readAllBytes(cycle());
        final ByteBuffer changed = ByteBuffer.wrap(whole.clone(), body, CyclePreamble.LENGTH).slice();
        final String[] parts = change.split(" ");
        changed.put(Integer.parseInt(parts[0]), HexFormat.of().parseHex(parts[1]));
        final CRC32C crc = new CRC32C();
        crc.update(changed.duplicate().clear().limit(CyclePreamble.LENGTH - Integer.BYTES));
        changed.order(ByteOrder.LITTLE_ENDIAN).putInt(CyclePreamble.LENGTH - Integer.BYTES, (int) crc.getValue());
        final byte[] bytes = new byte[CyclePreamble.LENGTH];
        changed.get(0, bytes);
        write(cycle(), body, bytes);

        try (PeerLog peer = PeerLog.open(Folders.proven(folder), owner(), 0, fixture.maxMessageLength)) {
            assertTrue(parts[0].equals("32") || parts[0].equals("24"), "was taken for good");
            outlive(peer, 0);
        } catch (final PeerFaultException e) {
            assertTrue(e.getMessage().contains(cycle().toString()), e.getMessage());
        }
        write(cycle(), 0, whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+9999999990101-0000V.cq4", "+999990101-0000V.cq4", "19690101-0000V.cq4", ".cq4", "x.cq4",
        "20241004-0001V.cq4", "99991231-2355V.cq4", "+2147483640101-0000V.cq4"})
    void outlivesAFileNameThatCannotBe(final String name) throws Exception {
        append(3);
        Files.write(folder.resolve("send").resolve(name), new byte[10]);

        assertEquals(LogFixture.numbers(1, 3), readAll(openAfter(0)));
        Files.delete(folder.resolve("send").resolve(name));
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        append(3);
        final Path cycle = cycle();
        final Path moved = Files.move(cycle, top.resolve("moved"));
        Files.createSymbolicLink(cycle, moved);
        assertTrue(faultOfOpening(0).contains("not a regular file"));
        Files.delete(cycle);
        Files.createDirectory(cycle);
        assertTrue(faultOfOpening(0).contains("not a regular file"));
        Files.delete(cycle);
        if (new ProcessBuilder("mkfifo", cycle.toString()).start().waitFor() == 0) {
            assertTrue(faultOfOpening(0).contains("not a regular file"));
            Files.delete(cycle);
        }
        Files.move(moved, cycle);
    }

    /** Put there after the proof, where nobody looks any more. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a/b/send", "a/b/state"})
    void followsNoLinkBelowTheRoot(final String name) throws Exception {
        append(3);
        final PeerFolder proven = Folders.proven(folder);
        final Path one = top.resolve(name);
        final Path moved = Files.move(one, top.resolve("moved"));
        Files.createSymbolicLink(one, moved);
        try {
            assertThrows(PeerFaultException.class,
                () -> PeerLog.open(proven, owner(), 0, fixture.maxMessageLength));
        } finally {
            Files.delete(one);
            Files.move(moved, one);
        }
        PeerLog.open(proven, owner(), 0, fixture.maxMessageLength).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a/b/send"})
    void entersNoFolderThatEverybodyMayWriteTo(final String name) throws Exception {
        append(3);
        final PeerFolder proven = Folders.proven(folder);
        Files.setPosixFilePermissions(top.resolve(name), PosixFilePermissions.fromString("rwxrwxrwx"));

        final String text = assertThrows(PeerFaultException.class,
            () -> PeerLog.open(proven, owner(), 0, fixture.maxMessageLength)).getCause().getMessage();

        assertTrue(text.startsWith("everybody may write to the folder "), text);
    }

    @Test
    void readsNoMoreOfAFileThanACycleCanHave() throws Exception {
        append(3);
        final long length = Files.size(cycle());
        boolean isCut;
        try {
            cut(cycle(), 1L << 43);
            isCut = true;
        } catch (final IOException e) {
            isCut = false;
        }
        assumeTrue(isCut, "the file system has no files as large as that");

        assertEquals(LogFixture.numbers(1, 3), readAll(openAfter(0)));
        cut(cycle(), length);
    }
}
