package io.holdfast.bridge.protocol;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever comes, a decoder answers with a frame or with a ProtocolException, and at a bounded cost. */
class MalformedFramesTest {
    private static final int[] EVIL_NUMBERS = {0, 1, -1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
        Protocol.MAX_LOGIN_FRAME_LENGTH, Protocol.MAX_LOGIN_FRAME_LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE};

    @Test
    void decodesTheFramesBeforeTheyAreDamaged() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            assertTrue(isDecoded(frame));
        }
    }

    @Test
    void refusesAFrameCutOffAtAnyByte() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            for (int length = 0; length < frame.length; length++) {
                assertFalse(isDecoded(Arrays.copyOf(frame, length)));
                assertFalse(isDecoded(withLength(Arrays.copyOf(frame, length), length)));
            }
        }
    }

    @Test
    void refusesAFrameWithBytesAfterItsEnd() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            for (int more = 1; more < 40; more++) {
                final byte[] longer = Arrays.copyOf(frame, frame.length + more);
                assertFalse(isDecoded(longer));
                assertFalse(isDecoded(withLength(longer, longer.length)));
            }
        }
    }

    @Test
    void survivesEveryValueOfEveryByte() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            for (int offset = 0; offset < frame.length; offset++) {
                final byte[] damaged = frame.clone();
                for (int flips = 1; flips < 256; flips++) {
                    damaged[offset] = (byte) (frame[offset] ^ flips);
                    isDecoded(damaged);
                }
            }
        }
    }

    @Test
    void survivesEvilNumbersInEveryPlaceWhereALengthCouldBe() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            for (int offset = 0; offset < frame.length; offset++) {
                for (final int number : EVIL_NUMBERS) {
                    isDecoded(with(frame, offset, number, 1));
                    isDecoded(with(frame, offset, number, 2));
                    isDecoded(with(frame, offset, number, 4));
                }
            }
        }
    }

    @Test
    void survivesGarbage() {
        for (long seed = 0; seed < 50_000; seed++) {
            final Random random = new Random(seed);
            final byte[] garbage = new byte[random.nextInt(400)];
            random.nextBytes(garbage);
            if (garbage.length > FrameHeader.HEADER_LENGTH && random.nextBoolean()) {
                Arrays.fill(garbage, 4, FrameHeader.HEADER_LENGTH, (byte) 0);
                garbage[4] = (byte) (1 + random.nextInt(11));
                withLength(garbage, garbage.length);
            }
            isDecoded(garbage);
        }
    }

    @Test
    void refusesEveryLengthOfAHeaderButTheRightOne() {
        for (final byte[] frame : SampleFrames.ofTheLogin()) {
            for (final int length : new int[] {0, -1, 1, 23, 24, frame.length - 1, frame.length + 1,
                Protocol.MAX_LOGIN_FRAME_LENGTH, Protocol.MAX_LOGIN_FRAME_LENGTH + 1, Integer.MAX_VALUE,
                Integer.MIN_VALUE}) {
                assertFalse(isDecoded(withLength(frame.clone(), length)), "length=" + length);
            }
        }
    }

    @Test
    void refusesEveryLengthOfANameButTheRightOne() {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        final int nameLengthOffset = 165;
        assertEquals(5, frame[nameLengthOffset]);

        for (final int length : new int[] {0, -1, 4, 6, 0x7FFF, 0x8000, 0xFFFF}) {
            assertFalse(isDecoded(with(frame, nameLengthOffset, length, 2)), "length=" + length);
        }
    }

    @Test
    void refusesMoreRememberedLogsThanFour() {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        final int countOffset = 112;
        assertEquals(1, frame[countOffset]);

        for (final int count : new int[] {0, 2, 4, 5, 127, 128, -1}) {
            assertFalse(isDecoded(with(frame, countOffset, count, 1)), "count=" + count);
        }
    }

    @Test
    void acceptsTheLongestFrameAndRefusesOneByteMore() {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        final int room = Protocol.MAX_LOGIN_FRAME_LENGTH - frame.length;

        assertTrue(isDecoded(SampleFrames.encoded(out -> withUserData(2 + room).encode(out))));
        assertThrows(IllegalArgumentException.class,
            () -> withUserData(3 + room).encode(ByteBuffer.allocate(2 * Protocol.MAX_LOGIN_FRAME_LENGTH)));
    }

    @Test
    void refusesTextThatIsNotUtf8OrTooLongOrCouldForgeALog() {
        final byte[] frame = SampleFrames.encoded(new Refused(3, "abcd")::encode);
        final int textOffset = 28;

        for (final int bad : new int[] {0x80, 0xC3, 0xFF, '\n', 0, 0x1B}) {
            assertFalse(isDecoded(with(frame, textOffset + 1, bad, 1)), "byte=" + bad);
        }
        final byte[] tooLong = Arrays.copyOf(frame, textOffset + Protocol.MAX_TEXT_LENGTH + 1);
        Arrays.fill(tooLong, textOffset, tooLong.length, (byte) 'x');
        assertFalse(isDecoded(with(withLength(tooLong, tooLong.length), textOffset - 2, 1025, 2)));
    }

    @Test
    void passesNamesOnAsTheyCame() throws ProtocolException {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        frame[167] = 0;
        frame[168] = (byte) 0xFF;
        frame[169] = '/';

        final Login login = Login.decode(ByteBuffer.wrap(frame));

        assertEquals("\0\u00FF/ce", login.who().localName());
    }

    @Test
    void neverPrintsCredentials() {
        final Login login = SampleFrames.login();

        assertFalse(login.toString().contains("secret"));
        assertFalse(login.toString().contains(Arrays.toString(login.who().credentials())));
    }

    @Test
    void costsLittleHoweverEvilTheFrame() {
        final byte[] frame = SampleFrames.encoded(SampleFrames.login()::encode);
        for (int offset = 0; offset < frame.length; offset++) {
            final byte[] evil = with(frame, offset, -1, 4);
            isDecoded(evil);
            final long before = allocatedBytes();

            isDecoded(evil);

            final long allocated = allocatedBytes() - before;
            assertTrue(allocated < 100_000, "offset=" + offset + ", allocated=" + allocated);
        }
    }

    @Test
    void refusesEverySessionFrameWithAWrongLength() {
        for (final int type : new int[] {FrameType.POSITION, FrameType.DATA, FrameType.HEARTBEAT, FrameType.ACK}) {
            for (final int length : new int[] {0, -1, 23, 25, 31, 33, 59, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                final ByteBuffer buffer = header(length, type, 0, 1, 0);
                assertThrows(ProtocolException.class, () -> FrameHeader.validate(buffer, 0, 1024),
                    FrameType.name(type) + " length=" + length);
            }
        }
    }

    @Test
    void acceptsTheShortestAndTheLongestData() {
        assertDoesNotThrow(() -> FrameHeader.validate(header(60, FrameType.DATA, 0, 1, 0), 0, 1024));
        assertDoesNotThrow(() -> FrameHeader.validate(header(1024, FrameType.DATA, 0, 1, 0), 0, 1024));
    }

    @Test
    void refusesReservedBitsUnknownTypesAndImpossibleIndices() {
        final long none = 0;
        assertRefused(header(60, 0, 0, 1, 0));
        assertRefused(header(60, 12, 0, 1, 0));
        assertRefused(header(60, 255, 0, 1, 0));
        assertRefused(header(60, FrameType.DATA, 1, 1, 0));
        assertRefused(header(60, FrameType.DATA, 0x8000, 1, 0));
        assertRefused(header(60, FrameType.DATA, 0, none, 0));
        assertRefused(header(60, FrameType.DATA, 0, -1, 0));
        assertRefused(header(60, FrameType.DATA, 0, 1, -1));
        assertRefused(header(32, FrameType.POSITION, 0, none, 0));
        assertRefused(header(32, FrameType.POSITION, 0, 1, 1));
        assertRefused(header(24, FrameType.HEARTBEAT, 0, -1, 0));
        assertRefused(header(24, FrameType.HEARTBEAT, 0, 0, Long.MIN_VALUE));
        assertRefused(header(24, FrameType.ACK, 0, 1, 0));
        assertRefused(header(24, FrameType.ACK, 0, 0, -1));
        assertRefused(header(100, FrameType.LOGIN, 0, 1, 0));
        assertRefused(header(100, FrameType.LOGIN, 0, 0, 1));
    }

    private static Login withUserData(final int length) {
        final Login login = SampleFrames.login();
        return new Login(login.sessionCounter(), login.terms(), new Introduction(login.who().localName(),
            login.who().remoteName(), login.who().credentials(), new byte[length]), SharedMemory.NONE);
    }

    private static void assertRefused(final ByteBuffer buffer) {
        assertThrows(ProtocolException.class, () -> FrameHeader.validate(buffer, 0, 1024));
    }

    private static ByteBuffer header(final int length, final int type, final int flags, final long index,
                                     final long ack) {
        final ByteBuffer buffer = ByteBuffer.allocate(FrameHeader.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.putInt(length).put((byte) type).put((byte) flags).putShort((short) (flags >> 8)).putLong(index)
            .putLong(ack).flip();
    }

    /** Anything but a frame or a ProtocolException fails the test, with the bytes that did it. */
    private static boolean isDecoded(final byte[] frame) {
        try {
            SampleFrames.decode(ByteBuffer.wrap(frame));
            return true;
        } catch (final ProtocolException e) {
            assertFalse(e.getMessage().contains("secret"));
            return false;
        } catch (final RuntimeException | Error e) {
            throw new AssertionError("frame=" + HexFormat.of().formatHex(frame), e);
        }
    }

    private static byte[] withLength(final byte[] frame, final int length) {
        if (frame.length >= Integer.BYTES) {
            ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        }
        return frame;
    }

    private static byte[] with(final byte[] frame, final int offset, final int number, final int width) {
        final byte[] changed = frame.clone();
        for (int i = 0; i < width && offset + i < frame.length; i++) {
            changed[offset + i] = (byte) (number >>> 8 * i);
        }
        return changed;
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
            .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
