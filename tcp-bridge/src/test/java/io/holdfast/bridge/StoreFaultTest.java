package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A message is damaged on the sender's disk: it is never delivered, and everybody is told. */
class StoreFaultTest extends PairFixture {
    /** Flips a bit of a text within the cycle files of a connection. */
    private static void damage(final Path connection, final String text) throws IOException {
        try (Stream<Path> files = Files.list(connection.resolve("send"))) {
            for (final Path file : files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                final byte[] bytes = Files.readAllBytes(file);
                final int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
                assertTrue(at > 0, "no " + text + " in " + file);
                bytes[at] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void aDamagedMessageOfAClientEndsTheSessionWhereItStands() throws IOException {
        pair.openClient();
        new Way(pair, true).send(0, 3);
        pair.closeClient();
        damage(pair.clientStore().resolve("C/S"), "message 1");
        pair.openServer();
        pair.openClient();

        pair.pollUntil("fault", () -> pair.atClient.event("fault") != null);
        pair.poll(50);

        assertEquals(DisconnectReason.STORE_FAULT, pair.atClient().lastDisconnect());
        assertTrue(pair.atClient.event("fault").contains(pair.clientStore().toString()), "names the file");
        assertEquals(DisconnectReason.REMOTE_SHUTDOWN, pair.atServer().lastDisconnect());
        assertEquals(1, pair.atClient().stats().sessions(), "does not try again for nothing");
        assertEquals(ConnectionState.DISCONNECTED, pair.atServer().state());
        assertTrue(List.of(List.of(), Way.texts(0, 1)).contains(pair.atServer.received),
            pair.atServer.received::toString);
    }

    @Test
    void aDamagedMessageOfAServerConcernsOneConnectionOnly() throws IOException {
        pair.openServer();
        new Way(pair, false).send(0, 3);
        pair.closeServer();
        damage(pair.serverStore().resolve("S/C"), "message 2");
        pair.openServer();
        pair.openClient();

        pair.pollUntil("fault", () -> pair.atServer.event("fault") != null);
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.STORE_FAILED, pair.atClient.refusals.get(0).code());
        assertTrue(List.of(List.of(), Way.texts(0, 1), Way.texts(0, 2)).contains(pair.atClient.received),
            pair.atClient.received::toString);
        pair.closeClient();
        pair.clientOptions = context -> context.name("D");
        pair.openClient();
        new Way(pair, true).send(5, 7);
        pair.pollUntil("another peer is served", () -> pair.atClient().unackedMessages() == 0);
        assertEquals(Way.texts(5, 7), pair.atServer.received);
    }
}
