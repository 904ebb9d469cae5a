package io.holdfast.examples.replay;

import io.holdfast.examples.Programs;
import io.holdfast.examples.ReceivingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code replay} in this process, against a server in a thread of its own. */
class ReplayCommandTest {
    private static final int COUNT = 30;
    private static final int OTHER_LENGTH = 256;

    @TempDir
    private Path folder;
    private final Programs programs = new Programs();

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "shm"})
    void whatWasRecordedArrivesInOrderWithItsTypesAndPayloadsAsAReplay(final String transport) throws IOException {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final int exitCode = replay(server.address(), "--speed", "max", "--transport", transport);

            assertEquals(0, exitCode, programs.err());
            assertEquals(recording.received(), server.received());
            assertEquals("", programs.err());
            assertTrue(programs.out().matches("A to B to S at \\S+ as replay: messages=30 bytes=\\d+ skipped=0"
                + " seconds=\\S+ rate=\\S+ from=" + recording.hex(0) + " to="
                + recording.hex(COUNT - 1) + ", all acked, transport=" + transport + "\n"), programs.out());
            assertNothingLeft();
        }
    }

    @Test
    void onlyWhatIsChosenIsSent() {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final int exitCode = replay(server.address(), "--speed", "1000", "--max-gap", "1s", "--from",
                recording.hex(5), "--until", "+20", "--type", "1", "--limit", "3");

            assertEquals(0, exitCode, programs.err());
            assertEquals(List.of(recording.received().get(7), recording.received().get(10),
                recording.received().get(13)), server.received());
        }
    }

    @Test
    void aReplayAsTheSamePeerMayFollowAnother() {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        final List<String> twice = new ArrayList<>(recording.received());
        twice.addAll(recording.received());
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final int first = replay(server.address(), "--rate", "100000");
            final int second = replay(server.address(), "--rate", "100000");

            assertEquals(0, first, programs.err());
            assertEquals(0, second, programs.err());
            assertEquals(twice, server.received());
        }
    }

    @Test
    void aPeerThatStopsAckingEndsItWithWhereToGoOn() throws IOException {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.startTaking(folder.resolve("server"), 10, 16 << 20)) {
            final int exitCode = replay(server.address(), "--speed", "max", "--timeout", "3", "--limit", "20");

            assertEquals(2, exitCode);
            assertTrue(programs.out().contains(" 10 not acked, "), programs.out());
            assertEquals("holdfast replay: the peer has acked nothing within the time-out: connected; 10 of 20 messages"
                + " sent are acked, up to index " + recording.hex(9) + " of the log; go on with --from "
                + Long.toHexString(recording.indices().get(9) + 1) + " --limit 10\n", programs.err());
            assertNothingLeft();
        }
    }

    @Test
    void aMessageThatIsTooLongEndsItAfterThoseBeforeAreAcked() {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.startTaking(folder.resolve("server"), COUNT, OTHER_LENGTH)) {
            final int exitCode = replay(server.address(), "--speed", "max", "--max-message", "256");

            assertEquals(2, exitCode);
            assertEquals(recording.received().subList(0, COUNT - 1), server.received());
            assertTrue(programs.err().startsWith("holdfast replay: the message with index "
                + recording.hex(COUNT - 1) + ", length=460, is longer than --max-message allows"), programs.err());
            assertTrue(programs.err().contains("29 of 29 messages sent are acked"), programs.err());
        }
    }

    @Test
    void whereNobodyListensIsTold() throws IOException {
        Recording.make(folder.resolve("store"), COUNT);

        final int exitCode = replay("127.0.0.1:1", "--timeout", "1");

        assertEquals(2, exitCode);
        assertEquals("holdfast replay: no login at 127.0.0.1:1 within the time-out: disconnected, CONNECT_FAILED:"
            + " Connection refused [endpoint=/127.0.0.1:1]; does a server listen there?\n", programs.err());
        assertNothingLeft();
    }

    @Test
    void theReasonOfARefusedLoginIsTold() {
        Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.startRefusing(folder.resolve("server"), "not on Sundays")) {
            final int exitCode = replay(server.address());

            assertEquals(2, exitCode);
            assertEquals("holdfast replay: login refused, APPLICATION: not on Sundays\n", programs.err());
        }
    }

    @Test
    void aServerWithAnotherNameThanTheOneAskedForGetsNothing() {
        Recording.make(folder.resolve("store"), COUNT);
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final int exitCode = replay(server.address(), "--to-name", "T");

            assertEquals(2, exitCode);
            assertEquals(List.of(), server.received());
            assertTrue(programs.err().startsWith("holdfast replay: login refused, WRONG_NAME: "), programs.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--speed 0", "--speed fast", "--rate -1", "--speed 2 --rate 2", "--rate 2 --max-gap 1s",
        "--speed max --max-gap 1s", "--max-message 2g"})
    void optionsThatCannotBeAreRefusedBeforeAnythingIsDone(final String options) {
        Recording.make(folder.resolve("store"), COUNT);

        final int exitCode = replay("127.0.0.1:1", options.split(" "));

        assertEquals(2, exitCode);
        assertEquals(1, programs.err().lines().count(), programs.err());
        assertTrue(programs.err().endsWith("; see holdfast replay --help\n"), programs.err());
    }

    private int replay(final String address, final String... options) {
        final List<String> line = new ArrayList<>(List.of("replay", "--store", folder.resolve("store").toString(),
            "--temp", folder.resolve("temp").toString(), "--to", address));
        line.addAll(List.of(options));
        return programs.run(line.toArray(new String[0]));
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("temp"))) {
            assertEquals(List.of(), left.toList());
        }
    }
}
