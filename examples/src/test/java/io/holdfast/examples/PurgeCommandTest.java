package io.holdfast.examples;

import io.holdfast.DailyRoll;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.SendQueue;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.StoreView;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code purge}: acked files, session days, ended connections. */
class PurgeCommandTest {
    private static final int LENGTH = 1000;
    private static final long CYCLE = 256 << 10;

    @TempDir
    private Path folder;
    private final Programs programs = new Programs();

    private static StoreContext options() {
        return new StoreContext().cycleSize(CYCLE).maxMessageLength(LENGTH).retainBytes(1L << 40);
    }

    private int run(final String... args) {
        final List<String> line = new ArrayList<>(List.of("purge", "--store", folder.toString()));
        line.addAll(List.of(args));
        return programs.run(line.toArray(new String[0]));
    }

    private static long offer(final ConnectionStore store) {
        final long index = store.sendQueue().offer(1, 0, new byte[LENGTH], Jvm.arrayByteBaseOffset(), LENGTH);
        assertTrue(index > 0);
        return index;
    }

    /** Five files and a bit, of which the peer has acked the first three and some of the fourth. */
    private long fill(final String remoteName) throws IOException {
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            final ConnectionStore store = root.connection(remoteName);
            long acked = 0;
            while (files(remoteName).size() < 6) {
                final long index = offer(store);
                acked = acked == 0 && files(remoteName).size() == 4 ? index : acked;
            }
            store.sendQueue().acked(acked);
            return acked;
        }
    }

    private List<Path> files(final String remoteName) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("A").resolve(remoteName).resolve("send"))) {
            return all.filter(path -> path.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    @Test
    void deletesTheFilesWhoseMessagesAreAllAckedAndNoneThatIsNot() throws IOException {
        final long acked = fill("B");
        final List<Path> before = files("B");
        final long first;
        final long last;
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            last = root.connection("B").sendQueue().lastIndex();
        }

        assertEquals(0, run("--yes"), programs::err);

        assertEquals(before.subList(3, 6), files("B"));
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            final SendQueue queue = root.connection("B").sendQueue();
            first = queue.log().firstIndex();
            assertEquals(last, queue.lastIndex());
            assertEquals(acked, queue.ackedIndex());
            assertTrue(first <= acked && queue.unackedMessages() > 0);
        }
        final List<String> lines = programs.out().lines().toList();
        assertTrue(lines.get(0).matches("A to B: files=3 messages=\\d+ up to [0-9a-f]+, all acked, size=768.0 KiB"),
            programs.out());
        assertEquals("A to B: purged files=3", lines.get(1));
        assertEquals(0, new Programs().run("verify", "--store", folder.toString()));
    }

    @Test
    void onlyPrintsOnADryRunAlsoBesideTheOwner() throws IOException {
        fill("B");
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            assertEquals(0, run("--dry-run"), root::toString);
        }

        assertTrue(programs.out().startsWith("A to B: files=3 "), programs.out());
        assertEquals(1, programs.out().lines().count());
        assertEquals(6, files("B").size());
    }

    @Test
    void refusesWhileTheOwnerRuns() throws IOException {
        fill("B");
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            assertEquals(2, run("--yes"), root::toString);
        }

        assertTrue(programs.err().contains("pid=" + ProcessHandle.current().pid()), programs.err());
        assertEquals(6, files("B").size());
    }

    @Test
    void keepsTheNewestUpToASize() throws IOException {
        fill("B");
        final List<Path> before = files("B");

        assertEquals(0, run("--keep-bytes", "512k", "--yes"), programs::err);

        assertEquals(before.subList(1, 6), files("B"));
    }

    @Test
    void keepsWhatIsNotOldEnough() throws IOException {
        fill("B");

        assertEquals(0, run("--older-than", "1h", "--yes"), programs::err);

        assertTrue(programs.out().contains("A to B: nothing to purge"), programs.out());
        assertEquals(6, files("B").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "B"})
    void asksOnceForTheLocalNameIfSeveralConnectionsAreMeant(final String typed) throws IOException {
        fill("B");
        fill("C");
        final boolean isRight = typed.equals("A");
        try (Typed person = new Typed(typed)) {
            assertEquals(isRight ? 0 : 2, run(), person::toString);
        }

        assertEquals(isRight ? 3 : 6, files("B").size());
        assertEquals(isRight ? 3 : 6, files("C").size());
    }

    @Test
    void oneLocalPeerHasToBeChosen() throws IOException {
        fill("B");
        StoreRoot.open(folder, "Z", options()).connection("A").close();

        assertEquals(2, run("--yes"));

        assertTrue(programs.err().contains("choose one with --name: A, Z"), programs.err());
        assertEquals(6, files("B").size());
    }

    /** A session day with one connection. */
    private Path day(final LocalDate day, final boolean isAcked) {
        try (StoreRoot root = new SessionDays(folder, "Day", options()).open(day)) {
            final ConnectionStore store = root.connection("B");
            final long index = offer(store);
            if (isAcked) {
                store.sendQueue().acked(index);
            }
            return root.directory();
        }
    }

    @Test
    void deletesSessionDaysThatAreOverAndKeepsThoseWithUnackedMessages() {
        final Path acked = day(LocalDate.of(2018, 7, 13), true);
        final Path unacked = day(LocalDate.of(2018, 7, 14), false);
        final Path today = day(LocalDate.now(ZoneOffset.UTC), true);

        try (Typed nobody = new Typed()) {
            assertEquals(1, run("--sessions", "--yes"), nobody::toString);
        }

        assertFalse(Files.exists(acked), programs.out());
        assertTrue(Files.exists(unacked) && Files.exists(today));
        assertTrue(programs.out().contains("Day20180714: over since 2018-07-16 11:59:00.000 at the latest,"
            + " connections=1 unacked messages=1 size="), programs.out());
        assertTrue(programs.out().contains("Day20180714: kept, for its name was not typed"), programs.out());
        assertEquals(2, StoreView.of(folder).connections().size());
    }

    @Test
    void deletesASessionDayWithUnackedMessagesIfItsNameIsTyped() {
        final Path unacked = day(LocalDate.of(2018, 7, 14), false);

        try (Typed person = new Typed("Day20180714")) {
            assertEquals(0, run("--sessions"), person::toString);
        }

        assertFalse(Files.exists(unacked), programs.out());
    }

    @Test
    void aSessionDayThatIsNotOldEnoughOrWhoseOwnerRunsStays() {
        final LocalDate day = LocalDate.of(2018, 7, 13);
        final Path acked = day(day, true);

        assertEquals(0, run("--sessions", "--older-than", "36000d", "--yes"));
        try (StoreRoot root = new SessionDays(folder, "Day", options()).open(day)) {
            assertEquals(2, run("--sessions", "--yes"), root::toString);
        }

        assertTrue(programs.out().contains("no session is over for long enough"), programs.out());
        assertTrue(programs.out().contains("pid=" + ProcessHandle.current().pid()), programs.out());
        assertTrue(Files.exists(acked));
    }

    @Test
    void theDailyRuleSaysWhenASessionDayIsOver() {
        final DailyRoll earliest = DailyRoll.parse("Etc/GMT-14@00:00");
        final LocalDate yesterday = earliest.dayOf(System.currentTimeMillis() * 1_000_000L).minusDays(1);
        final Path folderOfDay = day(yesterday, true);

        assertEquals(0, run("--sessions", "--yes"));
        assertTrue(Files.exists(folderOfDay));
        assertEquals(0, run("--sessions", "--daily", "Etc/GMT-14@00:00", "--yes"));

        assertFalse(Files.exists(folderOfDay), programs.out());
    }

    @Test
    void deletesConnectionsThatHaveEndedAndNoOther() throws IOException {
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            for (final String remote : List.of("B", "C20180713", "D20180713")) {
                final ConnectionStore store = root.connection(remote);
                store.sendQueue().acked(offer(store));
                if (!remote.equals("B")) {
                    store.session().ended(1_531_000_000_000_000_000L);
                }
            }
        }

        assertEquals(0, run("--sessions", "--remote", "C20180713", "--yes"), programs::err);

        assertFalse(Files.exists(folder.resolve("A/C20180713")), programs.out());
        assertTrue(Files.exists(folder.resolve("A/B")) && Files.exists(folder.resolve("A/D20180713")));
        try (Stream<Path> left = Files.list(folder.resolve("A"))) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith(".purged")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sessions --keep-bytes 1k", "--daily UTC@00:00", "--keep-bytes 0", "--older-than 0d"})
    void optionsThatDoNotFitAreRefused(final String options) throws IOException {
        fill("B");

        assertEquals(2, run(options.split(" ")));

        assertEquals(6, files("B").size());
    }
}
