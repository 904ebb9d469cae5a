package io.holdfast.store;

import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that does anything to its files: it is always told by {@link PeerFaultException}, or nothing comes. */
class PeerLogDamageTest extends PeerLogFixture {
    private void rollTwice() {
        long number = 1;
        while (CycleView.numberOf(log.lastIndex()) < CycleView.numberOf(log.firstIndex()) + 2) {
            fixture.append(log, number++, 6000);
            log.doWork();
        }
    }

    @Test
    void findsEveryFlippedBitOfARecordAndNamesFileAndIndex() throws Exception {
        append(3);
        final String index = Long.toHexString(log.lastIndex() - 1);
        for (long bit = positionOf(1) * 8; bit < positionOf(2) * 8; bit++) {
            final PeerLog peer = openAfter(0);
            assertTrue(peer.next());
            flip(cycle(), bit);

            final String fault = faultOf(peer);

            assertTrue(fault.contains(index), () -> fault + " instead of " + index);
            assertTrue(fault.contains(cycle().toString()), fault);
            flip(cycle(), bit);
            peer.close();
        }
        assertEquals(LogFixture.numbers(1, 3), readAll(openAfter(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 35, 36, 55, 57, 60, 64, 0xFFFF, 0x10024, 0x3FFF_FFFF, 0x4000_0000, 0x4000_0001,
        0x4000_0038, 0x4000_0074, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0038, 0xBFFF_FFFF, 0xC000_0001, 0xC000_0038, -1})
    void findsALengthThatCannotBe(final int header) throws Exception {
        append(4);
        writeInt(cycle(), positionOf(1), header);
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());

        final String fault = faultOf(peer);

        assertTrue(fault.contains(cycle().toString()), fault);
        assertTrue(fault.contains(Long.toHexString(log.lastIndex() - 2)), fault);
    }

    @Test
    void standsBeforeAHeaderThatIsZeroAndSaysThatThereIsMore() throws Exception {
        append(3);
        writeInt(cycle(), positionOf(1), 0);
        final PeerLog peer = openAfter(0);

        assertEquals(List.of(1L), readAll(peer));
        assertFalse(peer.hasNext());
        assertTrue(peer.lastIndex() > peer.index());
        writeInt(cycle(), positionOf(1), RecordDescriptor.HEADER_LENGTH + PAYLOAD);
        assertEquals(List.of(2L, 3L), readAll(peer));
    }

    @Test
    void standsAtAnEndMarkInTheMiddleOfTheLastCycleAndFaultsInAnother() throws Exception {
        append(3);
        writeInt(cycle(), positionOf(1), ChronicleFormat.END_OF_FILE);
        final PeerLog standing = openAfter(0);
        assertEquals(List.of(1L), readAll(standing));
        assertFalse(standing.next());

        rollTwice();

        assertTrue(faultOf(standing).contains("messages after index " + Long.toHexString(standing.index())));
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());
        assertTrue(faultOf(peer).contains("are gone"));
    }

    @Test
    void refusesAMessageThatIsLongerThanAgreed() throws Exception {
        fixture.append(log, 1, PAYLOAD);
        fixture.append(log, 2, PAYLOAD + 1);
        try (PeerLog peer = PeerLog.open(Folders.proven(folder), owner(), 0, PAYLOAD)) {
            assertTrue(peer.next());

            assertTrue(faultOf(peer).contains("has a length that is not allowed"));
        }
    }

    @Test
    void findsARecordOfAnotherPlace() throws Exception {
        append(3);
        final byte[] bytes = Files.readAllBytes(cycle());
        final byte[] first = new byte[EXCERPT];
        System.arraycopy(bytes, (int) positionOf(0), first, 0, EXCERPT);
        write(cycle(), positionOf(1), first);
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());

