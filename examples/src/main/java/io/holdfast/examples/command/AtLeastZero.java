package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;

/** Reads a whole number that is not negative; underscores may separate its digits. */
public final class AtLeastZero implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        return AtLeastOne.parse(text, 0);
    }
}
