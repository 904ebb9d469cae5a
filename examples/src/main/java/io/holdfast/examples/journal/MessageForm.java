package io.holdfast.examples.journal;

import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.Choices;
import io.holdfast.examples.command.StandardOutput;
import io.holdfast.examples.command.Terminal;
import io.holdfast.store.journal.Journal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a program writes messages: options of all that do, but for the one with a format of the user's own. */
public abstract class MessageForm {
    /** What the option for a format of the user's own says before it lists the tokens. */
    static final String FORMAT_HELP = "Write each message in this format, to which nothing is added, no line end "
        + "either. In it";

    private static final int MOST_ON_A_TERMINAL = 4096;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", converter = FormConverter.class,
        completionCandidates = Forms.class,
        description = "text (or table): a line each, index, ordinal, time, type, size, batch, flags and payload, "
            + "control characters of which are escaped; hex: the payload in hexadecimal below; json: an object a line, "
            + "exact, as examples/COMMANDS.md lists its fields.")
    private Form form;

    @Option(names = "--cut", paramLabel = "BYTES", converter = AtLeastOne.class,
        description = "Show at most so many bytes of a payload as text or hex, then how many it has. Default: all of "
            + "them; on a terminal " + MOST_ON_A_TERMINAL + ".")
    private Long cut;

    /** The forms that have a name. */
    private enum Form {
        TEXT, HEX, JSON
    }

    /** Reads the name of a form. */
    private static final class FormConverter implements ITypeConverter<Form> {
        @Override
        public Form convert(final String text) {
            return switch (text) {
                case "text", "table" -> Form.TEXT;
                case "hex" -> Form.HEX;
                case "json" -> Form.JSON;
                default -> throw new TypeConversionException("'" + text + "' is none of text, hex and json");
            };
        }
    }

    /** {@return the format of the user's own, null if there is none} */
    abstract String format();

    /** {@return whether a way to write was asked for} */
    boolean isChosen() {
        return form != null || format() != null;
    }

    /** {@return whether each message is to be a line of text, with what else is known of it} */
    boolean isText() {
        return format() == null && (form == null || form == Form.TEXT);
    }

    /** {@return how many bytes of a payload are to be shown} */
    int most() {
        if (cut != null) {
            return (int) Math.min(Integer.MAX_VALUE, cut);
        }
        return Terminal.isOutput() ? MOST_ON_A_TERMINAL : Integer.MAX_VALUE;
    }

    /** {@return where the messages go} */
    ByteOutput open() {
        return new ByteOutput(StandardOutput.bytes(spec));
    }

    /**
     * {@return what writes the messages}
     *
     * @param journal the log they are of
     */
    MessageFormat format(final Journal journal) {
        if (format() == null) {
            return form == Form.JSON ? new JsonFormat() : form == Form.HEX ? new HexFormat(most())
                : new TextFormat(TextFormat.escaped(most()));
        }
        if (form != null) {
            throw new ParameterException(spec.commandLine(), "--output and --format exclude each other");
        }
        try {
            return FormatString.compile(format(), new FormatString.Setting(journal.localName(), journal.remoteName(),
                Terminal.isOutput()));
        } catch (final IllegalArgumentException error) {
            throw new ParameterException(spec.commandLine(), error.getMessage(), error);
        }
    }

    /** What may be typed. */
    private static final class Forms extends Choices {
        Forms() {
            super("text", "table", "hex", "json");
        }
    }
}
