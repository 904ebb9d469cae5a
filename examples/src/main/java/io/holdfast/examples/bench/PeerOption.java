package io.holdfast.examples.bench;

import io.holdfast.examples.bench.link.Contestant;
import picocli.CommandLine.Option;

/** Which system is measured. */
final class PeerOption {
    @Option(names = "--peer", defaultValue = "holdfast", paramLabel = "SYSTEM",
        converter = LinkOptions.ContestantConverter.class,
        description = "What to measure: holdfast, stock-chronicle, aeron-ipc, aeron-ipc-threads or nio-floor. "
            + "Default: ${DEFAULT-VALUE}.")
    private Contestant contestant;

    Contestant contestant() {
        return contestant;
    }
}
