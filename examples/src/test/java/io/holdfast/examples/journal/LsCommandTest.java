package io.holdfast.examples.journal;

import io.holdfast.examples.Json;
import io.holdfast.examples.Programs;
import io.holdfast.examples.command.Text;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code ls} and what {@code top} lists as it does. */
class LsCommandTest {
    private static final int LAG = 9;

    @TempDir
    private Path folder;
    private ListedStore store;

    @BeforeEach
    void make() {
        store = ListedStore.make(folder.resolve("store"));
    }

    /** {@return the cells of a line, for a connection of which the messages are told that are first, last and acked} */
    private List<String> row(final String connection, final String messages, final String... unacked) {
        final List<String> row = new ArrayList<>(List.of(connection.split("/")));
        row.add(store.incarnation(connection));
        for (final String message : messages.split(" ")) {
            row.add(store.index(connection, Integer.parseInt(message)));
        }
        row.add("-");
        row.addAll(List.of(unacked));
        row.addAll(List.of(Text.size(store.diskBytes(connection)), "none"));
        return row;
    }

    @Test
    void aLineTellsHowAConnectionStands() {
        final Programs programs = store.run(0, "ls");

        final List<List<String>> table = ListedStore.cells(programs.out());
        table.stream().filter(row -> row.get(LAG).matches("\\d+d\\d\\dh")).forEach(row -> row.set(LAG, "a lag"));
        assertEquals(List.of(
            List.of("NAME", "PEER", "INCARNATION", "FIRST", "LAST", "ACKED", "SYNCED", "UNACKED", "BYTES", "LAG",
                "DISK", "OWNER", "NOTE"),
            row("A/B", "0 0 0", "0", "0 B", "-"),
            row("A/C", "1 5 2", "3", "156 B", "a lag"),
            row("A/D", "1 1 0", "1", "1.0 KiB", "a lag"),
            row("A/G", "1 2 0", "2", "480 B", "a lag"),
            row("E/F", "1 1 1", "0", "0 B", "-")), table);
        assertEquals("", programs.err());
    }

    @ParameterizedTest
    @CsvSource({"name, B C D G F", "unacked, C G D B F", "bytes, D G C B F", "lag, G D C B F", "disk, G B C D F",
        "last, F C D G B", "LAST, F C D G B"})
    void lsAndTopSort(final String key, final String peers) {
        final Programs ls = store.run(0, "ls", "--sort", key);
        final Programs top = store.run(0, "top", "--sort", key, "--count", "1");

        assertEquals(peers, peers(ls.out(), 1));
        assertEquals(peers, peers(top.out(), 2));
    }

    private static String peers(final String table, final int titles) {
        return String.join(" ", ListedStore.cells(table).stream().skip(titles).map(row -> row.get(1)).toList());
    }

    @Test
    void jsonHasWhatTheFilesSay() {
        final Map<String, Object> c = line(store.run(0, "ls", "-o", "json"), "C");
        final Map<String, Object> b = line(store.run(0, "ls", "-o", "json", "--remote", "B"), "B");

        assertEquals(store.folder().resolve("A/C").toString(), c.get("folder"));
        assertEquals(store.incarnation("A/C"), c.get("incarnation"));
        assertEquals(5L, c.get("lastOrdinal"));
        assertEquals(3L, c.get("unackedMessages"));
        assertEquals(156L, c.get("unackedBytes"));
        assertEquals(260L, c.get("logBytes"));
        assertEquals(store.diskBytes("A/C"), c.get("diskBytes"));
        assertEquals("2018-07-15T09:00:05.000000000Z", c.get("oldestUnacked"));
        assertEquals("2018-07-15T09:00:07.000000000Z", c.get("lastAppend"));
        assertEquals(1L, c.get("cycles"));
        assertEquals(false, c.get("sync"));
        assertEquals("none", c.get("owner"));
        for (final String none : List.of("syncedIndex", "ended", "principal", "transport", "ownerPid", "problem",
            "heldIncarnation")) {
            assertNull(c.get(none), none);
        }
        assertEquals(0L, b.get("unackedMessages"));
        assertEquals(0L, b.get("lagNs"));
        assertEquals(0L, b.get("lastOrdinal"));
        for (final String none : List.of("firstIndex", "lastIndex", "ackedIndex", "oldestUnacked", "lastAppend")) {
            assertNull(b.get(none), none);
        }
    }

