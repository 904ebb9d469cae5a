package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code holdfast bench footprint-peers}: the other process of {@code bench footprint}. */
@Command(name = "footprint-peers", hidden = true, description = "The other process of bench footprint.")
public final class BenchFootprintPeersCommand implements Callable<Integer> {
    private static final String FOLDER = "--folder";
    private static final String PORT = "--port";
    private static final String CONNECTIONS = "--connections";
    private static final String SMALL = "--small";

    @Mixin
    private ParentOption parentOption;

    @Option(names = FOLDER, required = true, paramLabel = "DIR", description = "Folder of the run.")
    private Path folder;

    @Option(names = PORT, required = true, paramLabel = "PORT", description = "Where the server listens.")
    private int port;

    @Option(names = CONNECTIONS, required = true, paramLabel = "N", description = "How many clients.")
    private int connections;

    @Option(names = TransportConverter.OPTION, required = true, paramLabel = "KIND",
        converter = TransportConverter.class, description = "How messages travel.")
    private Transport transport;

    @Option(names = SMALL, description = "Have the profile for thousands of connections.")
    private boolean isSmall;

    /** {@return the command line that makes another process understand the same settings} */
    static List<String> arguments(final FootprintSettings settings, final int port) {
        final List<String> arguments = new ArrayList<>(List.of("bench", "footprint-peers",
            FOLDER, settings.folder().toString(), PORT, String.valueOf(port),
            CONNECTIONS, String.valueOf(settings.connections()),
            TransportConverter.OPTION, settings.transport().name().toLowerCase(Locale.ROOT),
            ParentOption.NAME, String.valueOf(ProcessHandle.current().pid())));
        if (settings.isSmall()) {
            arguments.add(SMALL);
        }
        return arguments;
    }

    @Override
    public Integer call() {
        try (Shutdown shutdown = Shutdown.install(parentOption)) {
            new FootprintPeers(new FootprintSettings(folder, connections, transport, isSmall), port,
                shutdown::isRequested).run();
        }
        return ExitCode.OK;
    }
}
