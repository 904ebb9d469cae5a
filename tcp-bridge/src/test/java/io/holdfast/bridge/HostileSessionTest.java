package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.DataFrame;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client sends that was let in, on a real socket, while a good client is at work. */
class HostileSessionTest {
    private static final long FIRST = RawClient.FIRST_INDEX;
    private static final byte[] PAYLOAD = "hostile".getBytes(StandardCharsets.UTF_8);
    private static final int MAX_FRAME = DataFrame.MIN_LENGTH + 4096;

    @TempDir
    Path folder;
    private HostilePort port;
    private int names;

    @BeforeEach
    void open() {
        port = new HostilePort(folder);
    }

    @AfterEach
    void othersDidNotNotice() {
        try (HostilePort open = port) {
            open.assertGoodClientDidNotNotice();
        }
    }

    /** A new raw client's fate after one message that is as it should be and then what the attack sends. */
    private void assertClosed(final String what, final Consumer<RawClient> attack) {
        final String name = "X" + ++names;
        try (RawClient raw = port.connect().logIn(name)) {
            final Connection connection = port.pair.server.connection(name);
            raw.sendPosition(FIRST, 1).sendData(FIRST, PAYLOAD);
            port.pair.pollUntil("delivered", () -> connection.consumedIndex() == FIRST);
            final int received = port.pair.atServer.received.size();

            attack.accept(raw);

            assertEquals("CLOSE PROTOCOL_ERROR", raw.awaitEnd(), what);
            assertEquals(FIRST, connection.consumedIndex(), what);
            assertEquals(received, port.pair.atServer.received.size(), what);
            assertEquals(0, connection.ackedIndex(), what);
        }
    }

