package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReceiveStateTest {
    private static final long FIRST = 0x1111_2222_3333_4444L;
    private static final long SECOND = 0x8765_4321_0fed_cba9L;

    @TempDir
    Path root;

    private Path folder;
    private ReceiveState state;

    @BeforeEach
    void createState() throws IOException {
        folder = Files.createDirectory(root.resolve("connection"));
        Folders.newSession(folder);
        state = ReceiveState.open(folder, SessionRecord.open(folder, Disk.REAL), new StoreContext());
    }

    @AfterEach
    void closeState() {
        state.close();
    }

    @Test
    void holdsNothingAtFirst() {
        assertEquals("0/0/0 consumed=0 delivered=0 before=0 remembered=[]", describe(state));
    }

    @Test
    void keepsConsumedAndDeliveredAcrossAKill() {
        state.adopt(FIRST, 3, 5);
        state.delivered(20);
        state.consumed(10);

        final ReceiveState reopened = open(Folders.copied(folder, root.resolve("copy")));

        assertEquals(10, reopened.consumed());
        assertEquals(10, reopened.delivered(), "this process was given nothing yet");
        assertEquals(20, reopened.deliveredBefore());
        assertEquals(FIRST, reopened.incarnation());
        assertEquals(3, reopened.generation());
        assertEquals(1, reopened.adoption());
        reopened.close();
    }

    @Test
    void neverLetsConsumedOrDeliveredDecrease() {
        state.adopt(FIRST, 1, 5);
        state.delivered(20);
        state.consumed(10);

        state.delivered(19);
        state.consumed(9);

        assertEquals(20, state.delivered());
        assertEquals(10, state.consumed());
    }

    @Test
    void countsWhatIsConsumedAsDelivered() {
        state.adopt(FIRST, 1, 5);

        state.consumed(10);

        assertEquals(10, state.delivered());
    }

    @Test
    void stillKnowsWhatMayBeRedeliveredAfterASecondKill() {
        state.adopt(FIRST, 1, 0);
        state.delivered(20);
        final ReceiveState second = open(Folders.copied(folder, root.resolve("second")));
        second.delivered(12);

        final ReceiveState third = open(Folders.copied(root.resolve("second"), root.resolve("third")));

        assertEquals(20, third.deliveredBefore());
        second.close();
        third.close();
    }

    @Test
    void flagsWhatWasDeliveredBeforeWhenTheSameLogIsAdoptedAgain() {
        state.adopt(FIRST, 1, 0);
        state.delivered(20);

        state.adopt(FIRST, 2, 5);

        assertEquals(5, state.delivered());
        assertEquals(20, state.deliveredBefore());
        assertEquals(List.of(), state.remembered());
        final ReceiveState reopened = open(Folders.copied(folder, root.resolve("copy")));
        assertEquals(20, reopened.deliveredBefore());
        reopened.close();
    }

    @Test
    void forgetsWhatWasDeliveredOfAnotherLog() {
        state.adopt(FIRST, 1, 0);
        state.delivered(20);

        state.adopt(SECOND, 1, 7);

        assertEquals(7, state.delivered());
        assertEquals(7, state.deliveredBefore());
    }

    @Test
    void remembersTheLastFourLogsHeldBefore() {
        for (int incarnation = 1; incarnation <= 7; incarnation++) {
            state.adopt(incarnation, incarnation * 10, 0);
            state.consumed(incarnation * 100L);
        }

        assertEquals(List.of(
            new ReceiveState.Remembered(3, 30, 300), new ReceiveState.Remembered(4, 40, 400),
            new ReceiveState.Remembered(5, 50, 500), new ReceiveState.Remembered(6, 60, 600)), state.remembered());
    }

    @Test
    void takesBackALogAmongTheLastFour() {
        for (int incarnation = 1; incarnation <= 5; incarnation++) {
            state.adopt(incarnation, 1, 0);
            state.consumed(incarnation * 100L);
        }
        final ReceiveState.Remembered returning = state.remembered().get(1);

        state.adopt(returning.incarnation(), returning.generation(), returning.ack());

        assertEquals("2/1/6 consumed=200 delivered=200 before=200 remembered=[1:100, 3:300, 4:400, 5:500]",
            describe(state));
    }

    @Test
    void refusesToAdoptNothing() {
        assertThrows(IllegalArgumentException.class, () -> state.adopt(0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> state.adopt(FIRST, 1, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 9})
    void holdsTheOldOrTheNewLogAfterAKillBetweenAnyTwoStepsOfAnAdoption(final int adoptions) {
        for (int i = 1; i < adoptions; i++) {
            state.adopt(i, 1, 0);
            state.delivered(i * 100L + 1);
            state.consumed(i * 100L);
        }

        assertNoMixWhileAdopting(SECOND, 4, 77);
    }

    @Test
    void holdsTheOldOrTheNewLogWhenALogReturnsAndTheAdoptionIsKilled() {
        for (int i = 1; i <= 5; i++) {
            state.adopt(i, 1, 0);
            state.consumed(i * 100L);
        }

        assertNoMixWhileAdopting(2, 1, 200);
    }

    @Test
    void holdsTheOldOrTheNewGenerationWhenItsAdoptionIsKilled() {
        state.adopt(FIRST, 1, 0);
        state.delivered(100);
        state.consumed(90);

        assertNoMixWhileAdopting(FIRST, 2, 80);
    }

    private void assertNoMixWhileAdopting(final long incarnation, final int generation, final long ack) {
        final Map<String, Path> copyAfterStep = new LinkedHashMap<>();
        final String before = describeReopened(Folders.copied(folder, root.resolve("before")));
        state.steps(step -> copyAfterStep.put(step,
            Folders.copied(folder, root.resolve("step" + copyAfterStep.size()))));

        state.adopt(incarnation, generation, ack);

        final String after = describeReopened(Folders.copied(folder, root.resolve("after")));
        assertTrue(copyAfterStep.size() >= 4, copyAfterStep.keySet()::toString);
        copyAfterStep.forEach((step, copy) -> assertEquals(
            step.equals("sealed the other slot") ? after : before, describeReopened(copy), "killed after: " + step));
        copyAfterStep.forEach((step, copy) -> assertAdoptsAfterTheKill(copy, incarnation, generation, ack, after));
    }

    private static void assertAdoptsAfterTheKill(final Path copy, final long incarnation, final int generation,
                                                 final long ack, final String after) {
        final ReceiveState again = open(copy);
        if (again.incarnation() != incarnation || again.generation() != generation) {
            again.adopt(incarnation, generation, ack);
        }
        again.close();
        assertEquals(after, describeReopened(copy));
    }

    @Test
    void recoversTheAckOfAReplyThatTheFileDoesNotHave() {
        state.adopt(FIRST, 1, 5);

        state.recover(1, 9);

        assertEquals(9, state.consumed());
        assertEquals(9, open(Folders.copied(folder, root.resolve("copy"))).consumed());
    }

    @Test
    void ignoresTheAckOfARecordOfAnotherAdoption() {
        state.adopt(FIRST, 1, 5);
        state.adopt(SECOND, 1, 5);

        state.recover(1, 9);

        assertEquals(5, state.consumed());
    }

    @Test
    void neverUsesAnAdoptionNumberAgainThatARecordBears() {
        state.recover(8, 100);

        state.adopt(FIRST, 1, 5);

        assertEquals(9, state.adoption());
        assertEquals(5, state.consumed());
    }

    @Test
    void stampsTheLargerOfWhatIsConsumedAndWhatAReplyConsumes() {
        final AckStamp stamp = state.ackStamp();
        state.adopt(FIRST, 1, 5);

        assertEquals(5, stamp.stamp(0));
        assertEquals(5, stamp.stamp(4));
        assertEquals(8, stamp.stamp(8));
        assertEquals(5, state.consumed(), "nothing was committed");
        stamp.committed(8);
        assertEquals(8, stamp.stamp(0));
        assertEquals(8, state.consumed());
    }

    @Test
    void stampsAckAndAdoptionOfOneAdoptionWhateverIsAdoptedMeanwhile() {
        final AckStamp stamp = state.ackStamp();
        state.adopt(FIRST, 1, 1000);
        assertEquals(1000, stamp.stamp(0));

        state.adopt(SECOND, 1, 3);

        assertEquals(1, stamp.adoption());
        stamp.committed(1000);
        assertEquals(3, state.consumed());
        assertEquals(3, stamp.stamp(0));
        assertEquals(2, stamp.adoption());
    }

    @Test
    void findsDamageInEveryByteThatSaysWhatTheFileIsAndWhoseLogItHolds() throws IOException {
        state.adopt(FIRST, 1, 5);
        final Path file = folder.resolve(AckFile.FILE_NAME);
        final byte[] good = Files.readAllBytes(file);
        final List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            offsets.addAll(i < 16 ? List.of(i, 512 + i, 1024 + i) : List.of(512 + i, 1024 + i));
        }

        for (final int offset : offsets) {
            Folders.flipBit(file, offset);
            assertThrows(CorruptStoreException.class, () -> open(folder), "byte " + offset);
            Files.write(file, good);
        }
    }

    @Test
    void refusesAFileOfAnotherLength() throws IOException {
        final Path file = folder.resolve(AckFile.FILE_NAME);
        Files.write(file, new byte[AckFile.LENGTH - 1]);

        final CorruptStoreException damaged = assertThrows(CorruptStoreException.class, () -> open(folder));

        assertEquals(file, damaged.path());
    }

    @Test
    void refusesAFileOfAnotherVersion() throws IOException {
        final Path file = folder.resolve(AckFile.FILE_NAME);
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final CRC32C crc = new CRC32C();
        bytes.putShort(4, (short) 2);
        crc.update(bytes.array(), 0, 12);
        bytes.putInt(12, (int) crc.getValue());
        Files.write(file, bytes.array());

        final StoreException refused = assertThrows(StoreException.class, () -> open(folder));

        assertTrue(refused.getMessage().contains("version 2"), refused.getMessage());
    }

    private static ReceiveState open(final Path connection) {
        return ReceiveState.open(connection, SessionRecord.open(connection, Disk.REAL), new StoreContext());
    }

    private static String describeReopened(final Path connection) {
        final ReceiveState reopened = open(connection);
        reopened.close();
        return describe(reopened);
    }

    private static String describe(final ReceiveState state) {
        return Long.toHexString(state.incarnation()) + '/' + state.generation() + '/' + state.adoption()
            + " consumed=" + state.consumed() + " delivered=" + state.delivered() + " before="
            + state.deliveredBefore() + " remembered=" + state.remembered().stream()
            .map(one -> Long.toHexString(one.incarnation()) + ':' + one.ack()).toList();
    }
}
