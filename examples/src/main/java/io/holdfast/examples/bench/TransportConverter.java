package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.command.Choices;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a transport that can be measured: a benchmark does not leave it to chance. */
final class TransportConverter implements ITypeConverter<Transport> {
    static final String OPTION = "--transport";

    @Override
    public Transport convert(final String text) {
        return switch (text) {
            case "shm" -> Transport.SHM;
            case "tcp" -> Transport.TCP;
            default -> throw new TypeConversionException("'" + text + "' is neither shm nor tcp");
        };
    }

    /** What may be typed. */
    static final class Kinds extends Choices {
        Kinds() {
            super("shm", "tcp");
        }
    }
}
