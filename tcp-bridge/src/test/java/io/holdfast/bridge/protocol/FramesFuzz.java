package io.holdfast.bridge.protocol;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Any bytes as a frame: it is refused with a {@link ProtocolException} or means the same when it is written and read
 * again, and costs little memory whatever lengths it announces.
 * <pre>u8 flags (bit 0: the length field is right, bit 1: bytes 5 to 23 are 0) | frame</pre>
 */
public final class FramesFuzz {
    private static final int RIGHT_LENGTH = 1;
    private static final int PLAIN_HEADER = 2;
    private static final int MAX_DATA_LENGTH = 1 << 20;
    private static final int LONGEST_ERROR = 1000;

    /** Beside some bytes for each byte that came. */
    private static final int MOST_ALLOCATED = 100_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FramesFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length == 0) {
            return;
        }
        final byte[] frame = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & PLAIN_HEADER) != 0 && frame.length >= FrameHeader.HEADER_LENGTH) {
            Arrays.fill(frame, 5, FrameHeader.HEADER_LENGTH, (byte) 0);
        }
        final ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if ((input[0] & RIGHT_LENGTH) != 0 && frame.length >= Integer.BYTES) {
            bytes.putInt(0, frame.length);
        }
        validate(bytes);
        decode(bytes); // has all classes loaded
        final long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());

        validate(bytes);
        decode(bytes);

        final long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        require(allocated < MOST_ALLOCATED + 50L * frame.length, allocated + " bytes for " + frame.length);
    }

    private static void validate(final ByteBuffer bytes) {
        if (bytes.capacity() < FrameHeader.HEADER_LENGTH) {
            return;
        }
        try {
            final int type = FrameHeader.validate(bytes, 0, MAX_DATA_LENGTH);
            final int length = FrameHeader.length(bytes, 0);
            require(length >= FrameHeader.HEADER_LENGTH && length <= MAX_DATA_LENGTH, "length=" + length);
            require(FrameType.isKnown(type) && FrameHeader.index(bytes, 0) >= 0 && FrameHeader.ack(bytes, 0) >= 0,
                "type=" + type);
            if (type == FrameType.DATA) {
                require(DataFrame.recordLength(bytes, 0) >= Protocol.MIN_RECORD_LENGTH, "a record too short");
            }
        } catch (final ProtocolException told) {
            requireText(told);
        }
    }

    private static void decode(final ByteBuffer bytes) {
        final byte[] written;
        try {
            written = SampleFrames.encoded(SampleFrames.decode(bytes));
        } catch (final ProtocolException told) {
            requireText(told);
            return;
        }
        require(written.length <= bytes.capacity(), "longer than what was read");
        try {
            final byte[] again = SampleFrames.encoded(SampleFrames.decode(ByteBuffer.wrap(written)));
            require(Arrays.equals(written, again), "written again it is another frame");
        } catch (final ProtocolException e) {
            throw new AssertionError("what was written cannot be read", e);
        }
    }

    private static void requireText(final ProtocolException told) {
        require(told.getMessage() != null && told.getMessage().length() < LONGEST_ERROR
            && told.getMessage().chars().noneMatch(Character::isISOControl), "no error for people: " + told);
    }

    private static void require(final boolean isSo, final String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}
