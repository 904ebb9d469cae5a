package io.holdfast.examples.replay;

import io.holdfast.examples.Programs;
import io.holdfast.examples.ReceivingServer;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.Journal;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code replay --keep}: what the same command does when it is run again, and when it is another. */
class ReplayKeepTest {
    private static final int COUNT = 30;
    private static final int TAKEN = 10;
    private static final StoreContext SMALL = new StoreContext().cycleSize(1 << 20).maxMessageLength(10_000);

    @TempDir
    private Path folder;
    private Programs programs;
    private Recording recording;

    @BeforeEach
    void record() {
        recording = Recording.make(folder.resolve("store"), COUNT);
    }

    @Test
    void theSameCommandGoesOnWhereItEndedAndThenSaysThatItIsFinished() {
        assertEquals(2, replayToOneThatTakes(TAKEN));
        assertTrue(programs.err().endsWith("; 10 of 30 messages sent are acked, up to index " + recording.hex(9)
            + " of the log; run the same command again to go on\n"), programs.err());

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), "--speed", "max"), programs.err());
            assertTrue(programs.out().contains(": messages=0 earlier=30 bytes=0 skipped=0 "), programs.out());
            assertTrue(programs.out().contains(", all acked, "), programs.out());

            assertEquals(0, replay(server.address(), "--speed", "max"), programs.err());
            assertEquals("A to B to S as replay: finished before, messages=30, all acked, up to index "
                + recording.hex(COUNT - 1) + " of the log; to send them once more, name another --keep DIR\n",
                programs.out());
            assertEquals(recording.received().subList(TAKEN, COUNT), server.received());
        }
    }

    /** The last message is too long for the first run. */
    @Test
    void whatWasChosenStaysWhatItWasAlthoughTheLogGrows() {
        final List<String> chosen = recording.received().stream().filter(text -> !text.startsWith("replay 1"))
            .toList();
        final String[] options = {"--from", "-1h", "--until", "end", "--type", "0,2", "--speed", "max"};
        try (ReceivingServer server = ReceivingServer.startTaking(folder.resolve("server"), COUNT, 256)) {
            assertEquals(2, replay(server.address(), with(options, "--max-message", "256")));
            assertTrue(programs.err().contains(" is longer than --max-message allows; "), programs.err());
            assertEquals(chosen.subList(0, chosen.size() - 1), server.received());
        }
        append("more", 20);

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), options), programs.err());
            assertEquals(chosen.subList(chosen.size() - 1, chosen.size()), server.received());
            assertTrue(programs.out().contains(": messages=1 earlier=19 "), programs.out());
        }
    }

    /** As if it were run again so much later that the age of the beginning is now behind the end as it was then. */
    @Test
    void anAgeMeansWhatItMeantTheFirstTime() throws IOException {
        final String[] options = {"--from", "-1h", "--until", "2200-01-01"};
        assertEquals(2, replayToOneThatTakes(TAKEN, options));
        final Path plan = folder.resolve("kept/replay");
        Files.writeString(plan, Files.readString(plan).replace("found.until=2200-", "found.until=2000-"));

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), options), programs.err());
            assertEquals(recording.received().subList(TAKEN, COUNT), server.received());
        }
    }

    @Test
    void theLimitCountsWhatEarlierRunsHaveSent() {
        assertEquals(2, replayToOneThatTakes(TAKEN, "--limit", "12"));

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), "--limit", "12"), programs.err());
            assertEquals(recording.received().subList(TAKEN, 12), server.received());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--from: +3", "--until: +25", "--type: 1", "--limit: 29", "--as: another", "--follow:"})
    void anotherSelectionIsRefusedAndTheDifferenceIsTold(final String option) {
        begin();
        final String[] words = option.split(":\\s*");

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(2, replay(server.address(), words));
            assertTrue(programs.err().startsWith("holdfast replay: " + folder.resolve("kept")
                + " holds another replay: its " + words[0] + " is "), programs.err());
            assertTrue(programs.err().endsWith("; give the same options, or name another --keep DIR\n"),
                programs.err());
            assertEquals(List.of(), server.received());
        }
    }

    @Test
    void anotherLogOfTheSameNamesIsRefused() throws IOException {
        begin();
        Files.move(folder.resolve("store"), folder.resolve("old"));
        Recording.make(folder.resolve("store"), COUNT);

        assertEquals(2, replay("127.0.0.1:1"));
        assertTrue(programs.err().contains(" holds another replay: its incarnation is "), programs.err());
    }

    @Test
    void anotherServerGetsNothing() {
        begin();

        assertEquals(2, replay("127.0.0.1:1", "--to-name", "T"));
        assertEquals("holdfast replay: " + folder.resolve("kept") + " holds a replay to S, not to T; give the same"
            + " options, or name another --keep DIR\n", programs.err());
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectories(folder.resolve("kept/B"));

        assertEquals(2, replay("127.0.0.1:1"));
        assertEquals("holdfast replay: --keep " + folder.resolve("kept") + " holds other things, as B; name a new or"
            + " an empty folder\n", programs.err());
        assertEquals(1, folder.resolve("kept").toFile().list().length);
    }

    @Test
    void keptFilesThatAreDamagedAreToldAndNothingIsSent() throws IOException {
        begin();
        Files.write(folder.resolve("kept/sent"), new byte[100]);
        assertEquals(2, replay("127.0.0.1:1"));
        assertEquals("holdfast replay: " + folder.resolve("kept/sent") + " is not what a replay keeps; name another"
            + " --keep DIR\n", programs.err());

        Files.writeString(folder.resolve("kept/replay"), "something else\n");
        assertEquals(2, replay("127.0.0.1:1"));
        assertEquals("holdfast replay: " + folder.resolve("kept/replay") + " is not what a replay keeps; name another"
            + " --keep DIR\n", programs.err());
    }

    @Test
    void whatTheOwnerHasDeletedBeforeItWasSentIsTold() {
        assertEquals(2, replayToOneThatTakes(TAKEN, "--follow"));
        final long first = appendAndPurge();

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(2, replay(server.address(), "--follow"));
            assertTrue(programs.err().matches("holdfast replay: the owner of the log has deleted messages before they"
                + " were sent: those with ordinals \\+31 to \\+\\d+; to send what is left, replay with --from "
                + Long.toHexString(first) + " and another --keep DIR; 30 of 30 messages sent are acked, up to index "
                + recording.hex(COUNT - 1) + " of the log\n"), programs.err());
            assertEquals(recording.received().subList(TAKEN, COUNT), server.received(), "what was sent before");
        }
    }

    @Test
    void jsonTellsOfEarlierRunsToo() {
        assertEquals(2, replayToOneThatTakes(TAKEN));
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), "--speed", "max", "-o", "json"), programs.err());
            assertTrue(programs.out().contains("\"complete\":true,\"messages\":0,\"earlierMessages\":30,"
                + "\"payloadBytes\":0,\"acked\":30,\"firstIndex\":null,\"lastIndex\":null,\"ackedIndex\":\""
                + recording.hex(COUNT - 1) + "\""), programs.out());
        }
        assertEquals(0, replay("127.0.0.1:1", "-o", "json"), programs.err());
        assertTrue(programs.out().contains("\"transport\":\"none\",\"complete\":true,\"messages\":0,"
            + "\"earlierMessages\":30,"), programs.out());
    }

    @Test
    void anotherTemporaryStoreIsNotForIt() {
        assertEquals(2, replay("127.0.0.1:1", "--temp", folder.toString()));
        assertEquals("holdfast replay: --keep and --temp exclude each other; see holdfast replay --help\n",
            programs.err());
        assertFalse(Files.exists(folder.resolve("kept")));
    }

    private int replayToOneThatTakes(final int count, final String... options) {
        try (ReceivingServer server = ReceivingServer.startTaking(folder.resolve("server"), count, 16 << 20)) {
            final int exitCode = replay(server.address(), with(options, "--timeout", "3", "--speed", "max"));
            assertTrue(programs.err().startsWith("holdfast replay: the peer has acked nothing within the time-out: "),
                programs.err());
            return exitCode;
        }
    }

    /** Sends all but the last message, which is too long. */
    private void begin() {
        try (ReceivingServer server = ReceivingServer.startTaking(folder.resolve("server"), COUNT, 256)) {
            assertEquals(2, replay(server.address(), "--max-message", "256", "--speed", "max"));
            assertEquals(COUNT - 1, server.received().size(), programs.err());
        }
    }

    private static String[] with(final String[] options, final String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    private void append(final String text, final int count) {
        try (StoreRoot root = StoreRoot.open(folder.resolve("store"), "A", SMALL);
             ConnectionStore toB = root.connection("B")) {
            offer(toB, text, count);
        }
    }

    private static void offer(final ConnectionStore toB, final String text, final int count) {
        final byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < count; i++) {
            assertTrue(toB.sendQueue().offer(0, 0, payload, Jvm.arrayByteBaseOffset(), payload.length) > 0);
        }
    }

    /** {@return the index of the first message that is left} */
    private long appendAndPurge() {
        try (StoreRoot root = StoreRoot.open(folder.resolve("store"), "A", SMALL);
             ConnectionStore toB = root.connection("B")) {
            offer(toB, "x".repeat(9000), 400);
            toB.sendQueue().acked(toB.sendQueue().lastIndex());
            for (int i = 0; i < 10; i++) {
                toB.sendQueue().log().purge(toB.sendQueue().lastIndex());
            }
        }
        try (Journal journal = Journal.open(folder.resolve("store"), "A", "B")) {
            return journal.firstIndex();
        }
    }

    private int replay(final String address, final String... options) {
        programs = new Programs();
        final List<String> line = new ArrayList<>(List.of("replay", "--store", folder.resolve("store").toString(),
            "--keep", folder.resolve("kept").toString(), "--to", address));
        line.addAll(List.of(options));
        return programs.run(line.toArray(new String[0]));
    }
}
