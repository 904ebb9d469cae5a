package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;

/** Reads a number of bytes: {@code 500}, {@code 64k}, {@code 256m}, {@code 10g}, {@code 2t}, in powers of 1024. */
final class ByteCount implements ITypeConverter<Long> {
    private static final String UNITS = "kmgt";
    private static final int SHIFT = 10;

    @Override
    public Long convert(final String text) {
        final String lowerCase = text.toLowerCase(Locale.ROOT);
        final int unit = lowerCase.isEmpty() ? -1 : UNITS.indexOf(lowerCase.charAt(lowerCase.length() - 1));
        final String digits = unit < 0 ? lowerCase : lowerCase.substring(0, lowerCase.length() - 1);
        try {
            final long bytes = Math.multiplyExact(Long.parseLong(digits), 1L << SHIFT * (unit + 1));
            if (bytes > 0) {
                return bytes;
            }
        } catch (final NumberFormatException | ArithmeticException error) {
            throw new TypeConversionException("'" + text + "' is not a size such as 500, 64k, 256m, 10g or 2t");
        }
        throw new TypeConversionException("'" + text + "' is not more than 0 bytes");
    }
}
