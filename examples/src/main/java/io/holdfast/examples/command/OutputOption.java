package io.holdfast.examples.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a program writes what it found: {@code -o table} for people, {@code -o json} for programs. */
public final class OutputOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "table",
        description = "table, or json: one object a line, as examples/COMMANDS.md lists its fields. Default: "
            + "${DEFAULT-VALUE}.")
    private Format format;

    /** The ways to write. */
    enum Format {
        table, json
    }

    /** {@return whether JSON lines are asked for} */
    public boolean isJson() {
        return format == Format.json;
    }

    /** {@return the program's output, to be closed by the caller} */
    public Output open() {
        return new Output(spec.commandLine().getOut());
    }

    /**
     * {@return a table whose columns become as wide as what is in them; it shows when it is closed}
     *
     * @param output  where to
     * @param columns of the table
     */
    public Table table(final Output output, final Column... columns) {
        return new Table(output, Terminal.ansi(), columns);
    }
}
