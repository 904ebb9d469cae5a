package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a number of bytes: {@code 500}, {@code 64k}, {@code 256m}, {@code 10g}, {@code 2t}, in powers of 1024. */
public final class ByteCount implements ITypeConverter<Long> {
    private static final String UNITS = "kmgt";
    private static final int SHIFT = 10;
    private static final BigInteger MOST = BigInteger.valueOf(1L << 60);
    private static final Pattern TEXT = Pattern.compile("(\\d+)([" + UNITS + "]?)");

    @Override
    public Long convert(final String text) {
        final Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 500, 64k, 256m, 10g or 2t");
        }
        final int shift = matcher.group(2).isEmpty() ? 0 : SHIFT * (UNITS.indexOf(matcher.group(2)) + 1);
        final BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(shift);
        if (bytes.compareTo(MOST) > 0) {
            throw new TypeConversionException("'" + text + "' is too large, it may be at most 1048576t");
        }
        if (bytes.signum() == 0) {
            throw new TypeConversionException("'" + text + "' is not more than 0 bytes");
        }
        return bytes.longValueExact();
    }
}
