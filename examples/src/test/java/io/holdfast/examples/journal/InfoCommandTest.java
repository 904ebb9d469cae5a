package io.holdfast.examples.journal;

import io.holdfast.examples.Json;
import io.holdfast.examples.Programs;
import io.holdfast.examples.command.Text;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InfoCommandTest {
    private static final String FIRST_DAY = "2018-07-14 09:00:00.000";
    private static final String SECOND_DAY = "2018-07-15 09:00:01.000";

    @TempDir
    private Path folder;

    private static List<String> facts(final String out) {
        return out.lines().takeWhile(line -> !line.isEmpty()).map(line -> line.replaceAll(" {2,}", ": ")
            .replaceAll(", [0-9.hmsd]+ ago$", " ago")).toList();
    }

    private static Map<String, Object> json(final Programs programs) {
        return Json.object(programs.out().strip());
    }

    @Test
    void tellsOfTheConnectionAndThenOfEachCycleFile() {
        final ListedStore store = ListedStore.make(folder);

        final Programs programs = store.run(0, "info", "--remote", "G");

        assertEquals(List.of("CONNECTION: A to G", "folder: " + folder.resolve("A/G"), "owner: none",
            "created: " + FIRST_DAY, "session day over: -", "peer is known as: -", "transport: -",
            "size on disk: " + Text.size(store.diskBytes("A/G")), "log incarnation: " + store.incarnation("A/G"),
            "generation: 1", "durability: not SYNC", "closed in order: yes", "first index: " + store.index("A/G", 1),
            "last index: " + store.index("A/G", 2),
            "messages ever: 2", "last append: " + SECOND_DAY + " ago", "acked by the peer: -", "synced: -",
            "unacked messages: 2", "unacked bytes: 480 B", "oldest unacked: " + FIRST_DAY + " ago",
            "peer's log held: -"), facts(programs.out()));
        final List<List<String>> cycles =
            ListedStore.cells(programs.out().substring(programs.out().indexOf("\n\n") + 2));
        assertEquals(List.of("CYCLE FILE", "GENERATION", "FIRST", "LAST", "ORDINAL", "MESSAGES", "BYTES", "FILE",
            "FIRST APPEND", "LAST APPEND", "NOTE"), cycles.get(0));
        final String first = store.index("A/G", 1);
        final String last = store.index("A/G", 2);
        assertEquals(List.of("1", first, first, "1", "1", "240 B"), cycles.get(1).subList(1, 7));
        assertEquals(List.of("1", last, last, "2", "1", "240 B"), cycles.get(2).subList(1, 7));
        assertEquals(List.of(FIRST_DAY, FIRST_DAY), cycles.get(1).subList(8, 10));
        assertEquals(List.of(SECOND_DAY, SECOND_DAY), cycles.get(2).subList(8, 10));
        assertEquals(3, cycles.size());
    }

    @Test
    void tellsWhatIsHeldOfThePeersLogAndWhoThePeerIs() {
        final ListedStore store = ListedStore.make(folder);
        try (StoreRoot root = store.open("A")) {
            final ConnectionStore toB = root.connection("B");
            toB.receiveState().adopt(0x77, 3, 0x20);
            toB.receiveState().adopt(0x99, 1, 0x10);
            toB.session().principal("CN=someone");
            toB.session().transport("SHM");
        }

        final List<String> facts = facts(store.run(0, "info", "--remote", "B").out());
        final Map<String, Object> json = json(store.run(0, "info", "--remote", "B", "-o", "json"));

        assertTrue(facts.containsAll(List.of("peer is known as: CN=someone", "transport: SHM", "peer's log held: 99",
            "its generation: 1", "adopted: 2 times", "acked by us: 10", "held before: 77 generation 3 up to 20")),
            facts::toString);
        assertEquals("99", json.get("heldIncarnation"));
        assertEquals("10", json.get("heldConsumed"));
        assertEquals(2L, json.get("heldAdoption"));
        assertEquals(List.of(Map.of("incarnation", "77", "generation", 3L, "ack", "20")), json.get("heldBefore"));
        assertEquals(true, json.get("clean"));
        assertEquals(0L, ((Map<?, ?>) ((List<?>) json.get("cycleFiles")).get(0)).get("messages"));
    }

    @Test
    void aTimeThatIsStillToComeIsToldAsSuch() {
        final ListedStore store = ListedStore.make(folder);
        final long century = TimeUnit.DAYS.toNanos(36_500);
        store.clock().pass(century);
        try (StoreRoot root = store.open("A")) {
            store.send(root.connection("B"), 10);
        }
        store.clock().pass(-century);

        final List<String> facts = store.run(0, "info", "--remote", "B").out().lines().toList();

        assertTrue(facts.stream().anyMatch(line -> line.matches("last append +2118-.*, in \\d+d\\d\\dh")),
            facts::toString);
    }

    @Test
    void aLogThatIsOpenInThisProcessHasALiveOwnerAndWasNotClosed() {
        final ListedStore store = ListedStore.make(folder);
        final long pid = ProcessHandle.current().pid();
        try (StoreRoot root = store.open("A")) {
            root.connection("C");

            final List<String> facts = facts(store.run(0, "info", "--remote", "C").out());

            assertTrue(facts.contains("owner: pid " + pid), facts::toString);
            assertTrue(facts.contains("closed in order: no, it is open"), facts::toString);
        }
    }

    @Test
    void aCycleFileThatIsDamagedIsToldAndTheOtherIsShown() throws IOException {
        final ListedStore store = ListedStore.make(folder);
        final Path newest = store.newestCycle("A/G");
        Files.write(newest, new byte[(int) Files.size(newest)]);

        final Programs table = store.run(1, "info", "--remote", "G");
        final Map<String, Object> json = json(store.run(1, "info", "--remote", "G", "-o", "json"));

        final List<?> files = (List<?>) json.get("cycleFiles");
        final Map<?, ?> whole = (Map<?, ?>) files.get(0);
        final Map<?, ?> damaged = (Map<?, ?>) files.get(1);
        assertEquals(1L, whole.get("messages"));
        assertNull(whole.get("problem"));
        assertNull(damaged.get("messages"));
        assertTrue(damaged.get("problem").toString().contains("its preamble is not intact"), damaged::toString);
        assertTrue(json.get("problem").toString().contains("its preamble is not intact"), json::toString);
        assertEquals(2, table.out().lines().filter(line -> line.contains("its preamble is not intact")).count(),
            table::out);
        assertEquals("", table.err());
    }
}
