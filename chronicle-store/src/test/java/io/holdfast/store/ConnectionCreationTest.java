package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a new connection waits for. */
class ConnectionCreationTest {
    @TempDir
    Path folder;
    private final DiskDouble disk = new DiskDouble();

    private StoreRoot open(final Durability durability) {
        final StoreRoot root = StoreRoot.open(folder, "Client",
            Connections.context().disk(disk).durability(durability));
        disk.takeForced();
        return root;
    }

    private static String cycleOf(final ConnectionStore connection) {
        return connection.sendQueue().log().live().path().getFileName().toString();
    }

    @ParameterizedTest
    @EnumSource
    void waitsOnceForEachFileAndFolderAndForTheNameOfTheSessionRecordLast(final Durability durability) {
        try (StoreRoot root = open(durability)) {
            final ConnectionStore connection = root.connection("Server");

            assertEquals(List.of(cycleOf(connection), "state", "send", "ack", "session.new", "Server", "Server",
                "Client"), disk.takeForced());
        }
    }

    @Test
    void thereIsNoSessionRecordBeforeAllElseIsOnDisk() {
        try (StoreRoot root = open(Durability.SYNC)) {
            final Path record = folder.resolve("Client").resolve("Server").resolve(SessionRecord.FILE_NAME);
            disk.beforeForce(name -> {
                if (disk.forced.size() < 6) {
                    assertFalse(Files.exists(record), name);
                }
            });

            root.connection("Server");

            assertEquals(8, disk.forced.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "state", "send", "ack", "session", "Server", "Client"})
    void ifOneCannotBeForcedNothingIsLeftAndTheNextTryDoes(final String failing) throws IOException {
        try (StoreRoot root = open(Durability.SYNC)) {
            final List<String> before = Folders.names(root.directory());
            disk.failing(failing);

            assertThrows(StoreException.class, () -> root.connection("Server"));

            assertEquals(before, Folders.names(root.directory()));
            disk.failing(null);
            final ConnectionStore connection = root.connection("Server");
            final long index = Connections.offer(connection.sendQueue(), 10);
            connection.sync();
            assertEquals(index, connection.sendQueue().log().syncedIndex());
        }
    }

    @Test
    void anAckFileOfWhichOnlyAPartReachedTheDiskIsOneInTheMaking() throws IOException {
        final byte[] torn = AckFile.emptyFile();
        Arrays.fill(torn, 512, 1024, (byte) 0);
        for (final byte[] left : List.of(torn, new byte[0], new byte[AckFile.LENGTH], new byte[100])) {
            final Path connection = Files.createDirectories(folder.resolve("Client").resolve("Server"));
            Files.write(connection.resolve(AckFile.FILE_NAME), left);

            try (StoreRoot root = open(Durability.PAGE_CACHE)) {
                assertEquals(0, root.connection("Server").receiveState().consumed());
            }

            try (Stream<Path> all = Files.walk(folder.resolve("Client"))) {
                for (final Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }
}
