package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.Refusal;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Connections within one store that are over, since one side goes on under another name, do not pile up. */
class RollingPeersPurgeTest extends DailyFixture {
    private static List<String> foldersIn(final Path folder) {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> atServerFolders() {
        return foldersIn(pair.serverStore().resolve("S"));
    }

    private List<String> atClientFolders() {
        return foldersIn(pair.clientStore().resolve("C"));
    }

    private void openForRollingClient(final long retainNs, final int maxConnections) {
        pair.serverOptions = context -> context.retainSessionsNs(retainNs).maxConnections(maxConnections);
        pair.clientOptions = context -> context.daily(ROLL);
        open();
    }

    private void rollClient() {
        final String before = pair.client.connection().localName();
        pair.clock.advance(DAY_NS);
        pair.pollUntil("rolled", () -> {
            final Connection current = pair.client.connection();
            return !before.equals(current.localName()) && current.state() == ConnectionState.CONNECTED;
        });
    }

    @Test
    void endedConnectionsDoNotCountAsPeersThatAreKnown() {
        openForRollingClient(Long.MAX_VALUE, 1);

        for (int day = 0; day < 4; day++) {
            rollClient();
        }

        assertEquals(List.of("C20241003", "C20241004", "C20241005", "C20241006", "C20241007"), atServerFolders());
        pair.closeServer();
        pair.atClient.reports.clear();
        pair.openServer();
        pair.pollUntil("connected again", () -> !pair.atClient.reports.isEmpty());
        rollClient();
        assertEquals(6, atServerFolders().size());
    }

    @Test
    void aPeerTooManyIsStillRefused() {
        openForRollingClient(Long.MAX_VALUE, 1);
        rollClient();
        pair.closeClient();
        pair.clientOptions = context -> context.name("D");

        pair.openClient();

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());
        assertEquals(Refusal.Code.LIMITS, pair.atClient.refusals.get(0).code());
    }

    @Test
    void endedConnectionsAreKeptForEverByDefault() {
        openForRollingClient(Long.MAX_VALUE, 10);

        for (int day = 0; day < 4; day++) {
            rollClient();
        }
        pair.poll(100);

        assertEquals(5, atServerFolders().size());
    }

    @Test
    void connectionsThatEndedLongEnoughAgoArePurgedWhileOthersGoOn() {
        openForRollingClient(2 * DAY_NS, 10);

        for (int day = 0; day < 5; day++) {
            rollClient();
        }

        pair.pollUntil("purged", () -> atServerFolders().size() == 3);
        assertEquals(List.of("C20241006", "C20241007", "C20241008"), atServerFolders());
        TestPair.send(pair.client.connection(), "still here");
        pair.pollUntil("delivered", () -> pair.atServer.received.size() == 1);
    }

    @Test
    void aPurgedPeerIsNotKnownAnyMoreAndMayBeginAnew() {
        openForRollingClient(DAY_NS, 10);
        TestPair.send(pair.server.connection("C20241003"), "to nobody");
        rollClient();
        pair.clock.advance(DAY_NS);
        pair.pollUntil("purged", () -> !atServerFolders().contains("C20241003")
            && !atServerFolders().contains(".purged-C20241003"));

        final Connection anew = pair.server.connection("C20241003");

        assertEquals(0, anew.lastOrdinal());
        assertTrue(atServerFolders().contains("C20241003"), () -> "" + atServerFolders());
    }

    @Test
    void oneThatWasOpenedAgainIsNotPurged() {
        openForRollingClient(DAY_NS, 10);
        rollClient();
        final Connection again = pair.server.connection("C20241003");
        assertNotNull(again);
        TestPair.send(again, "kept");

        pair.clock.advance(DAY_NS * 3);
        pair.poll(200);

        assertTrue(atServerFolders().contains("C20241003"), () -> "" + atServerFolders());
        assertEquals(1, again.unackedMessages());
    }

    @Test
    void connectionsThatEndedBeforeARestartArePurgedAfterIt() {
        openForRollingClient(Long.MAX_VALUE, 10);
        rollClient();
        rollClient();
        pair.closeClient();
        pair.closeServer();
        pair.clock.advance(DAY_NS);
        pair.serverOptions = context -> context.retainSessionsNs(DAY_NS);

        pair.openServer();

        pair.pollUntil("purged", () -> atServerFolders().equals(List.of("C20241005")));
    }

    @Test
    void aPurgeThatWasKilledHalfwayIsFinishedByTheNextProcess() {
        openForRollingClient(DAY_NS, 10);
        rollClient();
        pair.closeClient();
        pair.clock.advance(DAY_NS);
        pair.pollUntil("renamed", () -> atServerFolders().contains(".purged-C20241003"));
        pair.killServer();
        assertTrue(atServerFolders().contains(".purged-C20241003"), () -> "" + atServerFolders());

        pair.openServer();

        pair.pollUntil("finished", () -> atServerFolders().equals(List.of("C20241004")));
    }

    @Test
    void aClientWhoseServerRollsPurgesTheServersFormerDays() {
        serverRolls();
        pair.clientOptions = context -> context.remoteDaily("S", ROLL).retainSessionsNs(2 * DAY_NS);
        open();

        for (int day = 0; day < 5; day++) {
            final String before = pair.client.connection().remoteName();
            pair.clock.advance(DAY_NS);
            pair.pollUntil("rolled", () -> !before.equals(pair.client.connection().remoteName())
                && pair.client.connection().state() == ConnectionState.CONNECTED);
        }

        pair.pollUntil("purged", () -> atClientFolders().size() == 3);
        assertEquals(List.of("S20241006", "S20241007", "S20241008"), atClientFolders());
    }
}
