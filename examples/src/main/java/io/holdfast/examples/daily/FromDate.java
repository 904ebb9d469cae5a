package io.holdfast.examples.daily;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Reads a date. */
final class FromDate implements ITypeConverter<LocalDate> {
    /** What it takes. */
    static final String RANGE = "from 1970-01-01 to 2200-12-31";

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2200;

    @Override
    public LocalDate convert(final String text) {
        try {
            final LocalDate date = LocalDate.parse(text);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date;
            }
        } catch (final DateTimeParseException error) {
            throw new TypeConversionException("'" + text + "' is not a date such as 2018-07-14, " + RANGE);
        }
        throw new TypeConversionException("'" + text + "' is not a date " + RANGE);
    }
}
