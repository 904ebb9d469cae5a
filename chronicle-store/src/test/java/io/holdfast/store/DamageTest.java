package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One file of a store is damaged at random: whatever that does, nothing altered is delivered and nothing is passed
 * over; and after a repair all that is intact is delivered, with tombstones in the places of the rest.
 * {@code -Dholdfast.damages=N} sets how many times each, {@code -Dholdfast.seed=N} runs a single one.
 */
class DamageTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path temporary;
    private Path folder;
    private DamagedStore store;
    private int noticed;
    private int refused;

    @BeforeEach
    void setUp() throws IOException {
        folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "holdfast-damage") : temporary;
    }

    @AfterEach
    void tearDown() throws IOException {
        DamagedStore.delete(folder);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedFileIsNoticedNeverDeliveredAndRepaired(final boolean isOwnerKilled) throws IOException {
        store = new DamagedStore(folder.resolve("pristine"), isOwnerKilled);
        final Long single = Long.getLong("holdfast.seed");
        final long first = single == null ? 1 : single;
        final long last = single == null ? Long.getLong("holdfast.damages", 625) : single;
        for (long seed = first; seed <= last; seed++) {
            final Path copy = folder.resolve("copy");
            store.copyTo(copy);
            final DamagedStore.Damage damage = store.damage(copy, new SplittableRandom(seed));
            try {
                run(copy, damage);
            } catch (final Throwable e) {
                throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + damage + ": " + e, e);
            }
        }
        if (single == null) {
            assertTrue(noticed > (last - first) / 10, "few damages were worth noticing: " + noticed);
            assertTrue(refused <= noticed / 10, "too few could be repaired: refused=" + refused + " of=" + noticed);
        }
    }

    private void run(final Path copy, final DamagedStore.Damage damage) {
        readsAsAPeerDoes(copy.resolve(DamagedStore.CONNECTION));
        final boolean isNoticed = !readsWhole(copy, damage);
        noticed += isNoticed ? 1 : 0;
        final VerifyReport before = verify(copy);
        final RepairReport report;
        try (OfflineConnection connection = OfflineConnection.open(copy, "Client", "Server", Connections.context())) {
            report = connection.repair();
        }
        assertTrue(!isNoticed || report.isRepaired() || report.isRefused(), () -> "nothing was found: " + report);
        assertEquals(report.findings(), before.findings(), "verify finds what a repair does");
        if (report.isRefused()) {
            assertTrue(isNoticed, () -> "what can be read is not refused: " + report);
            refused++;
            return;
        }
        readsWhatIsIntact(copy, store.touched(damage));
        final VerifyReport verified = verify(copy);
        assertEquals(VerifyReport.Verdict.HEALTHY, verified.verdict(), () -> "after the repair: " + verified);
    }

    private static VerifyReport verify(final Path copy) {
        return ConnectionVerify.run(copy, "Client", "Server", Connections.context(), VerifyListener.NONE);
    }

    /** {@return whether all messages were read; if not, the damage was reported, and no message was altered} */
    private boolean readsWhole(final Path copy, final DamagedStore.Damage damage) {
        final Set<Long> read = new HashSet<>();
        try (StoreRoot root = Connections.root(copy)) {
            final ConnectionStore connection = root.connection("Server");
            try (LogReader reader = connection.sendQueue().reader()) {
                while (reader.next()) {
                    assertIsWhatWasWritten(reader);
                    read.add(reader.index());
                }
            }
            assertTrue(connection.sendQueue().ackedIndex() <= store.acked(), "messages would be purged unacked");
            assertTrue(connection.receiveState().consumed() <= store.consumed(), "messages would be passed over");
        } catch (final StoreException e) {
            assertTrue(e.path().startsWith(copy), () -> "names no file: " + e);
            return false;
        }
        final Set<Long> missing = new HashSet<>(store.indexes());
        missing.removeAll(read);
        if (damage.what().equals("deleted") && missing.contains(store.firstIndex())) {
            missing.removeAll(store.touched(damage)); // as purged messages are, told of at the next login
        }
        assertEquals(Set.of(), missing, "passed over without a word");
        return true;
    }

    /** Another process reads the files as they are; what it finds wrong it tells in one way only. */
    private void readsAsAPeerDoes(final Path connection) {
        try (PeerLog log = PeerLog.open(Folders.proven(connection), store.owner(), 0, Connections.MAX_MESSAGE_LENGTH)) {
            while (log.next()) {
                final DamagedStore.Place place = store.place(log.index());
                assertEquals(place.type(), RecordDescriptor.type(log.recordAddress()));
                assertEquals(place.length() + RecordDescriptor.HEADER_LENGTH, log.recordLength());
            }
            log.settle();
        } catch (final PeerFaultException told) {
            assertFalse(told.getMessage().isBlank());
        }
    }

    private void readsWhatIsIntact(final Path copy, final Set<Long> touched) {
        final Set<Long> seen = new HashSet<>();
        try (StoreRoot root = Connections.root(copy)) {
            final ConnectionStore connection = root.connection("Server");
            assertTrue(connection.sendQueue().ackedIndex() <= store.acked(), "messages would be purged unacked");
            assertTrue(connection.receiveState().consumed() <= store.consumed(), "messages would be passed over");
            final long appended = Connections.offer(connection.sendQueue(), 77, 100);
            try (LogReader reader = connection.sendQueue().reader()) {
                while (reader.next()) {
                    if (reader.index() == appended) {
                        assertEquals(77, reader.type());
                    } else if ((reader.flags() & RecordDescriptor.FLAG_TOMBSTONE) != 0) {
                        assertTrue(touched.contains(reader.index()), () -> "lost: " + Long.toHexString(reader.index()));
                        seen.add(reader.index());
                    } else {
                        assertIsWhatWasWritten(reader);
                        seen.add(reader.index());
                    }
                }
            }
            final Set<Long> missing = new HashSet<>(store.indexes());
            missing.removeAll(seen);
            missing.removeAll(touched);
            assertEquals(Set.of(), missing, "neither delivered nor buried");
            assertTrue(seen.containsAll(touched) || connection.sendQueue().log().generation() > Log.FIRST_GENERATION
                || !seen.contains(store.firstIndex()), "indices are passed over in the same generation");
        }
    }

    private void assertIsWhatWasWritten(final LogReader reader) {
        final DamagedStore.Place place = store.place(reader.index());
        assertTrue(place != null, () -> "no such message: " + Long.toHexString(reader.index()));
        assertEquals(place.type(), reader.type());
        assertEquals(place.length(), reader.payloadLength());
        for (int i = 0; i < reader.payloadLength(); i++) {
            assertEquals(0, OffHeap.getByte(reader.payloadAddress() + i));
        }
    }
}
