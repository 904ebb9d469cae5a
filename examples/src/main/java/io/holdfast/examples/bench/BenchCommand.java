package io.holdfast.examples.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast bench}: the group of the benchmarks. */
@Command(name = "bench", description = "Measures. Have the machine to yourself: two cores are kept busy.",
    subcommands = {BenchRttCommand.class, BenchThroughputCommand.class, BenchCompareCommand.class,
        BenchOfferCommand.class, BenchLogCommand.class, BenchJournalCommand.class, BenchChecksumCommand.class,
        BenchFootprintCommand.class, BenchPeerCommand.class, BenchFootprintPeersCommand.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
            "name a benchmark: rtt, throughput, compare, offer, log, journal, checksum, footprint");
    }
}
