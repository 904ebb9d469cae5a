package io.holdfast.examples;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Programs that prove secrets to each other; the server is in a process of its own. */
class LoginOptionsTest {
    private static final String SECRET = base64("open-sesame-open-sesame-4711");
    private static final String OTHER = base64("any-other-any-other-any-other");
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String READY = "listening on ";

    @TempDir
    private Path folder;
    private Path secrets;
    private Path alices;
    private Path carols;
    private ChildProcess server;
    private String address;

    private static String base64(final String secret) {
        return Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.US_ASCII));
    }

    @BeforeEach
    void writeFiles() throws IOException {
        secrets = written("secrets", "alice = " + SECRET + "\ncarol = " + OTHER + "\n", "rw-------");
        alices = written("alices", SECRET + "\n", "rw-------");
        carols = written("carols", OTHER + "\n", "rw-------");
    }

    private Path written(final String name, final String text, final String permissions) throws IOException {
        final Path written = folder.resolve("new");
        Files.writeString(written, text);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(permissions));
        return Files.move(written, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterEach
    void killServer() {
        if (server != null) {
            server.close();
        }
    }

    private String store(final String name) {
        return folder.resolve(name + "-store").toString();
    }

    private void startServer(final String program, final String... options) {
        final List<String> line = new ArrayList<>(List.of(program, "--name", "bob", "--listen", "127.0.0.1:0",
            "--store", store("bob"), "--secrets", secrets.toString()));
        line.addAll(List.of(options));
        server = ChildProcess.start(folder, "server", null, line);
        for (long waitedNs = 0; address == null && waitedNs < TIMEOUT_NS; waitedNs += POLL_NS) {
            final String printed = String.join("\n", server.outputLines()) + "\n" + server.errorText();
            address = printed.endsWith("\n") ? printed.lines().filter(text -> text.startsWith(READY)).findFirst()
                .map(text -> text.substring(READY.length())).orElse(null) : null;
            LockSupport.parkNanos(POLL_NS);
        }
        assertTrue(address != null, server.errorText());
    }

    /** Sends a line, and tells what was said on standard error: nothing if it was acked. */
    private String send(final String name, final String line, final Path secret) {
        final Programs programs = new Programs();
        final InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        final int exitCode;
        try {
            exitCode = secret == null
                ? programs.run("send", "--name", name, "--connect", address, "--store", store(name), "--remote", "bob")
                : programs.run("send", "--name", name, "--connect", address, "--store", store(name), "--remote", "bob",
                "--secret", secret.toString());
        } finally {
            System.setIn(before);
        }
        assertEquals(exitCode == 0, programs.err().isEmpty(), programs.err());
        assertFalse(programs.err().contains(SECRET.substring(0, 10)), programs.err());
        return programs.err();
    }

    /** Tries again while the server has not read its file anew. */
    private String sendUntilAccepted(final String name, final Path secret) {
        final long begunNs = System.nanoTime();
        String answer = send(name, "a line\n", secret);
        while (!answer.isEmpty() && System.nanoTime() - begunNs < TIMEOUT_NS) {
            answer = send(name, "a line\n", secret);
        }
        return answer;
    }

    private static void assertContains(final String expected, final String text) {
        assertTrue(text.contains(expected), text);
    }

    @Test
    void onlyWhoKnowsTheSecretGetsInAndTheFileIsReadAgain() throws IOException {
        startServer("echo-server");
        assertContains("NOT_AUTHENTICATED: the server wants alice to prove", send("alice", "a line\n", null));
        assertContains("NOT_AUTHENTICATED: the server knows no such name with this", send("alice", "a line\n", carols));
        assertContains("NOT_AUTHENTICATED: the server knows no such name with this", send("dave", "a line\n", alices));
        assertEquals("", send("alice", "a line\n", alices));

        written("secrets", "dave = " + SECRET + "\n", "rw-------");

        assertEquals("", sendUntilAccepted("dave", alices));
        assertContains("NOT_AUTHENTICATED", send("alice", "a line\n", alices));
        assertFalse(server.errorText().contains(SECRET.substring(0, 10)), server.errorText());
    }

    @Test
    void aReceiverTakesTheFirstSenderThatHasProvenItselfAndNoOther() throws IOException {
        final Path lines = folder.resolve("lines");
        startServer("receive", "--count", "2", "--append", lines.toString());

        assertContains("NOT_AUTHENTICATED", send("carol", "no\n", alices));
        assertEquals("", send("alice", "one\n", alices));
        assertContains("takes one sender", send("carol", "no\n", carols));
        assertEquals("", send("alice", "two\n", alices));

        assertTrue(server.awaitEnd(TIMEOUT_NS), "the receiver does not end");
        assertEquals(0, server.exitCode(), server.errorText());
        assertEquals("one\ntwo\n", Files.readString(lines));
    }

    @Test
    void aFileThatCannotBeUsedIsToldInOneLineWithoutItsContent() throws IOException {
        final String open = written("open", SECRET, "rw-r--r--").toString();
        final String bad = written("bad", "alice " + SECRET, "rw-------").toString();
        final String none = folder.resolve("none").toString();

        assertServerFails("chmod go-rwx " + open, "--secrets", open);
        assertServerFails(bad + " cannot be used: line 1", "--secrets", bad);
        assertServerFails(none + " cannot be read", "--cert-names", none);
        assertFails("chmod go-rwx " + open, "send", "--name", "alice", "--connect", "127.0.0.1:1", "--store",
            store("a"), "--secret", open);
        assertFails("chmod go-rwx " + open, "echo-client", "--name", "alice", "--connect", "127.0.0.1:1", "--store",
            store("a"), "--count", "1", "--secret", open);
        assertFails("must be set if there is a secret", "send", "--name", "alice", "--connect", "127.0.0.1:1",
            "--store", store("a"), "--secret", alices.toString());
        assertFails(bad + " cannot be used", "replay", "--to", "127.0.0.1:1", "--store", store("a"), "--secret", bad);
        assertFails("cannot read " + none, "replay", "--to", "127.0.0.1:1", "--store", store("a"), "--secret", none);
    }

    private void assertServerFails(final String text, final String... options) {
        for (final String program : new String[] {"receive", "echo-server"}) {
            final List<String> line = new ArrayList<>(List.of(program, "--name", "bob", "--listen", "127.0.0.1:0",
                "--store", store("bob")));
            line.addAll(List.of(options));
            assertFails(text, line.toArray(String[]::new));
        }
    }

    private static void assertFails(final String text, final String... line) {
        final Programs programs = new Programs();

        assertTrue(programs.run(line) != 0);

        assertEquals(1, programs.err().lines().count(), programs.err());
        assertContains(text, programs.err());
        assertFalse(programs.err().contains(SECRET.substring(0, 10)), programs.err());
    }
}
