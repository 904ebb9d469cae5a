package io.holdfast.examples.demo;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.TransportOption;
import io.holdfast.examples.demo.Timeline.Victim;
import io.holdfast.examples.echo.EchoProgress;
import io.holdfast.examples.echo.EchoProgress.Counter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** An echo server and an echo client, each in a process of its own that may be killed and started again. */
final class EchoPair implements AutoCloseable {
    private static final String SERVER_NAME = "demo-server";
    private static final String CLIENT_NAME = "demo-client";
    private static final String READY = "listening on ";

    private final Path folder;
    private final Map<Victim, ChildProcess> processes = new EnumMap<>(Victim.class);
    private final Map<Victim, Integer> starts = new EnumMap<>(Victim.class);
    private final Map<Victim, String> transports = new EnumMap<>(Victim.class);
    private String address = "127.0.0.1:0";
    private List<String> clientOptions;
    private EchoProgress progress;

    /**
     * A pair that does not run yet.
     *
     * @param folder        for stores and output
     * @param clientOptions what the client is to do
     */
    EchoPair(final Path folder, final List<String> clientOptions) {
        this.folder = folder;
        this.clientOptions = clientOptions;
    }

    /**
     * Changes what the client is to do, from its next start on.
     *
     * @param options its options
     */
    void clientOptions(final List<String> options) {
        clientOptions = options;
    }

    /**
     * Changes how a side wants messages to travel, from its next start on; before that it takes what there is.
     *
     * @param side      which
     * @param transport as its option has it
     */
    void transport(final Victim side, final String transport) {
        transports.put(side, transport);
    }

    /**
     * Starts one side, for the first time or again.
     *
     * @param side which
     */
    void start(final Victim side) {
        final int number = starts.merge(side, 1, Integer::sum);
        final List<String> program = side == Victim.SERVER
            ? List.of("echo-server", "--name", SERVER_NAME, "--listen", address)
            : List.of("echo-client", "--name", CLIENT_NAME, "--connect", address, "--remote", SERVER_NAME, "--json");
        final List<String> arguments = new ArrayList<>(program);
        arguments.addAll(List.of("--store", store(side).toString(),
            TransportOption.NAME, transports.getOrDefault(side, "auto"),
            ParentOption.NAME, String.valueOf(ProcessHandle.current().pid())));
        if (side == Victim.CLIENT) {
            arguments.addAll(clientOptions);
        }
        processes.put(side, ChildProcess.start(folder, side.label() + "-" + number, null, arguments));
    }

    /**
     * Tells whether the server listens; from then on it is started at the same port again.
     *
     * @return whether so
     */
    boolean isServerReady() {
        for (final String line : process(Victim.SERVER).outputLines()) {
            if (line.startsWith(READY)) {
                address = line.substring(READY.length());
                return true;
            }
        }
        return false;
    }

    /** {@return answers the client has seen, over all its runs} */
    long received() {
        if (progress == null) {
            progress = EchoProgress.openToRead(EchoProgress.file(store(Victim.CLIENT), CLIENT_NAME, SERVER_NAME));
        }
        return progress == null ? 0 : progress.count(Counter.RECEIVED);
    }

    /** {@return what the client has counted; null before its first run had begun} */
    EchoProgress progress() {
        return progress;
    }

    /**
     * Gives one side's process.
     *
     * @param side which
     * @return the latest one
     */
    ChildProcess process(final Victim side) {
        return processes.get(side);
    }

    /**
     * Makes sure that a side runs.
     *
     * @param side which
     * @throws CommandFailure if it ended by itself, with the first line it wrote to standard error
     */
    void requireAlive(final Victim side) {
        final ChildProcess process = process(side);
        if (!process.isAlive()) {
            throw new CommandFailure("the " + side.label() + " ended by itself, exit code " + process.exitCode() + ": "
                + process.errorText().lines().findFirst().orElse("it said nothing"));
        }
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        processes.values().forEach(ChildProcess::close);
    }

    private Path store(final Victim side) {
        try {
            return Files.createDirectories(folder.resolve(side.label() + "-store"));
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot make a store folder", error);
        }
    }
}
