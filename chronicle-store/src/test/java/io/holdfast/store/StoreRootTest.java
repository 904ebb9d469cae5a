package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoreRootTest {
    @TempDir
    Path folder;

    private StoreRoot root;

    private StoreRoot open() {
        root = Connections.root(folder);
        return root;
    }

    @AfterEach
    void close() {
        if (root != null) {
            root.close();
        }
    }

    @Test
    void keepsAConnectionPerPeerAcrossReopening() {
        open();
        final long index = Connections.offer(root.connection("Server").sendQueue(), 10);
        root.connection("Another.server-1");
        root.close();

        open();

        assertEquals(List.of("Another.server-1", "Server"), root.remoteNames());
        assertEquals(index, root.connection("Server").sendQueue().lastIndex());
        assertEquals(0, root.connection("Another.server-1").sendQueue().lastIndex());
    }

    @Test
    void hasOneOwnerAtATime() {
        open();

        final StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> Connections.root(folder));

        assertTrue(refused.getMessage().contains("pid=" + ProcessHandle.current().pid() + " "), refused.getMessage());
        root.close();
        open();
    }

    @Test
    void holdsSeveralLocalPeersWithAnOwnerEach() {
        open();

        StoreRoot.open(folder, "Client2", Connections.context()).close();
    }

    @Test
    void leavesNothingOfAConnectionThatCouldNotBeCreated() throws IOException {
        final Clock failing = new LogFixture.ManualClock() {
            private int calls;

            @Override
            public long epochNs() {
                if (++calls % 2 == 0) {
                    throw new UnsupportedOperationException("as the log is created");
                }
                return super.epochNs();
            }
        };
        root = StoreRoot.open(folder, "Client", Connections.context().clock(failing));
        final List<String> before = Folders.names(root.directory());

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThrows(UnsupportedOperationException.class, () -> root.connection("Server"));
        }

        assertEquals(before, Folders.names(root.directory()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a b", "\u0000", "é",
        "12345678901234567890123456789012345678901234567890123456789012345"})
    void refusesMalformedNames(final String name) throws IOException {
        open();
        final List<String> before = Folders.names(root.directory());

        assertThrows(IllegalArgumentException.class, () -> root.connection(name));
        assertThrows(IllegalArgumentException.class, () -> StoreRoot.open(folder, name, Connections.context()));

        assertEquals(before, Folders.names(root.directory()));
        assertEquals(List.of("Client"), Folders.names(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "OWNER", "owner.lock", "owner.new"})
    void refusesTheNamesOfItsOwnFiles(final String name) {
        open();

        assertThrows(IllegalArgumentException.class, () -> root.connection(name));
    }

    @Test
    void refusesANameThatDiffersOnlyInCaseFromOneInUse() {
        open();
        root.connection("Server");

        final IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> root.connection("SERVER"));

        assertTrue(refused.getMessage().contains("SERVER") && refused.getMessage().contains("Server"),
            refused.getMessage());
    }

    @Test
    void refusesANameThatDiffersOnlyInCaseFromAFolderOnDisk() throws IOException {
        Files.createDirectories(folder.resolve("Client").resolve("Server"));
        open();

        assertThrows(IllegalArgumentException.class, () -> root.connection("server"));
        assertThrows(IllegalArgumentException.class, () -> StoreRoot.open(folder, "CLIENT", Connections.context()));
    }

    @Test
    void opensAConnectionOnceUntilItIsClosed() {
        open();
        final ConnectionStore first = root.connection("Server");

        assertThrows(IllegalStateException.class, () -> root.connection("Server"));
        first.close();
        first.close();

        root.connection("Server");
    }

    @Test
    void closesItsConnectionsAndOpensNoMore() {
        open();
        final ConnectionStore store = root.connection("Server");

        root.close();

        assertEquals(Connection.CLOSED, Connections.offer(store.sendQueue(), 1));
        assertThrows(IllegalStateException.class, () -> root.connection("Server"));
    }

    @Test
    void reportsAllFaultsOfItsOptionsAtOnce() {
        final StoreContext faulty = Connections.context().cycleSize(1).maxBacklogMessages(0).maxBacklogBytes(-1);

        final IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () -> StoreRoot.open(folder, "Client", faulty));

        assertTrue(refused.getMessage().matches("cycleSize.*maxMessageLength.*maxBacklogMessages.*maxBacklogBytes.*"),
            refused.getMessage());
    }

    @Test
    void movesAsideWhatAKillLeftOfAConnectionInTheMaking() throws IOException {
        open();
        root.connection("Server").close();
        final Path connection = root.directory().resolve("Server");
        Files.delete(connection.resolve("session"));
        Files.writeString(connection.resolve("session.new"), "versi");

        final ConnectionStore created = root.connection("Server");

        assertEquals(List.of(".unfinished-Server-1", "Server", "owner", "owner.lock"),
            Folders.names(root.directory()));
        assertEquals(List.of("Server"), root.remoteNames());
        assertTrue(Connections.offer(created.sendQueue(), 1) > 0);
        assertTrue(Files.exists(root.directory().resolve(".unfinished-Server-1/session.new")));
    }

    @Test
    void createsAConnectionAfterAKillBetweenAnyTwoFilesOfOneInTheMaking() throws IOException {
        open();
        root.connection("Server").close();
        final Path connection = root.directory().resolve("Server");

        for (final String lastWritten : List.of("nothing", "ack", "ack and send", "all but session")) {
            Files.delete(connection.resolve("session"));
            if (!lastWritten.equals("all but session")) {
                Files.delete(connection.resolve("state"));
                if (!lastWritten.equals("ack and send")) {
                    Folders.delete(connection.resolve("send"));
                }
                if (lastWritten.equals("nothing")) {
                    Files.delete(connection.resolve("ack"));
                }
            }

            final ConnectionStore created = root.connection("Server");

            assertTrue(Connections.offer(created.sendQueue(), 1) > 0, lastWritten);
            assertEquals(1, created.sendQueue().lastOrdinal(), lastWritten);
            created.close();
            Folders.delete(connection);
            root.connection("Server").close();
        }
    }

    @Test
    void leavesFoldersThatAreNotItsOwnAlone() throws IOException {
        open();
        final Path foreign = Files.createDirectories(root.directory().resolve("zed"));
        Files.writeString(foreign.resolve("README"), "mine");

        final StoreException refused = assertThrows(StoreException.class, () -> root.connection("zed"));

        assertTrue(refused.getMessage().contains("README"), refused::getMessage);
        assertEquals(List.of("README"), Folders.names(foreign));
    }

    @Test
    void neverTakesAcceptedMessagesForOneInTheMaking() throws IOException {
        open();
        final ConnectionStore store = root.connection("Server");
        Connections.offer(store.sendQueue(), 10);
        store.close();
        final Path session = store.directory().resolve("session");
        final byte[] content = Files.readAllBytes(session);
        Files.delete(session);

        final CorruptStoreException refused =
            assertThrows(CorruptStoreException.class, () -> root.connection("Server"));

        assertEquals(session, refused.path());
        Files.move(store.directory().resolve("state"), folder.resolve("state"));
        assertThrows(CorruptStoreException.class, () -> root.connection("Server"));
        Files.delete(store.directory().resolve("state"));
        Files.move(folder.resolve("state"), store.directory().resolve("state"));
        Files.write(session, content);
        assertEquals(1, root.connection("Server").sendQueue().lastOrdinal());
    }

    @Test
    void refusesAFolderThatWasRenamed() throws IOException {
        open();
        root.connection("Server").close();
        Files.move(root.directory().resolve("Server"), root.directory().resolve("Other"));

        final StoreException refused = assertThrows(StoreException.class, () -> root.connection("Other"));

        assertTrue(refused.getMessage().contains("Client to Server"), refused.getMessage());
    }

    @Test
    void goesOnWithoutTheAckFileAndNeverUsesItsAdoptionNumbersAgain() throws IOException {
        open();
        final ConnectionStore store = root.connection("Server");
        store.receiveState().adopt(Connections.PEER, 1, 0);
        store.receiveState().adopt(Connections.PEER, 2, 0);
        Connections.offer(store.sendQueue(), 10);
        store.close();
        Files.delete(store.directory().resolve("ack"));

        final ReceiveState state = root.connection("Server").receiveState();

        assertEquals(0, state.incarnation());
        state.adopt(Connections.PEER, 2, 0);
        assertEquals(3, state.adoption());
    }

    @Test
    void opensAgainAfterADamagedFileWasPutRight() throws IOException {
        open();
        final ConnectionStore store = root.connection("Server");
        store.receiveState().adopt(Connections.PEER, 1, 5);
        store.close();
        final Path ack = store.directory().resolve("ack");
        Folders.flipBit(ack, 1024);

        assertThrows(CorruptStoreException.class, () -> root.connection("Server"));

        Folders.flipBit(ack, 1024);
        assertEquals(5, root.connection("Server").receiveState().consumed());
    }
}
