package io.holdfast.examples.command;

import io.holdfast.PeerName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lets only well-formed peer names pass. */
public final class PeerNameConverter implements ITypeConverter<String> {
    @Override
    public String convert(final String text) {
        try {
            return PeerName.require("this", text);
        } catch (final IllegalArgumentException error) {
            throw new TypeConversionException(error.getMessage());
        }
    }
}
