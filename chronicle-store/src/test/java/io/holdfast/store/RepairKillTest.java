package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A repair or reset is stopped at each change it makes to the disk; run again, it comes to its end. */
class RepairKillTest {
    private static final int DAMAGED = CyclePreamble.DATA_START + 5000;
    private static final int MOST_STEPS = 400;

    @TempDir
    private Path folder;
    private DamagedStore store;
    private Path copy;

    @BeforeEach
    void setUp() throws IOException {
        store = new DamagedStore(folder.resolve("pristine"), false);
        copy = folder.resolve("copy");
    }

    @AfterEach
    void tearDown() throws IOException {
        DamagedStore.delete(folder.resolve("copy"));
    }

    /** A disk on which the process dies at its n-th call. */
    private static Disk dyingAt(final int step) {
        final int[] calls = {0};
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
                if (++calls[0] >= step) {
                    throw new IOException("died at step " + step);
                }
                try {
                    return method.invoke(Disk.REAL, arguments);
                } catch (final InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    }

    private OfflineConnection open(final Disk disk) {
        return OfflineConnection.open(copy, "Client", "Server", Connections.context().disk(disk));
    }

    private void damage() throws IOException {
        store.copyTo(copy);
        final Path connection = copy.resolve(DamagedStore.CONNECTION);
        final List<Path> cycles = CrashCopy.cycles(connection);
        write(cycles.get(0), DAMAGED);
        write(cycles.get(1), ChronicleFormat.HEAD_LENGTH + 40);
        write(connection.resolve("ack"), 2);
        write(connection.resolve("session"), 2);
        write(connection.resolve("state"), 20);
    }

    private static void write(final Path file, final long position) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.writeLong(0x5555_5555_5555_5555L);
        }
    }

    @Test
    void aRepairKilledAnywhereIsCompletedByTheNext() throws IOException {
        boolean isDone = false;
        for (int step = 1; !isDone; step++) {
            assertTrue(step < MOST_STEPS);
            damage();
            isDone = runs(step, OfflineConnection::repair);

            try (OfflineConnection connection = open(Disk.REAL)) {
                assertFalse(connection.repair().isRefused(), "step=" + step);
            }
            assertAllButTheDamagedIsRead(step);
        }
    }

    private void assertAllButTheDamagedIsRead(final int step) {
        int tombstones = 0;
        int intact = 0;
        try (StoreRoot root = Connections.root(copy);
             LogReader reader = root.connection("Server").sendQueue().reader()) {
            while (reader.next()) {
                final boolean isTombstone = (reader.flags() & RecordDescriptor.FLAG_TOMBSTONE) != 0;
                tombstones += isTombstone ? 1 : 0;
                intact += isTombstone ? 0 : 1;
            }
        }
        assertEquals(1, tombstones, "step=" + step);
        assertEquals(store.indexes().size() - 1, intact, "step=" + step);
    }

    @Test
    void aResetKilledAnywhereIsCompletedByTheNext() throws IOException {
        boolean isDone = false;
        for (int step = 1; !isDone; step++) {
            assertTrue(step < MOST_STEPS);
            store.copyTo(copy);
            isDone = runs(step, OfflineConnection::resetOutgoing);

            assertOpensAsBeforeOrAfterOrNotAtAll(step);
            try (OfflineConnection connection = open(Disk.REAL)) {
                connection.resetOutgoing();
                assertEquals(0, connection.facts().lastIndex());
            }
            try (StoreRoot root = Connections.root(copy)) {
                assertTrue(Connections.offer(root.connection("Server").sendQueue(), 10) > 0);
            }
        }
    }

    private void assertOpensAsBeforeOrAfterOrNotAtAll(final int step) {
        try (StoreRoot root = Connections.root(copy)) {
            final List<Long> read = new ArrayList<>();
            try (LogReader reader = root.connection("Server").sendQueue().reader()) {
                while (reader.next()) {
                    read.add(reader.index());
                }
            }
            assertTrue(read.isEmpty() || read.size() == store.indexes().size(), "step=" + step);
        } catch (final StoreException refused) {
            assertTrue(refused.getMessage().contains("reset"), refused::getMessage);
        }
    }

    /** {@return whether it was not killed} */
    private boolean runs(final int step, final Consumer<OfflineConnection> tool) {
        try (OfflineConnection connection = open(dyingAt(step))) {
            tool.accept(connection);
            return true;
        } catch (final StoreException killed) {
            return false;
        }
    }
}
