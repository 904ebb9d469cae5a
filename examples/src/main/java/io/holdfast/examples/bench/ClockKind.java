package io.holdfast.examples.bench;

import io.holdfast.examples.command.Choices;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;

/** Which clock Holdfast is given. */
enum ClockKind {
    /** One that is refreshed every 64 polls and every 256 messages sent. */
    CACHED,
    /** The machine's, read for each message. */
    SYSTEM;

    static final String OPTION = "--clock";

    static ClockKind of(final boolean isCached) {
        return isCached ? CACHED : SYSTEM;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a kind of clock. */
    static final class Converter implements ITypeConverter<ClockKind> {
        @Override
        public ClockKind convert(final String text) {
            for (final ClockKind kind : values()) {
                if (kind.toString().equals(text)) {
                    return kind;
                }
            }
            throw new TypeConversionException("'" + text + "' is neither cached nor system");
        }
    }

    /** What may be typed. */
    static final class Kinds extends Choices {
        Kinds() {
            super("cached", "system");
        }
    }
}