        assertTrue(faultOf(peer).contains("does not hold what was written"));
    }

    @Test
    void outlivesRandomGarbage() throws Exception {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        append(40);
        final byte[] whole = Files.readAllBytes(cycle());
        for (int i = 0; i < 400; i++) {
            final int from = random.nextInt((int) positionOf(41));
            final byte[] garbage = new byte[1 + random.nextInt(i % 2 == 0 ? 8 : 4000)];
            random.nextBytes(garbage);
            final PeerLog early = openAfter(0);
            write(cycle(), from, garbage);
            outlive(early, seed);
            try {
                outlive(openAfter(random.nextBoolean() ? 0 : log.lastIndex() - random.nextInt(40)), seed);
            } catch (final PeerFaultException e) {
                assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
            }
            write(cycle(), 0, whole);
            early.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2048, 4096, 33_000, CyclePreamble.DATA_START, CyclePreamble.DATA_START + 70, 35_000})
    void findsAFileThatWasCut(final long length) throws Exception {
        append(40);
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());
        cut(cycle(), length);

        final String cutUnderUs = assertThrows(PeerFaultException.class, peer::requireWhole).getMessage();
        assertTrue(cutUnderUs.contains(cycle().toString()), cutUnderUs);
        assertTrue(cutUnderUs.contains("was cut"), cutUnderUs);

        try {
            final PeerLog late = openAfter(0);
            assertTrue(length > CyclePreamble.DATA_START);
            faultOf(late);
        } catch (final PeerFaultException e) {
            assertTrue(length <= CyclePreamble.DATA_START, e.getMessage());
            assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
        }
    }

    @Test
    void findsACycleThatIsGone() throws Exception {
        rollTwice();
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());
        final Path second = cycles().get(1);
        final Path moved = Files.move(second, top.resolve("moved"));

        assertTrue(faultOf(peer).contains("are gone"));
        Files.move(moved, second);
        final PeerLog other = openAfter(0);
        assertTrue(other.next());
        Files.delete(cycles().get(2));
        Files.delete(second);
        assertTrue(faultOf(other).contains("a cycle file is gone"));
    }

    @Test
    void findsAFolderThatIsGone() throws Exception {
        append(3);
        final PeerLog peer = openAfter(0);
        assertTrue(peer.isThere());
        final Path moved = Files.move(folder, top.resolve("moved"));

        assertFalse(peer.isThere());
        assertEquals(LogFixture.numbers(1, 3), readAll(peer), "what is mapped stays");
        faultOfOpening(0);
        Files.createDirectory(folder);
        faultOfOpening(0);
        Files.delete(folder);
        Files.move(moved, folder);
    }

    @Test
    void findsALogOfSomebodyElse() throws Exception {
        append(1);
        final CycleFolder.Owner owner = owner();
        for (final CycleFolder.Owner other : List.of(new CycleFolder.Owner("x", "b", owner.incarnation()),
            new CycleFolder.Owner("a", "x", owner.incarnation()), new CycleFolder.Owner("b", "a", owner.incarnation()),
            new CycleFolder.Owner("a", "b", owner.incarnation() + 1), new CycleFolder.Owner("a", "b", 0))) {
            final String fault = assertThrows(PeerFaultException.class,
                () -> PeerLog.open(Folders.proven(folder), other, 0, fixture.maxMessageLength)).getMessage();
            assertTrue(fault.contains(folder.toString()), fault);
        }
    }

    @Test
    void findsAFileOfAnotherLogInItsPlace() throws Exception {
        rollTwice();
        final LogFixture other = new LogFixture(Files.createDirectories(top.resolve("other")));
        try (Log otherLog = other.open()) {
            other.append(otherLog, 1, PAYLOAD);
            final PeerLog peer = openAfter(0);
            assertTrue(peer.next());
            write(cycles().get(1), 0, Files.readAllBytes(CrashCopy.cycles(other.folder).get(0)));

            assertTrue(faultOf(peer).contains("of another log"));
        }
    }

    @Test
    void findsADamagedStateFile() throws Exception {
        append(3);
        final Path state = folder.resolve("state");
        final byte[] whole = Files.readAllBytes(state);
        final PeerLog peer = openAfter(0);
        final long seed = System.nanoTime();
        final byte[] garbage = new byte[whole.length];
        new Random(seed).nextBytes(garbage);

        write(state, 0, garbage);
        assertTrue(faultOfOpening(0).contains("state"));
        write(state, 0, new byte[whole.length]);
        assertTrue(faultOfOpening(0).contains("state"));
        assertEquals(LogFixture.numbers(1, 3), readAll(peer), "one that is open goes by what it read: seed=" + seed);
        cut(state, 100);
        final String fault = assertThrows(PeerFaultException.class, peer::requireWhole).getMessage();
        assertTrue(fault.contains(state.toString()), fault);
        assertTrue(faultOfOpening(0).contains("has only 100 bytes"));
        write(state, 0, whole);
    }

    @Test
    void outlivesALastIndexThatCannotBe() throws Exception {
        append(3);
        final PeerLog peer = openAfter(0);
        readAll(peer);
        final Path state = folder.resolve("state");
        final byte[] last = new byte[Long.BYTES];
        for (final long index : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1, 0, 1}) {
            write(state, LogState.LAST_INDEX,
                ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).putLong(0, index).array());
            assertFalse(peer.next());
        }
        writeInt(cycle(), positionOf(3), ChronicleFormat.END_OF_FILE);
        write(state, LogState.LAST_INDEX,
            ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE).array());
        assertTrue(faultOf(peer).contains("a cycle file is gone"));
        writeInt(cycle(), positionOf(3), 0);
    }

    @Test
    void isNotKeptForEverByMetadata() throws Exception {
        append(1);
        final int count = 60_000;
        final byte[] metadata = new byte[count * ChronicleFormat.WORD];
        for (int i = 0; i < count; i++) {
            metadata[i * ChronicleFormat.WORD + 3] = 0x40;
        }
        final PeerLog peer = openAfter(0);
        assertTrue(peer.next());
        write(cycle(), positionOf(1), metadata);

        for (int polls = 0; polls < count / 64 - 1; polls++) {
            assertFalse(peer.next());
        }
        assertTrue(assertThrows(PeerFaultException.class, () -> {
            for (int polls = 0; polls < 4; polls++) {
                assertFalse(peer.next());
            }
        }).getMessage().contains("cannot be"), "the last of it ends where the file ends");
    }
}
