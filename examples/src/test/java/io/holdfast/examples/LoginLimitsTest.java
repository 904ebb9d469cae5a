package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the servers are told about sockets that do not log in is what they keep to. */
class LoginLimitsTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir
    Path folder;
    private ChildProcess server;

    @AfterEach
    void killServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo-server", "queue-server"})
    void oneMoreThanMayBeInLoginTakesThePlaceOfTheOldest(final String program) throws IOException {
        server = ChildProcess.start(folder, "server", null, List.of(program, "--name", "S", "--listen", "127.0.0.1:0",
            "--store", folder.resolve("store").toString(), "--max-pending-logins", "1",
            "--max-logins-per-address", "0"));
        final int port = port();

        try (Socket first = new Socket("127.0.0.1", port); Socket second = new Socket("127.0.0.1", port)) {
            first.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(TIMEOUT_NS));
            final byte[] lastWords = first.getInputStream().readAllBytes();

            final String told = new String(lastWords, StandardCharsets.ISO_8859_1) + server.errorText();
            assertTrue(second.isConnected() && told.contains("maxPendingLogins=1"), told);
        }
    }

    private int port() {
        String said = "";
        for (long waitedNs = 0; !isWhole(said) && waitedNs < TIMEOUT_NS; waitedNs += POLL_NS) {
            LockSupport.parkNanos(POLL_NS);
            said = String.join("\n", server.outputLines()) + "\n" + server.errorText();
        }
        return Integer.parseInt(said.substring(said.indexOf(LISTENING) + LISTENING.length()).split("\\D")[0]);
    }

    private static boolean isWhole(final String said) {
        final int start = said.indexOf(LISTENING);
        return start >= 0 && said.indexOf('\n', start) > 0;
    }
}
