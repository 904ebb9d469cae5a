package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.Choices;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast bench footprint}. */
@Command(name = "footprint", description = {
    "What a server with many connections takes: memory, descriptors, maps, disk, the time to make and to open them, "
        + "and what a duty cycle costs while nobody has anything to say.",
    "Its peers are clients in another process, all logged in; every connection carries a message each way before "
        + "anything is measured. With --both-ends the clients are in the same process, whose figures are then of "
        + "twice as many ends. Run it with -Xmx1g to see that this is enough."})
public final class BenchFootprintCommand implements Callable<Integer> {
    private static final String SMALL = "small";

    @Spec
    private CommandSpec spec;
    @Mixin
    private BenchOptions options;

    @Option(names = "--connections", defaultValue = "2000", paramLabel = "N",
        description = "How many peers the server has. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = TransportConverter.OPTION, defaultValue = "tcp", paramLabel = "KIND",
        converter = TransportConverter.class, completionCandidates = TransportConverter.Kinds.class,
        description = "How messages travel: shm or tcp. Default: ${DEFAULT-VALUE}.")
    private Transport transport;

    @Option(names = "--profile", defaultValue = "small", paramLabel = "KIND", converter = Profiles.Converter.class,
        completionCandidates = Profiles.class,
        description = "small, for thousands of connections, or default. Default: ${DEFAULT-VALUE}.")
    private String profile;

    @Option(names = "--round-trips", defaultValue = "20000", paramLabel = "N", converter = AtLeastOne.class,
        description = "How many round trips are measured each time; as many warm up. Default: ${DEFAULT-VALUE}.")
    private long roundTrips;

    @Option(names = "--both-ends", description = "Have the peers in the same process.")
    private boolean isBothEnds;

    private final Map<String, Object> result = new LinkedHashMap<>();
    private volatile boolean isOver;
    private volatile RuntimeException peersFailure;
    private ChildProcess otherProcess;

    @Override
    public Integer call() {
        options.check();
        if (!ProcessFootprint.isKnown()) {
            throw new CommandFailure("bench footprint reads /proc, which this machine does not have");
        }
        result.put("bench", "footprint");
        result.put("connections", connections);
        result.put("profile", profile);
        result.put("size", options.length());
        result.put("ends", isBothEnds ? "both in this process" : "peers in another process");
        final Map<String, Object> machine = MachineState.fields(options.parent());
        final Path folder = TemporaryFolder.create(options.parent(), "holdfast-bench-");
        try (Shutdown shutdown = Shutdown.install()) {
            measure(new FootprintSettings(folder, connections, transport, profile.equals(SMALL)), shutdown);
        } finally {
            TemporaryFolder.delete(folder);
        }
        result.put("machine", machine);
        options.print(spec, result);
        return ExitCode.OK;
    }

    private void measure(final FootprintSettings settings, final Shutdown shutdown) {
        result.put("empty", ProcessFootprint.fields());
        try (FootprintServer server = new FootprintServer(settings, options.length(), () -> check(shutdown))) {
            result.put("createMs", server.open());
            result.put("offline", ProcessFootprint.fields());
            if (isBothEnds) {
                measureWithin(settings, server);
            } else {
                measureWithout(settings, server);
            }
        }
    }

    private void check(final Shutdown shutdown) {
        BenchOptions.requireWanted(shutdown);
        if (peersFailure != null) {
            throw peersFailure;
        }
        if (otherProcess != null && !otherProcess.isAlive()) {
            throw new CommandFailure("the peers' process has ended: "
                + otherProcess.errorText().lines().findFirst().orElse("it said nothing"));
        }
    }

    private void measureWithout(final FootprintSettings settings, final FootprintServer server) {
        try (ChildProcess peers = ChildProcess.start(settings.folder(), "peers", null,
            BenchFootprintPeersCommand.arguments(settings, server.port()))) {
            otherProcess = peers;
            measure(settings, server);
        }
    }

    private void measureWithin(final FootprintSettings settings, final FootprintServer server) {
        final Thread peers = new Thread(() -> {
            try {
                new FootprintPeers(settings, server.port(), () -> isOver).run();
            } catch (final RuntimeException error) {
                peersFailure = error;
            }
        }, "footprint-first-peer");
        peers.start();
        try {
            measure(settings, server);
        } finally {
            isOver = true;
            join(peers);
        }
    }

    private static void join(final Thread peers) {
        try {
            peers.join();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while the peers end", interrupted);
        }
    }

    private void measure(final FootprintSettings settings, final FootprintServer server) {
        server.awaitPeers(1);
        result.put("roundTripAlone", server.roundTrips(roundTrips));
        server.openOthers();
        result.put("loginMs", server.awaitPeers(connections));
        result.put("exchangeMs", server.exchange());
        server.exchange();
        result.put("idle", server.idle());
        result.put("connected", ProcessFootprint.fields());
        result.put("diskBytesPerConnection", ProcessFootprint.diskBytes(settings.folder().resolve("store")
            .resolve(FootprintSettings.SERVER_NAME)) / connections);
        result.put("roundTripAmongIdle", server.roundTrips(roundTrips));
        result.put("transports", server.transports());
        result.put("parked", server.parked());
        server.close();
        result.put("reopenMs", server.open());
        result.put("reloginMs", server.awaitPeers(connections));
    }

    /** What may be typed. */
    static final class Profiles extends Choices {
        Profiles() {
            super(SMALL, "default");
        }

        /** Reads one of them. */
        static final class Converter implements ITypeConverter<String> {
            @Override
            public String convert(final String text) {
                final Profiles profiles = new Profiles();
                for (final String profile : profiles) {
                    if (profile.equals(text)) {
                        return profile;
                    }
                }
                throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", profiles));
            }
        }
    }
}
