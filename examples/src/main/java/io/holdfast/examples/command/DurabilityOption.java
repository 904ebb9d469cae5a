package io.holdfast.examples.command;

import io.holdfast.Durability;
import picocli.CommandLine.Option;

import java.util.Locale;

/** What messages and acks must outlive before the other end sees them: an option of every program that has a peer. */
public final class DurabilityOption {
    /** The option's name, for those who start child processes. */
    public static final String NAME = "--durability";

    @Option(names = NAME, defaultValue = "page-cache", paramLabel = "page-cache|sync",
        converter = DurabilityConverter.class, completionCandidates = Kinds.class,
        description = "What messages and acks outlive before the other end sees them: page-cache, the "
            + "death of a process; sync, that of the machine, once per duty cycle. Default: ${DEFAULT-VALUE}.")
    private Durability durability;

    /** {@return what the user asked for} */
    public Durability durability() {
        return durability;
    }

    /**
     * {@return a durability as the option reads it}
     *
     * @param durability to be written
     */
    public static String text(final Durability durability) {
        return durability.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What may be typed. */
    static final class Kinds extends Choices {
        Kinds() {
            super("page-cache", "sync");
        }
    }
}
