package io.holdfast.store;

import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A live log of "a" for "b", and what "b" sees of it. */
abstract class PeerLogFixture {
    static final int PAYLOAD = 20;
    static final int EXCERPT = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH + PAYLOAD;

    @TempDir
    Path top;
    Path folder;
    LogFixture fixture;
    Log log;
    private final List<PeerLog> opened = new ArrayList<>();

    @BeforeEach
    final void openLog() throws IOException {
        folder = Files.createDirectories(top.resolve("a/b"));
        fixture = new LogFixture(folder);
        log = fixture.open();
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(PeerLog::close);
        log.close();
    }

    final CycleFolder.Owner owner() {
        return new CycleFolder.Owner("a", "b", log.incarnation());
    }

    final PeerLog openAfter(final long index) throws PeerFaultException {
        final PeerLog peer = PeerLog.open(Folders.proven(folder), owner(), index, fixture.maxMessageLength);
        opened.add(peer);
        return peer;
    }

    final List<Path> cycles() throws IOException {
        return CrashCopy.cycles(folder);
    }

    /** The numbers of all messages that are there; each must be what was appended. */
    static List<Long> readAll(final PeerLog peer) throws PeerFaultException {
        final List<Long> numbers = new ArrayList<>();
        while (peer.next()) {
            numbers.add(number(peer));
        }
        peer.settle();
        return numbers;
    }

    static long number(final PeerLog peer) {
        final long payload = peer.recordAddress() + RecordDescriptor.HEADER_LENGTH;
        final long number = OffHeap.getLong(payload);
        for (int i = 8; i < peer.recordLength() - RecordDescriptor.HEADER_LENGTH; i++) {
            assertEquals((byte) (number + i), (byte) OffHeap.getByte(payload + i), "number=" + number + " byte=" + i);
        }
        return number;
    }

    /** The log's process dies at this instant, and another opens the same files. */
    final void dieAndReopen() throws IOException {
        final Path copy = CrashCopy.copy(folder, top.resolve("copy" + System.identityHashCode(log)));
        log.close();
        overwrite(folder.resolve("state"), Files.readAllBytes(copy.resolve("state")));
        for (final Path file : CrashCopy.cycles(copy)) {
            overwrite(folder.resolve("send").resolve(file.getFileName()), Files.readAllBytes(file));
        }
        log = fixture.open();
    }

    private static void overwrite(final Path file, final byte[] bytes) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.write(bytes);
        }
    }

    static void write(final Path file, final long position, final byte... bytes) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.write(bytes);
        }
    }

    static void writeInt(final Path file, final long position, final int value) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.writeInt(Integer.reverseBytes(value));
        }
    }

    static void flip(final Path file, final long bit) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(bit / 8);
            final int before = content.read();
            content.seek(bit / 8);
            content.write(before ^ 1 << bit % 8);
        }
    }

    static void cut(final Path file, final long length) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(length);
        }
    }

    /** Reads until a fault, which must name the folder, and tells what it says. */
    final String faultOf(final PeerLog peer) {
        final String text = assertThrows(PeerFaultException.class, () -> readAll(peer)).getMessage();
        assertTrue(text.contains(folder.toString()), text);
        return text;
    }

    final String faultOfOpening(final long after) {
        final String text = assertThrows(PeerFaultException.class, () -> openAfter(after)).getMessage();
        assertTrue(text.contains(folder.toString()), text);
        return text;
    }

    /** Where the n-th message of a cycle is, if all have the payload length of these tests. */
    static long positionOf(final int sequence) {
        return CyclePreamble.DATA_START + (long) sequence * EXCERPT;
    }

    void append(final int count) {
        for (int i = 1; i <= count; i++) {
            assertTrue(fixture.append(log, i, PAYLOAD) > 0);
        }
    }

    Path cycle() throws IOException {
        return cycles().get(0);
    }

    /** Every message that comes is one that was sent, in order. */
    static void outlive(final PeerLog peer, final long seed) {
        try {
            long before = peer.next() ? number(peer) : 0;
            while (peer.next()) {
                assertEquals(before + 1, number(peer), "seed=" + seed);
                before++;
            }
        } catch (final PeerFaultException e) {
            assertTrue(e.getMessage().contains("path="), e.getMessage());
        }
    }
}
