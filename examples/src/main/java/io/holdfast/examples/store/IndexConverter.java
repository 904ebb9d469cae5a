package io.holdfast.examples.store;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;

/** Reads the index of a message as it is printed: hexadecimal, with {@code 0x} before it or not. */
final class IndexConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        final String digits = text.toLowerCase(Locale.ROOT).startsWith("0x") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{1,16}") || Long.parseUnsignedLong(digits, 16) < 0) {
            throw new TypeConversionException("'" + text + "' is not an index of 0 or more, hexadecimal as printed");
        }
        return Long.parseUnsignedLong(digits, 16);
    }
}
