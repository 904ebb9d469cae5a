package io.holdfast.examples.replay;

import io.holdfast.examples.command.AtLeastZero;
import io.holdfast.examples.command.ByteCount;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;
import io.holdfast.store.StoreContext;
import picocli.CommandLine.Option;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which lines to import, and how. */
final class LineOptions {
    private static final Path STANDARD_INPUT = Path.of("-");

    @Option(names = "--file", paramLabel = "FILE", defaultValue = "-",
        description = "Where the lines are; - is standard input, the default. A file is read through before anything "
            + "is appended, so that a line that is wrong changes nothing.")
    private Path file;

    @Option(names = "--skip", paramLabel = "COUNT", defaultValue = "0", converter = AtLeastZero.class,
        description = "Pass over so many messages at the beginning: to go on where an import had to stop, which says "
            + "so.")
    private long skipped;

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "16m", converter = ByteCount.class,
        description = "The longest payload, as the owner and the peer have it. Default: ${DEFAULT-VALUE}.")
    private long maxMessageLength;

    @Option(names = "--cycle-size", paramLabel = "SIZE", defaultValue = "256m", converter = ByteCount.class,
        description = "At which size a file of the log ends, as the owner has it. Default: ${DEFAULT-VALUE}.")
    private long cycleSize;

    boolean isStandardInput() {
        return file.equals(STANDARD_INPUT);
    }

    long skipped() {
        return skipped;
    }

    int maxMessageLength() {
        return (int) Math.min(Integer.MAX_VALUE, maxMessageLength);
    }

    /** {@return options of a store that takes all there is to import} */
    StoreContext context() {
        return new StoreContext().cycleSize(cycleSize).maxMessageLength(maxMessageLength())
            .maxBacklogMessages(Long.MAX_VALUE).maxBacklogBytes(Long.MAX_VALUE);
    }

    /** {@return the lines from the first one on} */
    MessageLines open() {
        try {
            final InputStream in = isStandardInput() ? System.in : Files.newInputStream(file);
            return new MessageLines(new BufferedInputStream(in, 1 << 16), maxMessageLength());
        } catch (final IOException error) {
            throw new CommandFailure("cannot read " + file + ": " + Reason.of(error), error);
        }
    }
}
