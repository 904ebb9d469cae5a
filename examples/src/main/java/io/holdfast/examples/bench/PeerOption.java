package io.holdfast.examples.bench;

import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.command.Choices;
import picocli.CommandLine.Option;

/** Which system is measured. */
final class PeerOption {
    @Option(names = "--peer", defaultValue = "holdfast", paramLabel = "SYSTEM",
        converter = LinkOptions.ContestantConverter.class, completionCandidates = Systems.class,
        description = "What to measure: holdfast, holdfast-tls, stock-chronicle, aeron-ipc, aeron-ipc-threads, "
            + "nio-floor, queue-server or queue-server-10, which has ten consumers. "
            + "Default: ${DEFAULT-VALUE}.")
    private Contestant contestant;

    Contestant contestant() {
        return contestant;
    }

    /** What may be typed. */
    static final class Systems extends Choices {
        Systems() {
            super("holdfast", "holdfast-tls", "stock-chronicle", "aeron-ipc", "aeron-ipc-threads", "nio-floor",
                "queue-server", "queue-server-10");
        }
    }
}
