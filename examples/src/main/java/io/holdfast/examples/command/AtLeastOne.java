package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a count: a whole number of 1 or more; underscores may group its digits. */
public final class AtLeastOne implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        return parse(text, 1);
    }

    static long parse(final String text, final long least) {
        try {
            final long number = Long.parseLong(text.replace("_", ""));
            if (number >= least) {
                return number;
            }
        } catch (final NumberFormatException notANumber) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
        throw new TypeConversionException("'" + text + "' is less than " + least);
    }
}