    private static Map<String, Object> line(final Programs programs, final String remote) {
        return Json.lines(programs.out()).stream().filter(line -> line.get("remote").equals(remote)).findFirst()
            .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "A/D/state| the file state is damaged; the files of the log tell what they hold",
        "A/D/ack| the file ack is damaged",
        "A/D/session| the checksum line does not fit the 68 bytes of this text record; run 'holdfast verify'",
        "A/D/send| not a cycle file of a Holdfast log: its preamble is not intact; run 'holdfast verify'"})
    void whatIsDamagedIsToldInItsLineAndTheOthersAreListedAllTheSame(final String what, final String words)
        throws IOException {
        final Path path = store.folder().resolve(what);
        final Path damaged = Files.isDirectory(path) ? store.newestCycle("A/D") : path;
        final List<String> others = withoutD(store.run(0, "ls").out());

        final byte[] bytes = Files.readAllBytes(damaged);
        Arrays.fill(bytes, (byte) 0x55);
        Files.write(damaged, bytes);

        for (final String command : List.of("ls", "info", "top")) {
            final Programs table = new Programs();
            assertEquals(command.equals("top") ? 0 : 1, run(table, command), table::err);
            assertTrue(table.out().contains(words), () -> command + ": " + table.out());
            assertEquals("", table.err());
        }
        final Programs ls = store.run(1, "ls");
        assertEquals(others, withoutD(ls.out()));
        final Map<String, Object> json = line(store.run(1, "ls", "-o", "json"), "D");
        assertTrue(json.get("problem").toString().contains(words), json::toString);
    }

    private int run(final Programs programs, final String command) {
        final String[] line = {command, "--store", store.folder().toString(), "--name", "A", "--remote", "D"};
        return programs.run(command.equals("top") ? concat(line, "--count", "1") : line);
    }

    private static String[] concat(final String[] line, final String... more) {
        final String[] all = Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return all;
    }

    /** {@return the cells of the other connections, but for lags, which grow} */
    private static List<String> withoutD(final String table) {
        return ListedStore.cells(table).stream().skip(1).filter(row -> !row.get(1).equals("D"))
            .map(row -> row.subList(0, LAG) + row.get(LAG + 1)).toList();
    }

    @Test
    void aStoreWithoutConnectionsIsSaidToBeEmpty() throws IOException {
        final Path empty = folder.resolve("empty");
        StoreRoot.open(empty, "A", new StoreContext()).close();

        for (final String[] line : new String[][] {{"ls"}, {"ls", "-o", "json"}, {"top", "--count", "1"},
            {"top", "--count", "1", "-o", "json"}}) {
            final Programs programs = new Programs();
            assertEquals(1, programs.run(concat(line, "--store", empty.toString())), programs::err);
            assertEquals("no connection in " + empty.toRealPath() + "\n", programs.err());
            assertTrue(programs.out().isEmpty() || line[0].equals("top") && line.length == 3, programs::out);
        }
        final Programs info = new Programs();
        assertEquals(2, info.run("info", "--store", empty.toString()));
        assertEquals("holdfast info: " + empty.toRealPath() + " has no connection yet\n", info.err());
    }

    @Test
    void whatNobodyIsCalledIsToldWithWhatWasAskedFor() throws IOException {
        final Programs programs = store.run(1, "ls", "--name", "A", "--remote", "nobody");

        assertEquals("no connection in " + store.folder().toRealPath() + " --name A --remote nobody\n",
            programs.err());
        assertEquals("", programs.out());
    }

    @Test
    void aSessionDayThatIsOverSaysSo() {
        try (StoreRoot root = store.open("A20180713")) {
            root.connection("B20180713").session().ended(ListedStore.START_NS);
        }

        final List<String> day = ListedStore.cells(store.run(0, "ls", "--name", "A20180713").out()).get(1);
        final List<String> top = ListedStore.cells(store.run(0, "top", "--count", "1", "--remote", "B20180713").out())
            .get(2);
        final Map<String, Object> json = line(store.run(0, "ls", "-o", "json"), "B20180713");

        assertEquals("session day over", day.get(day.size() - 1));
        assertEquals("session day over", top.get(top.size() - 1));
        assertEquals("2018-07-14T09:00:00.000000000Z", json.get("ended"));
        assertNull(json.get("problem"));
    }

    @Test
    void nothingInTheStoreIsTouched() {
        final List<String> before = store.content();

        store.run(0, "ls");
        store.run(0, "info", "--remote", "C");
        store.run(0, "top", "--count", "2", "--interval", "1ms");

        assertEquals(before, store.content());
    }
}
