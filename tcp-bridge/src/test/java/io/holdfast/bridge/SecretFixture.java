package io.holdfast.bridge;

import org.junit.jupiter.api.BeforeEach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** A pair whose server has a file of secrets, with one for "C" and one for "D". */
abstract class SecretFixture extends PairFixture {
    static final byte[] SECRET = "open-sesame-open-sesame-4711".getBytes(StandardCharsets.US_ASCII);
    static final byte[] OTHER_SECRET = "any-other-any-other-any-other".getBytes(StandardCharsets.US_ASCII);
    static final String LINES = "# who may come in\n\n C = " + base64(SECRET) + " \nD=" + base64(OTHER_SECRET) + "\n";
    /** Longer than a file of secrets is believed without a look. */
    static final long LOOK_NS = TimeUnit.SECONDS.toNanos(2);

    Path secrets;

    @BeforeEach
    final void serverWantsSecrets() {
        secrets = folder.resolve("secrets");
        write(LINES);
        pair.serverOptions = context -> context.loginHandler(SharedSecretLogin.of(secrets, pair.clock));
        pair.clientOptions = context -> context.secret(SECRET);
    }

    static String base64(final byte[] secret) {
        return Base64.getEncoder().encodeToString(secret);
    }

    /** Writes the file of secrets as it should be: whole at once, and for its owner only. */
    final void write(final String lines) {
        write(secrets, lines, "rw-------");
    }

    static void write(final Path file, final String lines, final String permissions) {
        try {
            final Path written = file.resolveSibling("new");
            Files.writeString(written, lines);
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(permissions));
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void openBoth() {
        pair.openServer();
        pair.openClient();
    }

    final void deliversBothWays() {
        pair.pollUntilConnected();
        TestPair.send(pair.atClient(), "to the server");
        TestPair.send(pair.atServer(), "to the client");
        pair.pollUntil("both received", () -> pair.atServer.received.contains("to the server")
            && pair.atClient.received.contains("to the client"));
        pair.pollUntilAcked();
    }

    /** The content of every file of a store. */
    static Map<String, String> contents(final Path store) {
        final Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(store)) {
            for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(store.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    /** What is logged meanwhile. */
    static String logOf(final Runnable action) {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    static void assertShowsNoSecret(final String text) {
        for (final byte[] secret : new byte[][] {SECRET, OTHER_SECRET}) {
            assertFalse(text.contains(new String(secret, StandardCharsets.US_ASCII).substring(0, 8)), text);
            assertFalse(text.contains(base64(secret).substring(0, 8)), text);
            assertFalse(text.contains(HexFormat.of().formatHex(secret).substring(0, 12)), text);
            assertFalse(text.contains(HexFormat.ofDelimiter(", ").formatHex(secret).substring(0, 12)), text);
        }
    }
}
