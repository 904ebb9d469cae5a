package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.LinkSettings;
import io.holdfast.examples.command.DurabilityOption;
import io.holdfast.examples.command.TemporaryFolder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the benchmarks with two processes have in common to set. */
final class LinkOptions {
    @Option(names = TransportConverter.OPTION, paramLabel = "KIND", converter = TransportConverter.class,
        completionCandidates = TransportConverter.Kinds.class,
        description = "How messages travel: shm or tcp. If they do not, the benchmark fails. "
            + "Default: shm, or the only way that the system of --peer knows.")
    private Transport transport;

    @Option(names = ClockKind.OPTION, defaultValue = "cached", paramLabel = "KIND",
        converter = ClockKind.Converter.class, completionCandidates = ClockKind.Kinds.class,
        description = "Holdfast's clock: cached is refreshed every 64 polls and every 256 messages sent, system is "
            + "the machine's, read for each message. Default: ${DEFAULT-VALUE}.")
    private ClockKind clock;
    @Mixin
    private DurabilityOption durability;

    /** {@return what was asked for, null for nothing} */
    Transport transport() {
        return transport;
    }

    ClockKind clock() {
        return clock;
    }

    /** {@return what messages and acks outlive, as the option reads it} */
    String durability() {
        return DurabilityOption.text(durability.durability());
    }

    /**
     * Settles what both ends have to agree on, and makes the folder of the run.
     *
     * @param options of the benchmark
     * @param chosen  how messages are to travel
     * @return the settings
     */
    LinkSettings newSettings(final BenchOptions options, final Transport chosen) {
        return new LinkSettings(TemporaryFolder.create(options.parent(), "holdfast-bench-"), chosen, options.length(),
            clock == ClockKind.CACHED, durability.durability());
    }

    /** Reads the name of a system. */
    static final class ContestantConverter implements ITypeConverter<Contestant> {
        @Override
        public Contestant convert(final String text) {
            try {
                return Contestant.of(text);
            } catch (final IllegalArgumentException unknown) {
                throw new TypeConversionException(unknown.getMessage());
            }
        }
    }
}
