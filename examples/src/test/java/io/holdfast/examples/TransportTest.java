package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server and its clients, in processes of their own and each with a store of its own. */
class TransportTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String READY = "listening on ";

    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;
    private ChildProcess server;

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    @Test
    void aClientOfAServerThatDoesOnlyTcpFallsBackAndSaysSoOrIsRefused() {
        startServer("TCP");

        final ChildProcess automatic = runClient("auto");
        final ChildProcess demanding = runClient("shm");

        assertEquals(0, automatic.exitCode(), automatic.errorText());
        assertTrue(automatic.outputLines().get(0).endsWith(" transport=tcp"), automatic.outputLines().toString());
        assertTrue(isOneLineWith(automatic, "messages go over TCP"), automatic.errorText());
        assertTrue(isOneLineWith(automatic, "server is set to TCP"), automatic.errorText());
        assertRefused(demanding, "server is set to TCP");
        assertEquals("closed, transport=tcp", lastLineOfServer());
    }

    @Test
    void aServerThatDemandsSharedMemoryRefusesAClientThatDoesOnlyTcp() {
        startServer("shm");

        final ChildProcess automatic = runClient("Auto");
        final ChildProcess reluctant = runClient("tcp");

        assertEquals(0, automatic.exitCode(), automatic.errorText());
        assertTrue(automatic.outputLines().get(0).endsWith(" transport=shm"), automatic.outputLines().toString());
        assertEquals("", automatic.errorText());
        assertRefused(reluctant, "is set to TCP");
        assertEquals("closed, transport=shm", lastLineOfServer());
    }

    private void startServer(final String transport) {
        server = start(List.of("echo-server", "--name", "server", "--listen", "127.0.0.1:0", "--transport", transport,
            "--store", folder.resolve("server-store").toString()));
        for (long waitedNs = 0; server.outputLines().isEmpty() && waitedNs < TIMEOUT_NS; waitedNs += POLL_NS) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private ChildProcess runClient(final String transport) {
        final String name = "client-" + processes.size();
        final ChildProcess client = start(List.of("echo-client", "--name", name, "--count", "1000",
            "--connect", server.outputLines().get(0).substring(READY.length()), "--transport", transport,
            "--store", folder.resolve(name + "-store").toString()));
        assertTrue(client.awaitEnd(TIMEOUT_NS), "the client does not end");
        return client;
    }

    private ChildProcess start(final List<String> program) {
        final ChildProcess process = ChildProcess.start(folder, "process-" + processes.size(), null, program);
        processes.add(process);
        return process;
    }

    private String lastLineOfServer() {
        server.terminate();
        assertTrue(server.awaitEnd(TIMEOUT_NS), "the server does not end");
        return server.outputLines().get(server.outputLines().size() - 1);
    }

    private static void assertRefused(final ChildProcess client, final String reason) {
        assertEquals(1, client.exitCode(), client.errorText());
        assertTrue(isOneLineWith(client, "SHM_IMPOSSIBLE"), client.errorText());
        assertTrue(isOneLineWith(client, reason), client.errorText());
    }

    private static boolean isOneLineWith(final ChildProcess process, final String text) {
        return process.errorText().lines().count() == 1 && process.errorText().contains(text);
    }
}
