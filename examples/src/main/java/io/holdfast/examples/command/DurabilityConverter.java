package io.holdfast.examples.command;

import io.holdfast.Durability;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a durability as people write it: {@code page-cache} or {@code sync}, in any case. */
final class DurabilityConverter implements ITypeConverter<Durability> {
    @Override
    public Durability convert(final String text) {
        for (final Durability durability : Durability.values()) {
            if (durability.name().replace('_', '-').equalsIgnoreCase(text)) {
                return durability;
            }
        }
        throw new TypeConversionException("'" + text + "' is neither page-cache nor sync");
    }
}
