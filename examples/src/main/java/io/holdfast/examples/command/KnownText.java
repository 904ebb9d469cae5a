package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a text whose every character is wanted: Java puts U+FFFD for those that the locale does not know. */
public final class KnownText implements ITypeConverter<String> {
    private static final char UNKNOWN = '\ufffd';

    @Override
    public String convert(final String text) {
        return required(text);
    }

    /** {@return the text} */
    static String required(final String text) {
        if (text.indexOf(UNKNOWN) >= 0) {
            throw new TypeConversionException("'" + text + "' has characters that are not known in this locale; set"
                + " LC_ALL=C.UTF-8, if that is how they were typed");
        }
        return text;
    }
}
