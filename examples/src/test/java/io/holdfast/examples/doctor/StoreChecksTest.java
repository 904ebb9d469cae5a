package io.holdfast.examples.doctor;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.StoreView;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

import static io.holdfast.examples.doctor.FakeSystem.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who owns a store in which A has sent a message to B, and whether it can be read. */
class StoreChecksTest {
    private static final String LIMITS = "Max open files            1024                 4096                 files\n";

    @TempDir
    private Path root;

    @BeforeEach
    void fill() {
        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            final ConnectionStore connection = store.connection("B");
            assertTrue(connection.sendQueue().offer(1, 0, new byte[8], Jvm.arrayByteBaseOffset(), 8) > 0);
        }
    }

    private List<Diagnosis> owner(final SystemFiles system) {
        return new OwnerCheck(StoreView.of(root), "A", 500, system).look();
    }

    private List<Diagnosis> connections(final Clock clock) {
        final StoreView store = StoreView.of(root);
        return new ConnectionsCheck(store, store.connections(), clock).look();
    }

    @Test
    void aStoreThatNobodyUsesHasNoOwner() {
        assertEquals("ok: no process uses A", told(owner(new FakeSystem(root).files()), "owner"));
    }

    @Test
    void theLimitsOfAnOwnerThatRunsAreComparedWithItsConnections() {
        final long pid = ProcessHandle.current().pid();
        final SystemFiles system = new FakeSystem(root.resolve("system")).file("proc/" + pid + "/limits", LIMITS)
            .files();
        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            final List<Diagnosis> found = owner(system);

            assertTrue(told(found, "owner").startsWith("ok: A belongs to the process pid=" + pid + " on "),
                () -> found + " of " + store);
            assertTrue(told(found, "open-files").startsWith("fail: the process pid=" + pid + " may open 1024 files; 500"
                + " connections need"), found::toString);
            assertEquals(2, found.size(), found::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "host=\\S+|host=elsewhere|unknown: A belongs to the process pid=%d on elsewhere",
        "started=\\S+|started=2001-02-03T04:05:06Z|warn: A was used by the process pid=%d on ",
        "(pid=\\d+)|nothing|warn: who uses A cannot be read: this line is not key=value: nothing",
    })
    void anOwnerThatHasEndedOrIsElsewhereIsTold(final String what, final String by, final String expected)
        throws IOException {
        final String owner;
        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            owner = Files.readString(store.directory().resolve("owner"));
        }
        final String body = owner.substring(0, owner.indexOf("crc=")).replaceAll(what, by);
        final CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        Files.writeString(root.resolve("A/owner"), body + String.format("crc=%08x%n", crc.getValue()));

        final List<Diagnosis> found = owner(new FakeSystem(root).files());

        assertTrue(told(found, "owner").startsWith(expected.replace("%d",
            Long.toString(ProcessHandle.current().pid()))), () -> found + " of " + owner);
    }

    @Test
    void connectionsThatCanBeReadAreCounted() {
        assertEquals("ok: 1 can be read, with no message of the future", told(connections(SystemClock.INSTANCE),
            "connections"));
    }

    @Test
    void aConnectionThatCannotBeReadIsToldWithTheCommandThatLooksAtIt() throws IOException {
        Files.write(root.resolve("A/B/state"), new byte[4096]);

        final String told = told(connections(SystemClock.INSTANCE), "connections");

        assertTrue(told.startsWith("fail: A to B cannot be read in full: "), told);
        assertTrue(told.endsWith(" | holdfast verify --store " + root + " --name A --remote B"), told);
    }

    @Test
    void aMessageOfTheFutureIsWarnedOf() {
        final Clock wasRight = new Clock() {
            @Override
            public long epochNs() {
                return SystemClock.INSTANCE.epochNs() - TimeUnit.HOURS.toNanos(3) - TimeUnit.MINUTES.toNanos(1);
            }

            @Override
            public long monotonicNs() {
                return SystemClock.INSTANCE.monotonicNs();
            }
        };

        final String told = told(connections(wasRight), "connections");

        assertTrue(told.startsWith("warn: the last message of A to B is of ") && told.contains(", 3h00m from now: "),
            told);
    }

    @Test
    void anExaminationOfAStoreLooksAtItsOwnersAndConnections() {
        final StoreView store = StoreView.of(root);
        final FakeSystem system = new FakeSystem(root.resolve("system"));
        final List<Diagnosis> found = new ArrayList<>();

        new Examination(system.files(), system.programs(), SystemClock.INSTANCE).store(store, store.connections())
            .run(found::add);

        assertTrue(told(found, "owner").startsWith("ok: "), found::toString);
        assertTrue(told(found, "connections").startsWith("ok: "), found::toString);
    }
}
