package io.holdfast.examples.command;

import io.holdfast.Transport;
import io.holdfast.bridge.EndpointContext;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How messages are to travel: an option of every program that has a peer. */
public final class TransportOption {
    /** The option's name, for those who start child processes. */
    public static final String NAME = "--transport";

    @Option(names = NAME, defaultValue = "auto", paramLabel = "auto|tcp|shm", converter = Converter.class,
        completionCandidates = Kinds.class,
        description = "How messages travel: shm, by shared memory, which fails if both ends are not on one host; tcp; "
            + "or auto, by shared memory where that is possible and else over TCP, with a line on standard error "
            + "that says why. Default: ${DEFAULT-VALUE}.")
    private Transport transport;

    @Option(names = "--shm-root", paramLabel = "DIR",
        description = "Store whose peers may travel by shared memory, beside those in this side's own; may be given "
            + "several times. Default: any store that belongs to the same user.")
    private List<Path> sharedMemoryRoots;

    /** {@return what the user asked for} */
    public Transport transport() {
        return transport;
    }

    /** {@return what the user asked for, as the option reads it} */
    public String text() {
        return text(transport);
    }

    /**
     * Sets what the option says.
     *
     * @param context of a client or server
     * @param <T>     its type
     * @return the same context
     */
    public <T extends EndpointContext<T>> T applyTo(final T context) {
        if (sharedMemoryRoots != null) {
            context.sharedMemoryRoots(sharedMemoryRoots.toArray(Path[]::new));
        }
        return context.transport(transport);
    }

    static String text(final Transport transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /** Reads a transport in any case. */
    static final class Converter implements ITypeConverter<Transport> {
        @Override
        public Transport convert(final String text) {
            for (final Transport transport : Transport.values()) {
                if (transport.name().equalsIgnoreCase(text)) {
                    return transport;
                }
            }
            throw new TypeConversionException("'" + text + "' is none of auto, tcp and shm");
        }
    }

    /** What may be typed. */
    static final class Kinds extends Choices {
        Kinds() {
            super("auto", "tcp", "shm");
        }
    }
}
