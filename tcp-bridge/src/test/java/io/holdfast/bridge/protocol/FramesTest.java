package io.holdfast.bridge.protocol;

import com.sun.management.ThreadMXBean;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FramesTest {
    @Test
    void givesBackALogin() throws ProtocolException {
        final Login sent = SampleFrames.login();

        final Login login = Login.decode(ByteBuffer.wrap(SampleFrames.encoded(sent::encode)));

        assertEquals(sent.terms(), login.terms());
        assertEquals(7, login.sessionCounter());
        assertTrue(login.speaks(Protocol.VERSION));
        assertFalse(login.speaks(0));
        assertFalse(login.speaks(2));
        assertEquals("alice", login.who().localName());
        assertEquals("bob", login.who().remoteName());
        assertArrayEquals("secret".getBytes(StandardCharsets.US_ASCII), login.who().credentials());
        assertArrayEquals("hi".getBytes(StandardCharsets.US_ASCII), login.who().userData());
    }

    @Test
    void givesBackALoginOk() throws ProtocolException {
        final LoginOk sent = SampleFrames.loginOk();

        final LoginOk loginOk = LoginOk.decode(ByteBuffer.wrap(SampleFrames.encoded(sent::encode)));

        assertEquals(sent.terms(), loginOk.terms());
        assertEquals(sent.offer(), loginOk.offer());
        assertEquals(Protocol.VERSION, loginOk.version());
        assertEquals("bob", loginOk.localName());
        assertArrayEquals(sent.userData(), loginOk.userData());
    }

    @Test
    void givesBackEveryOutcomeWithItsRange() throws ProtocolException {
        for (final ResumeOutcome outcome : ResumeOutcome.values()) {
            final Confirm sent = new Confirm(new ResumeOffer(outcome, 1, 2, 3, 4, 5, 6), Protocol.TRANSPORT_SHM,
                SharedMemory.NONE);

            assertEquals(sent, Confirm.decode(ByteBuffer.wrap(SampleFrames.encoded(sent::encode))));
            assertNotEquals(ResumeOffer.RANGE_NONE, sent.offer().rangeKind());
        }
    }

    @Test
    void skipsAnExtensionOfALaterVersion() throws ProtocolException {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        final ByteBuffer longer = ByteBuffer.allocate(frame.length + 5).order(ByteOrder.LITTLE_ENDIAN);
        longer.put(frame).put(new byte[] {99, 2, 0, 7, 7}).flip();
        longer.putInt(0, longer.limit()).putShort(frame.length - 2, (short) 5);

        assertEquals("alice", Login.decode(longer).who().localName());
    }

    @Test
    void writesAtAnyPositionAndReadsBetweenPositionAndLimit() throws ProtocolException {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(200);
        buffer.position(33);
        Close.of(CloseReason.REPLACED, "newer").encode(buffer);
        buffer.limit(buffer.position()).position(33);

        final Close close = Close.decode(buffer);

        assertEquals(new Close(3, "newer"), close);
        assertEquals(DisconnectReason.REPLACED, close.reason().seenByOther());
        assertEquals(33, buffer.position());
    }

    @Test
    void leavesTheBufferAloneWhenThereIsNoRoom() {
        final ByteBuffer buffer = ByteBuffer.allocate(40);

        assertThrows(BufferOverflowException.class, () -> SampleFrames.login().encode(buffer));
        assertThrows(BufferOverflowException.class, () -> SampleFrames.login().encode(ByteBuffer.allocate(5)));

        assertEquals(0, buffer.position());
    }

    @Test
    void cutsATextBetweenCharactersAndBlanksControls() throws ProtocolException {
        final String tooLong = "x".repeat(1022) + "\u20AC";

        assertEquals("x".repeat(1022), new Refused(3, tooLong).text());
        assertEquals("a b c", Close.of(CloseReason.DISCONNECT, "a\nb\tc").text());
        assertEquals("?", new Refused(3, "\uD800").text());
        final Refused full = new Refused(3, "\uD83D\uDE00".repeat(256));
        assertEquals(full, Refused.decode(ByteBuffer.wrap(SampleFrames.encoded(full::encode))));
    }

    @Test
    void tellsARefusalOfAnUnknownCodeWithItsNumber() {
        final Refusal refusal = new Refused(4711, "because").refusal();

        assertEquals("code=4711: because", refusal.text());
        final Refusal known = new Refusal(Refusal.Code.LIMITS, "x");
        assertEquals(known, Refused.of(known).refusal());
        assertEquals(CloseReason.OTHER, new Close(4711, "").reason());
    }

    @Test
    void copiesARecordAsItIsAlsoInParts() throws ProtocolException {
        final ByteBuffer record = ByteBuffer.allocateDirect(50);
        for (int i = 0; i < record.capacity(); i++) {
            record.put(i, (byte) (i * 7));
        }
        final ByteBuffer frame = ByteBuffer.allocateDirect(200).order(ByteOrder.LITTLE_ENDIAN).position(10);
        final long frameAddress = Jvm.address(frame);
        final long recordAddress = Jvm.address(record);

        DataFrame.encodeHeader(frame, 77, 66, 50);
        DataFrame.encodePart(frame, frameAddress, recordAddress, 20);
        DataFrame.encodePart(frame, frameAddress, recordAddress + 20, 30);

        assertEquals(FrameType.DATA, FrameHeader.validate(frame, 10, 200));
        assertEquals(10 + DataFrame.length(50), frame.position());
        assertEquals(77, FrameHeader.index(frame, 10));
        assertEquals(66, FrameHeader.ack(frame, 10));
        assertEquals(50, DataFrame.recordLength(frame, 10));
        assertEquals(record, frame.slice(DataFrame.recordOffset(10), 50));
    }

    @Test
    void writesNothingBeyondTheLimit() {
        final ByteBuffer frame = ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN).limit(40);
        final ByteBuffer record = ByteBuffer.allocateDirect(50);

        DataFrame.encodeHeader(frame, 77, 66, 50);

        assertThrows(IllegalArgumentException.class,
            () -> DataFrame.encodePart(frame, Jvm.address(frame), Jvm.address(record), 17));
        assertThrows(IndexOutOfBoundsException.class, () -> AckFrame.encode(frame, 1));
    }

    @Test
    void allocatesNothingForFramesOfASession() throws ProtocolException {
        final ByteBuffer frame = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
        final long frameAddress = Jvm.address(frame);
        final ByteBuffer record = ByteBuffer.allocateDirect(100);
        final long recordAddress = Jvm.address(record);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        long checksum = sessionFrames(frame, frameAddress, recordAddress, 1_000);
        final long before = threads.getThreadAllocatedBytes(self);

        checksum += sessionFrames(frame, frameAddress, recordAddress, 100_000);

        final long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertTrue(allocated < 10_000, "allocated=" + allocated + ", checksum=" + checksum);
    }

    private static long sessionFrames(final ByteBuffer frame, final long frameAddress, final long recordAddress,
                                      final int rounds) throws ProtocolException {
        long checksum = 0;
        for (int i = 1; i <= rounds; i++) {
            frame.clear();
            PositionFrame.encode(frame, i, i);
            DataFrame.encodeHeader(frame, i, i, 100);
            DataFrame.encodePart(frame, frameAddress, recordAddress, 100);
            HeartbeatFrame.encode(frame, i, i);
            AckFrame.encode(frame, i);
            for (int offset = 0; offset < frame.position(); offset += FrameHeader.length(frame, offset)) {
                checksum += FrameHeader.validate(frame, offset, 200) + FrameHeader.index(frame, offset)
                    + FrameHeader.ack(frame, offset);
            }
        }
        return checksum;
    }
}
