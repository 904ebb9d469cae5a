package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which transport comes of what the two sides want, and what is left of the login that found it. */
class LoginTransportTest extends PairFixture {
    private void openBoth(final Transport client, final Transport server) {
        pair.serverOptions = context -> context.transport(server);
        pair.clientOptions = context -> context.transport(client);
        pair.openServer();
        pair.openClient();
    }

    /** The files that tell secrets, in both stores. */
    private List<Path> loginFiles() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".login")).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTO, AUTO, SHM", "AUTO, TCP, TCP", "AUTO, SHM, SHM", "TCP, AUTO, TCP", "TCP, TCP, TCP",
        "SHM, AUTO, SHM", "SHM, SHM, SHM"})
    void whatBothCanDoIsUsed(final Transport client, final Transport server, final Transport expected) {
        openBoth(client, server);
        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 3);
        new Way(pair, false).exchange(0, 3);

        assertEquals(expected, pair.atClient().transport());
        assertEquals(expected, pair.atServer().transport());
        assertEquals(Way.texts(0, 3), pair.atServer.received);
        assertEquals(Way.texts(0, 3), pair.atClient.received);
        assertEquals(List.of(), loginFiles());
    }

    @ParameterizedTest
    @CsvSource({"SHM, TCP, C demands shared memory, S is set to TCP",
        "TCP, SHM, S demands shared memory, C is set to TCP"})
    void whatOneDemandsAndTheOtherDoesNotDoIsRefusedAndNamesBoth(final Transport client, final Transport server,
                                                                 final String demand, final String cause) {
        openBoth(client, server);
        pair.pollUntil("three refusals", () -> pair.atClient.refusals.size() >= 3);

        for (final Side side : List.of(pair.atClient, pair.atServer)) {
            final Refusal refusal = side.refusals.get(0);
            assertEquals(Refusal.Code.SHM_IMPOSSIBLE, refusal.code());
            assertTrue(refusal.text().startsWith(demand), refusal::text);
            assertTrue(refusal.text().endsWith(cause), refusal::text);
        }
        assertEquals(DisconnectReason.LOGIN_REFUSED, pair.atClient().lastDisconnect());
        assertEquals(Transport.AUTO, pair.atClient().transport());
        assertEquals(List.of(), loginFiles());
    }

    @Test
    void aRefusedClientGetsInOnceTheServerIsOpenedAnewWithAnotherTransport() {
        openBoth(Transport.SHM, Transport.TCP);
        TestPair.send(pair.atClient(), "kept");
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        pair.closeServer();
        pair.serverOptions = context -> context.transport(Transport.AUTO);
        pair.openServer();
        pair.pollUntilConnected();
        pair.pollUntilAcked();

        assertEquals(List.of("kept"), pair.atServer.received);
        assertEquals(Transport.SHM, pair.atClient().transport());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "SHM"})
    void aClientThatLeavesTheServersNameOpenGoesBySharedMemoryToo(final Transport client) {
        pair.serverOptions = context -> context.transport(Transport.AUTO);
        pair.clientOptions = context -> context.transport(client).remoteName(null);
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 3);

        assertEquals(Transport.SHM, pair.atClient().transport());
        assertEquals(Transport.SHM, pair.atServer().transport());
        assertEquals(Way.texts(0, 3), pair.atServer.received);
        assertEquals(List.of(), pair.atClient.refusals);
        assertEquals(List.of(), loginFiles());
    }

    @Test
    void twoPeersOfOneStoreGoBySharedMemory() {
        pair.clientStore(pair.serverStore());
        openBoth(Transport.SHM, Transport.SHM);
        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 3);

        assertEquals(Way.texts(0, 3), pair.atServer.received);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/S", "client/C"})
    void aFolderThatEverybodyMayWriteToIsNotTrusted(final String worldWritable) throws IOException {
        openBoth(Transport.AUTO, Transport.AUTO);
        Files.setPosixFilePermissions(folder.resolve(worldWritable), PosixFilePermissions.fromString("rwxrwxrwx"));
        pair.pollUntilConnected();

        assertEquals(Transport.TCP, pair.atClient().transport());
        assertEquals(Transport.TCP, pair.atServer().transport());
        assertEquals(List.of(), loginFiles());
    }

    @ParameterizedTest
    @CsvSource({"SHM, AUTO, server/S", "AUTO, SHM, server/S", "SHM, AUTO, client/C", "AUTO, SHM, client/C"})
    void sharedMemoryThatIsDemandedIsRefusedIfAFolderIsNotTrusted(final Transport client, final Transport server,
                                                                  final String worldWritable) throws IOException {
        openBoth(client, server);
        Files.setPosixFilePermissions(folder.resolve(worldWritable), PosixFilePermissions.fromString("rwxrwxrwx"));
        pair.pollUntil("refused", () -> pair.atClient.refusals.size() >= 2 && pair.atServer.refusals.size() >= 2);

        for (final Side side : List.of(pair.atClient, pair.atServer)) {
            final Refusal refusal = side.refusals.get(0);
            assertEquals(Refusal.Code.SHM_IMPOSSIBLE, refusal.code());
            final String demand = (client == Transport.SHM ? "C" : "S") + " demands shared memory";
            assertTrue(refusal.text().startsWith(demand), refusal::text);
            assertTrue(refusal.text().contains("everybody may write"), refusal::text);
        }
        assertEquals(List.of(), loginFiles());
        Files.setPosixFilePermissions(folder.resolve(worldWritable), PosixFilePermissions.fromString("rwxr-xr-x"));
        pair.pollUntilConnected();
        assertEquals(Transport.SHM, pair.atClient().transport());
    }

    @Test
    void aStoreReachedThroughASymbolicLinkIsToldByItsRealPath() throws IOException {
        Files.createDirectories(folder.resolve("real"));
        pair.clientStore(Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real")));
        openBoth(Transport.SHM, Transport.SHM);
        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 3);

        assertEquals(Way.texts(0, 3), pair.atServer.received);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false", "false, false"})
    void aStoreWhosePathCannotBeToldGoesByTcp(final boolean isServer, final boolean isLong) {
        final Path store = isLong ? folder.resolve("x".repeat(250) + "/" + "y".repeat(250) + "/"
            + "z".repeat(250) + "/" + "u".repeat(250)) : folder.resolve("new\nline");
        if (isServer) {
            pair.serverStore(store);
        } else {
            pair.clientStore(store);
        }
        openBoth(Transport.AUTO, Transport.AUTO);
        pair.pollUntilConnected();

        assertEquals(Transport.TCP, pair.atClient().transport());
        assertEquals(List.of(), loginFiles());
    }

    @Test
    void aSideThatDiesDuringALoginLeavesAFileThatTheNextLoginReplaces() {
        openBoth(Transport.SHM, Transport.SHM);
        pair.pollUntil("the login is under way", () -> loginFiles().size() == 2);
        pair.killServer();
        pair.killClient();
        assertEquals(2, loginFiles().stream().filter(file -> file.startsWith(pair.serverStore())
            || file.startsWith(pair.clientStore())).count());

        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 3);

        assertEquals(Way.texts(0, 3), pair.atServer.received);
        assertEquals(List.of(), loginFiles());
    }
}
