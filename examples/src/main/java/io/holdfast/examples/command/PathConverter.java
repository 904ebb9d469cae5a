package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a path, and says in words why a text is none. */
public final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(final String text) {
        try {
            return Path.of(KnownText.required(text));
        } catch (final InvalidPathException error) {
            throw new TypeConversionException("'" + text + "' is no path: " + error.getReason());
        }
    }
}
