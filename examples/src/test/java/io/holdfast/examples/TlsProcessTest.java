package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The programs with TLS, as processes, with certificates made by {@code keytool} as SECURITY.md says. */
class TlsProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String LISTENING = "listening on ";
    private static final String PASSWORD = "a password";

    @TempDir
    private static Path keys;
    private static Path passwordFile;

    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws IOException {
        passwordFile = Files.writeString(keys.resolve("password"), PASSWORD + "\n");
        for (final String name : List.of("server", "client", "stranger")) {
            keytool(name, "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-ext",
                "san=ip:127.0.0.1", "-storetype", "PKCS12");
            keytool(name, "-exportcert", "-rfc", "-file", keys.resolve(name + ".pem").toString());
        }
    }

    private static void keytool(final String name, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", name, "-keystore", keys.resolve(name + ".p12").toString(), "-storepass",
            PASSWORD));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue());
    }

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "shm"})
    void linesTravelBetweenTwoThatProveWhoTheyAre(final String transport) throws IOException {
        final ChildProcess receiver = start(null, "receive", "--name", "B", "--listen", "127.0.0.1:0", "--count", "2",
            "--store", store("B"), "--tls-keystore", store("server"), "--tls-password-file", passwordFile.toString(),
            "--tls-trust", pem("client"), "--tls-client-auth");
        final ChildProcess sender = start("one\ntwo\n", "send", "--name", "A", "--connect", addressOf(receiver),
            "--store", store("A"), "--transport", transport, "--tls-keystore", store("client"), "--tls-password-file",
            passwordFile.toString(), "--tls-trust", pem("server"));

        assertEnded(0, sender);
        assertEquals(List.of("2 lines sent, 0 skipped, all acked, transport=" + transport), sender.outputLines());
        assertEnded(0, receiver);
        assertEquals(List.of("one", "two"), receiver.outputLines());
    }

    @Test
    void aClientIsToldWhyItDoesNotComeIn() throws IOException {
        final ChildProcess receiver = start(null, "receive", "--name", "B", "--listen", "127.0.0.1:0", "--store",
            store("B"), "--tls-keystore", store("server"), "--tls-password-file", passwordFile.toString());
        final String address = addressOf(receiver);

        assertFails("TLS", "send", "--name", "A", "--connect", address, "--store", store("A"), "--timeout", "2");
        assertFails("trust", "send", "--name", "A", "--connect", address, "--store", store("A"), "--timeout", "2",
            "--tls-trust", pem("stranger"));
    }

    @Test
    void bothProtocolsOfTheQueueServerCanBeEncrypted() throws IOException {
        final ChildProcess server = start(null, "queue-server", "--listen", "127.0.0.1:0", "--store", store("hub"),
            "--tls-keystore", store("server"), "--tls-password-file", passwordFile.toString());
        final String address = addressOf(server);

        final ChildProcess producer = queueClient("1\n2\n", "produce", address, "prices");
        assertEnded(0, producer);
        assertEquals(List.of("2 messages sent"), producer.outputLines());
        final ChildProcess durable = queueClient("3\n", "produce", address, "prices", "--durable", "feed");
        assertEnded(0, durable);
        final ChildProcess consumer = queueClient(null, "consume", address, "prices", "--from", "start", "--count",
            "3");
        assertEnded(0, consumer);
        assertEquals(List.of("1", "2", "3"), consumer.outputLines());

        for (final String role : List.of("consume", "produce")) {
            assertFails("TLS", "queue-client", role, "--connect", address, "prices", "--timeout", "2");
            assertFails("TLS", "queue-client", role, "--connect", address, "prices", "--timeout", "2", "--durable",
                "x");
        }
        assertFails("trust", "queue-client", "consume", "--connect", address, "prices", "--timeout", "2", "--tls-trust",
            pem("stranger"));
    }

    private ChildProcess queueClient(final String lines, final String role, final String address,
                                     final String... options) throws IOException {
        final List<String> program = new ArrayList<>(List.of("queue-client", role, "--connect", address, "--tls-trust",
            pem("server")));
        program.addAll(List.of(options));
        return start(lines, program.toArray(new String[0]));
    }

    private void assertFails(final String reason, final String... program) throws IOException {
        final ChildProcess process = start("", program);
        assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
        assertTrue(process.exitCode() > 0, process::errorText);
        final String last = process.errorText().lines().reduce("", (before, line) -> line);
        assertTrue(last.contains(reason), process::errorText);
    }

    private String store(final String name) {
        final Path file = keys.resolve(name + ".p12");
        return (Files.exists(file) ? file : folder.resolve(name)).toString();
    }

    private static String pem(final String name) {
        return keys.resolve(name + ".pem").toString();
    }

    private ChildProcess start(final String lines, final String... program) throws IOException {
        final String name = program[0] + "-" + processes.size();
        final Path input = Files.writeString(folder.resolve(name + ".in"), lines == null ? "" : lines);
        final ChildProcess process = ChildProcess.start(folder, name, input, List.of(program));
        processes.add(process);
        return process;
    }

    private static String addressOf(final ChildProcess server) {
        for (long waitedNs = 0; !server.errorText().contains(LISTENING) || !server.errorText().endsWith("\n");
             waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS && server.isAlive(), server::errorText);
            LockSupport.parkNanos(POLL_NS);
        }
        return server.errorText().lines().filter(line -> line.startsWith(LISTENING)).findFirst().orElseThrow()
            .substring(LISTENING.length());
    }

    private static void assertEnded(final int exitCode, final ChildProcess process) {
        assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
        assertEquals(exitCode, process.exitCode(), process::errorText);
    }
}
