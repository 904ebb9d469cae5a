package io.holdfast.examples.command;

import io.holdfast.DailyRoll;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ZONE@HH:MM}. */
public final class DailyRollConverter implements ITypeConverter<DailyRoll> {
    @Override
    public DailyRoll convert(final String text) {
        try {
            return DailyRoll.parse(text);
        } catch (final IllegalArgumentException error) {
            throw new TypeConversionException(error.getMessage());
        }
    }
}
