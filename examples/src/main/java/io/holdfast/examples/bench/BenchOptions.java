package io.holdfast.examples.bench;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.JsonLine;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the benchmarks have in common to set, and how they print. */
final class BenchOptions {
    static final String SIZE = "--size";

    @Option(names = SIZE, defaultValue = "64", paramLabel = "BYTES",
        description = "Length of a payload. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(names = "--rounds", paramLabel = "R",
        description = "Measured blocks of each kind; a few more come first to warm up. "
            + "Default: 10, or 1 where there is only one kind.")
    private Integer rounds;

    @Option(names = "--store", paramLabel = "DIR",
        description = "Where to make the temporary folder of the stores, and so on which file system. "
            + "Default: the machine's place for such.")
    private Path parent;

    @Option(names = "--json", description = "Write one line of JSON.")
    private boolean isJson;

    int length() {
        return length;
    }

    int rounds(final int usual) {
        return rounds == null ? usual : rounds;
    }

    Path parent() {
        return parent;
    }

    boolean isJson() {
        return isJson;
    }

    /** Checks what the types of the options cannot. */
    void check() {
        if (length < 1 || rounds != null && rounds < 1) {
            throw new CommandFailure("--size and --rounds must be at least 1, were " + length + " and " + rounds);
        }
    }

    /**
     * Ends a benchmark that is not wanted any more.
     *
     * @param shutdown tells
     * @throws CommandFailure if so
     */
    static void requireWanted(final Shutdown shutdown) {
        if (shutdown.isRequested()) {
            throw new CommandFailure("stopped; no result");
        }
    }

    /**
     * Prints a result: JSON if asked for, else a line per nested record, names of further ones in front.
     *
     * @param spec   of the command, for its output
     * @param fields the result
     */
    void print(final CommandSpec spec, final Map<String, ?> fields) {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.println(JsonLine.json(fields));
        } else {
            printRecord(out, "", fields);
        }
        out.flush();
    }

    private static void printRecord(final PrintWriter out, final String name, final Map<?, ?> fields) {
        final Map<String, Object> plain = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (!(value instanceof Map<?, ?>)) {
                plain.put(String.valueOf(key), value);
            }
        });
        if (!plain.isEmpty()) {
            out.println((name.isEmpty() ? "" : "  " + name + ": ") + JsonLine.text(plain));
        }
        fields.forEach((key, value) -> {
            if (value instanceof Map<?, ?> nested) {
                printRecord(out, name.isEmpty() ? String.valueOf(key) : name + " " + key, nested);
            }
        });
    }
}
