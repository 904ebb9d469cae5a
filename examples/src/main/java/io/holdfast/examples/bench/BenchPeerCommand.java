package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.bench.link.LinkSettings;
import io.holdfast.examples.bench.link.Turn;
import io.holdfast.examples.command.DurabilityOption;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code holdfast bench peer}: the other process of the benchmarks. One busy thread serves one system at a time. */
@Command(name = "peer", hidden = true, description = "The other process of a benchmark.")
public final class BenchPeerCommand implements Callable<Integer> {
    private static final String FOLDER = "--folder";

    @Mixin
    private ParentOption parentOption;

    @Option(names = FOLDER, required = true, paramLabel = "DIR", description = "Folder of the run.")
    private Path folder;

    @Option(names = TransportConverter.OPTION, required = true, paramLabel = "KIND",
        converter = TransportConverter.class, description = "How Holdfast's messages travel.")
    private Transport transport;

    @Option(names = BenchOptions.SIZE, required = true, paramLabel = "BYTES", description = "Length of a payload.")
    private int length;

    @Option(names = ClockKind.OPTION, required = true, paramLabel = "KIND", converter = ClockKind.Converter.class,
        description = "Holdfast's clock.")
    private ClockKind clock;
    @Mixin
    private DurabilityOption durability;

    /** {@return the command line that makes another process understand the same settings} */
    static List<String> arguments(final LinkSettings settings) {
        return List.of("bench", "peer", FOLDER, settings.folder().toString(),
            TransportConverter.OPTION, settings.transport().name().toLowerCase(Locale.ROOT),
            BenchOptions.SIZE, String.valueOf(settings.length()),
            ClockKind.OPTION, ClockKind.of(settings.isClockCached()).toString(),
            DurabilityOption.NAME, DurabilityOption.text(settings.durability()),
            ParentOption.NAME, String.valueOf(ProcessHandle.current().pid()));
    }

    @Override
    public Integer call() {
        try (Shutdown shutdown = Shutdown.install(parentOption)) {
            Turn.serveAll(new LinkSettings(folder, transport, length, clock == ClockKind.CACHED,
                durability.durability()), shutdown);
        }
        return ExitCode.OK;
    }
}
