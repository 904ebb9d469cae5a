package io.holdfast.examples.replay;

import io.holdfast.examples.command.Age;
import io.holdfast.store.journal.ReplaySpeed;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.util.function.DoubleFunction;

/** How fast a replay goes: {@code --speed}, {@code --rate} and {@code --max-gap}. */
final class SpeedOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--speed", paramLabel = "original|N|max", converter = SpeedConverter.class,
        description = "original, as it was recorded; a multiple of that, as 10 or 0.5; or max, as fast as the peer "
            + "takes it. Default: original.")
    private ReplaySpeed speed;

    @Option(names = "--rate", paramLabel = "N", converter = RateConverter.class,
        description = "So many messages a second, whatever the recorded times are. Instead of --speed.")
    private ReplaySpeed rate;

    @Option(names = "--max-gap", paramLabel = "AGE", converter = Age.class,
        description = "Let no pause of the recording count as longer than this: 90s, 15m. Not with --speed max or "
            + "--rate.")
    private Long maxGapNs;

    /**
     * {@return what the options say}
     *
     * @throws ParameterException if they do not go together
     */
    ReplaySpeed speed() {
        if (speed != null && rate != null) {
            throw new ParameterException(spec.commandLine(), "--speed and --rate exclude each other");
        }
        final ReplaySpeed chosen = rate != null ? rate : speed != null ? speed : ReplaySpeed.original();
        if (maxGapNs == null) {
            return chosen;
        }
        if (!chosen.isRecorded()) {
            throw new ParameterException(spec.commandLine(), "--max-gap is about the recorded times, which "
                + (rate != null ? "--rate" : "--speed max") + " does not follow");
        }
        return chosen.maxGapNs(maxGapNs);
    }

    private static ReplaySpeed number(final String text, final String what,
                                      final DoubleFunction<ReplaySpeed> maker) {
        try {
            return maker.apply(Double.parseDouble(text));
        } catch (final IllegalArgumentException noNumberOrNotPositive) {
            throw new TypeConversionException("'" + text + "' is not " + what);
        }
    }

    /** Reads a speed. */
    static final class SpeedConverter implements ITypeConverter<ReplaySpeed> {
        @Override
        public ReplaySpeed convert(final String text) {
            return switch (text) {
                case "original" -> ReplaySpeed.original();
                case "max" -> ReplaySpeed.max();
                default -> number(text, "original, max or a number greater than 0", ReplaySpeed::times);
            };
        }
    }

    /** Reads a number of messages a second. */
    static final class RateConverter implements ITypeConverter<ReplaySpeed> {
        @Override
        public ReplaySpeed convert(final String text) {
            return number(text, "a number of messages a second greater than 0", ReplaySpeed::rate);
        }
    }
}