    @Test
    void closesOnDataLengthsOutOfBounds() {
        for (final int length : new int[] {0, -1, 1, 23, 24, DataFrame.MIN_LENGTH - 1, MAX_FRAME + 1,
            Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertClosed("length=" + length, raw -> raw.sendHeader(length, FrameType.DATA, FIRST + 1, 0));
        }
    }

    @Test
    void deliversTheLongestMessageAndNotOneByteMore() {
        try (RawClient raw = port.connect().logIn("X")) {
            raw.sendPosition(FIRST, 1).sendData(FIRST, new byte[4096]);
            port.pair.pollUntil("delivered", () -> port.pair.server.connection("X").consumedIndex() == FIRST);

            assertEquals("CLOSE PROTOCOL_ERROR", raw.sendData(FIRST + 1, new byte[4097]).awaitEnd());
        }
    }

    @Test
    void closesOnGaps() {
        assertClosed("index + 2", raw -> raw.sendData(FIRST + 2, PAYLOAD));
        assertClosed("far ahead", raw -> raw.sendData(Long.MAX_VALUE, PAYLOAD));
        assertClosed("next cycle without POSITION", raw -> raw.sendData(FIRST + (1L << 30), PAYLOAD));
        assertClosed("POSITION, then another", raw -> raw.sendPosition(FIRST + 5, 2).sendData(FIRST + 6, PAYLOAD));
        assertClosed("POSITION skips an ordinal", raw -> raw.sendPosition(FIRST + 1, 3));
        assertClosed("POSITION repeats an ordinal", raw -> raw.sendPosition(FIRST + 1, 1));
        assertClosed("POSITION goes back", raw -> raw.sendPosition(FIRST, 2));
        assertClosed("ordinal below 0", raw -> raw.sendPosition(FIRST + 1, Long.MIN_VALUE));
    }

    @Test
    void closesOnDataWithoutPosition() {
        try (RawClient raw = port.connect().logIn("X")) {
            assertEquals("CLOSE PROTOCOL_ERROR", raw.sendData(FIRST, PAYLOAD).awaitEnd());
            assertEquals(0, port.pair.server.connection("X").consumedIndex());
        }
    }

    @Test
    void closesOnRecordsThatAreNotIntact() {
        for (int i = 0; i < 36 + PAYLOAD.length; i++) {
            final int at = i;
            if (at % 5 == 0) {
                assertClosed("byte " + at, raw -> raw.sendData(FIRST + 1, PAYLOAD,
                    record -> record.put(at, (byte) (record.get(at) ^ 0x10))));
            }
        }
        assertClosed("of another index", raw -> raw.sendData(FIRST + 1, PAYLOAD,
            record -> raw.reseal(record, FIRST + 2)));
        assertClosed("of another version", raw -> raw.sendData(FIRST + 1, PAYLOAD,
            record -> raw.reseal(record.put(4, (byte) 2), FIRST + 1)));
        assertClosed("of another kind of checksum", raw -> raw.sendData(FIRST + 1, PAYLOAD,
            record -> raw.reseal(record.put(6, (byte) 0), FIRST + 1)));
    }

    @Test
    void dropsMessagesThatCameBefore() {
        try (RawClient raw = port.connect().logIn("X")) {
            final Connection connection = port.pair.server.connection("X");
            raw.sendPosition(FIRST, 1).sendData(FIRST, PAYLOAD).sendData(FIRST + 1, PAYLOAD);
            raw.sendData(FIRST, PAYLOAD).sendData(1, new byte[0], record -> record.putInt(0, 0));
            raw.sendData(FIRST + 2, PAYLOAD);

            port.pair.pollUntil("delivered", () -> connection.consumedIndex() == FIRST + 2);

            assertEquals(3, port.pair.atServer.received.size());
            assertEquals(2, connection.stats().duplicatesDropped());
        }
    }

    @Test
    void closesOnAcksOfWhatWasNeverSent() {
        assertClosed("nothing was sent", raw -> raw.sendAck(1));
        assertClosed("by heartbeat", raw -> raw.sendHeartbeat(FIRST, Long.MAX_VALUE));
        assertClosed("negative", raw -> raw.sendAck(-1));
        assertClosed("in DATA", raw -> raw.sendHeader(DataFrame.MIN_LENGTH, FrameType.DATA, FIRST + 1, -5));
    }

    @Test
    void closesOnAcksThatDoNotFitAndChangesNothing() {
        assertAckRefused("beyond the last", (first, last) -> last + 1);
        assertAckRefused("of the next cycle", (first, last) -> last + (1L << 30));
        assertAckRefused("backwards", (first, last) -> first);
        assertAckRefused("none", (first, last) -> 0);
    }

    private void assertAckRefused(final String what, final java.util.function.LongBinaryOperator badAck) {
        final String name = "X" + ++names;
        try (RawClient raw = port.connect().logIn(name)) {
            final Connection connection = port.pair.server.connection(name);
            final long first = TestPair.send(connection, "1");
            final long second = TestPair.send(connection, "2");
            final long last = TestPair.send(connection, "3");
            raw.sendAck(second);
            port.pair.pollUntil("acked", () -> connection.ackedIndex() == second);

            raw.sendAck(badAck.applyAsLong(first, last));

            assertTrue(raw.awaitEnd().equals("CLOSE PROTOCOL_ERROR"), what);
            assertEquals(second, connection.ackedIndex(), what);
            assertEquals(1, connection.unackedMessages(), what);
        }
    }

    @Test
    void closesOnAnAckInTheGapBetweenTwoCycles() {
        try (RawClient raw = port.connect().logIn("X")) {
            final Connection connection = port.pair.server.connection("X");
            final long first = TestPair.send(connection, "x".repeat(4000));
            long lastOfCycle = first;
            long next = TestPair.send(connection, "x".repeat(4000));
            while (next == lastOfCycle + 1) {
                lastOfCycle = next;
                next = TestPair.send(connection, "x".repeat(4000));
            }

            raw.sendAck(lastOfCycle + 1);

            assertEquals("CLOSE PROTOCOL_ERROR", raw.awaitEnd());
            assertEquals(0, connection.ackedIndex());
            assertTrue(connection.unackedMessages() > 1);
        }
    }

    @Test
    void closesOnHeartbeatsThatTakeMessagesBack() {
        assertClosed("below", raw -> raw.sendHeartbeat(FIRST - 1, 0));
        assertClosed("none", raw -> raw.sendHeartbeat(0, 0));
        assertClosed("negative", raw -> raw.sendHeartbeat(-1, 0));
    }

    @Test
    void endsASessionWhoseHeartbeatPromisesWhatNeverComes() {
        try (RawClient raw = port.connect().logIn("X")) {
            for (int second = 0; second < 11; second++) {
                raw.sendHeartbeat(Long.MAX_VALUE, 0);
                TestPair.send(port.pair.atClient(), "alive");
                port.pair.poll();
                port.pair.poll();
                port.pair.clock.advance(TimeUnit.SECONDS.toNanos(1));
            }

            assertEquals("CLOSE NO_PROGRESS", raw.awaitEnd());
        }
    }

    @Test
    void closesOnFramesThatDoNotBelongInASession() {
        for (int type = 0; type < 256; type++) {
            if (type != FrameType.DATA && type != FrameType.CLOSE && (type <= 16 || type % 50 == 5)) {
                final int other = type;
                final int length = type == FrameType.POSITION ? 31 : 25;
                assertClosed("type=" + type, raw -> raw.sendHeader(length, other, 0, 0).send(new byte[8]));
            }
        }
        assertClosed("LOGIN", raw -> raw.send(RawClient.login("C", "S")::encode));
        assertClosed("CONFIRM", raw -> raw.send(RawClient.confirm()::encode));
    }

    @Test
    void closesOnReservedBits() {
        assertClosed("flags", raw -> raw.send(heartbeat(5)));
        assertClosed("reserved low", raw -> raw.send(heartbeat(6)));
        assertClosed("reserved high", raw -> raw.send(heartbeat(7)));
        assertClosed("index in ACK", raw -> raw.sendHeader(24, FrameType.ACK, 1, 0));
    }

    private static byte[] heartbeat(final int changedByte) {
        final byte[] bytes = RawClient.bytes(buffer ->
            io.holdfast.bridge.protocol.HeartbeatFrame.encode(buffer, FIRST, 0));
        bytes[changedByte] = (byte) 0x80;
        return bytes;
    }

    @Test
    void closesOnAGarbledClose() {
        final byte[] close = RawClient.bytes(Close.of(CloseReason.DISCONNECT, "bye")::encode);
        final int textLength = FrameHeader.HEADER_LENGTH + 2;
        for (final int length : new int[] {4, 1025, 0xFFFF}) {
            assertClosed("text length=" + length, raw -> raw.send(withShort(close, textLength, length)));
        }
        assertClosed("not UTF-8", raw -> raw.send(withShort(close, textLength + 2, 0xFFFF)));
        assertClosed("control characters", raw -> raw.send(withShort(close, textLength + 2, 0x0A0D)));
        assertClosed("frame too long", raw -> raw.sendHeader(16 * 1024 + 1, FrameType.CLOSE, 0, 0));
    }

    private static byte[] withShort(final byte[] bytes, final int at, final int value) {
        final byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(java.nio.ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
        return changed;
    }

    @Test
    void takesAnyReasonInAClose() {
        for (final int reason : new int[] {0, 1, 9, 0xFFFF}) {
            try (RawClient raw = port.connect().logIn("X" + ++names)) {
                assertEquals("", raw.send(new Close(reason, "bye")::encode).awaitEnd());
            }
        }
    }

    @Test
    void reservesMemoryOnlyForBytesThatCame() {
        port.close();
        port = new HostilePort(folder.resolve("large"), context -> context.cycleSize(64 << 20)
            .maxMessageLength(32 << 20), context -> context.cycleSize(64 << 20).maxMessageLength(32 << 20));
        try (RawClient raw = port.connect().logIn("X", 32 << 20)) {
            raw.sendPosition(FIRST, 1);
            port.pair.poll();
            final long before = HostilePort.directBytes();

            raw.sendHeader(DataFrame.MIN_LENGTH + (32 << 20), FrameType.DATA, FIRST, 0).send(new byte[1000]);
            for (int i = 0; i < 50; i++) {
                port.pair.poll();
            }

            assertTrue(HostilePort.directBytes() - before < 1 << 20, "grew by " + (HostilePort.directBytes() - before));
            assertFalse(raw.read());
        }
    }

    @Test
    void refusesToTakeOverALiveSession() {
        try (RawClient thief = port.connect()) {
            assertEquals(List.of("REFUSED ALREADY_LOGGED_ON"),
                thief.send(RawClient.login("C", "S")::encode).awaitAll());
        }
    }

    @Test
    void closesOnAPositionThatTakesBackAnother() {
        assertClosed("two in a row", raw -> raw.sendPosition(FIRST + 5, 2).sendPosition(FIRST + 6, 2));
    }
}
