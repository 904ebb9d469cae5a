package io.holdfast.examples.journal;

import io.holdfast.examples.command.ClosedOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes on their way to standard output, gathered so that a message costs neither an object nor a call of the system.
 * One thread. What was put is written when there is enough of it, or by {@link #flush()}.
 */
public final class ByteOutput {
    private static final int CHUNK = 1 << 16;
    private static final int MOST_DIGITS = 20;
    private static final int TEN = 10;
    private static final int BITS_PER_DIGIT = 4;
    private static final int LOW_DIGIT = 15;
    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private byte[] bytes = new byte[2 * CHUNK];
    private int length;

    /**
     * An output.
     *
     * @param out takes large pieces; it needs no buffer of its own
     */
    public ByteOutput(final OutputStream out) {
        this.out = out;
    }

    /**
     * Puts one byte.
     *
     * @param value its low 8 bits count
     */
    public ByteOutput put(final int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /**
     * Puts bytes; many of them go straight on.
     *
     * @param source where they are
     * @param from   first
     * @param to     behind the last
     */
    public ByteOutput put(final byte[] source, final int from, final int to) {
        final int count = to - from;
        if (count > CHUNK) {
            flushBuffer();
            write(source, from, count);
            return this;
        }
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /**
     * Puts all of an array.
     *
     * @param source where the bytes are
     */
    public ByteOutput put(final byte[] source) {
        return put(source, 0, source.length);
    }

    /**
     * Puts text; for messages, better an array made once.
     *
     * @param text becomes UTF-8
     */
    public ByteOutput put(final String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Puts a number.
     *
     * @param value in decimal
     */
    public ByteOutput decimal(final long value) {
        return decimal(value, 0, ' ');
    }

    /**
     * Puts a number, right-aligned.
     *
     * @param value   in decimal
     * @param width   least number of characters
     * @param padding goes before it
     */
    public ByteOutput decimal(final long value, final int width, final char padding) {
        if (value == Long.MIN_VALUE) {
            return put(Long.toString(value));
        }
        ensure(MOST_DIGITS + width);
        final long magnitude = Math.abs(value);
        int digits = 1;
        for (long rest = magnitude; rest >= TEN; rest /= TEN) {
            digits++;
        }
        final int needed = value < 0 ? digits + 1 : digits;
        for (int i = needed; i < width; i++) {
            bytes[length++] = (byte) padding;
        }
        if (value < 0) {
            bytes[length++] = '-';
        }
        long rest = magnitude;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % TEN);
            rest /= TEN;
        }
        length += digits;
        return this;
    }

    /**
     * Puts a number in lower-case hexadecimal without zeros before it.
     *
     * @param value unsigned
     */
    public ByteOutput hex(final long value) {
        ensure(Long.SIZE / BITS_PER_DIGIT);
        final int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        for (int shift = (bits - 1) / BITS_PER_DIGIT * BITS_PER_DIGIT; shift >= 0; shift -= BITS_PER_DIGIT) {
            bytes[length++] = HEX_DIGITS[(int) (value >>> shift) & LOW_DIGIT];
        }
        return this;
    }

    /**
     * Puts one byte as two digits.
     *
     * @param value its low 8 bits count
     */
    public ByteOutput hexByte(final int value) {
        ensure(2);
        bytes[length++] = HEX_DIGITS[value >> BITS_PER_DIGIT & LOW_DIGIT];
        bytes[length++] = HEX_DIGITS[value & LOW_DIGIT];
        return this;
    }

    /** Writes everything that was put, to the end of the line: a person or a pipe may be waiting for it. */
    public void flush() {
        flushBuffer();
        try {
            out.flush();
        } catch (final IOException error) {
            throw ClosedOutput.orFailure(error);
        }
    }

    /** Makes room for so many bytes more. */
    private void ensure(final int count) {
        if (length + count > bytes.length) {
            flushBuffer();
        }
    }

    private void flushBuffer() {
        if (length > 0) {
            final int count = length;
            length = 0;
            write(bytes, 0, count);
        }
    }

    private void write(final byte[] source, final int from, final int count) {
        try {
            out.write(source, from, count);
        } catch (final IOException error) {
            throw ClosedOutput.orFailure(error);
        }
    }
}
