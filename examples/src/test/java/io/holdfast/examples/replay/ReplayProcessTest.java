package io.holdfast.examples.replay;

import io.holdfast.examples.ReceivingServer;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code replay} as a process, into the programs that receive. */
class ReplayProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int COUNT = 30;
    private static final int MANY = 2500;
    private static final int SIGINT = 130;

    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    @Test
    void receiveWritesTheLinesThatWereRecorded() throws IOException {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        final ChildProcess receiver = start("receive", "--name", "R", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("receiver").toString(), "--count", "30", "--append", folder.resolve("lines").toString());

        final ChildProcess replay = startReplay(addressIn(receiver::errorText), "--speed", "max");

        assertTrue(replay.awaitEnd(TIMEOUT_NS), "the replay does not end");
        assertEquals(0, replay.exitCode(), replay.errorText());
        assertEquals("", replay.errorText());
        assertTrue(replay.outputLines().get(0).startsWith("A to B to R at 127.0.0.1:"), replay.outputLines()::toString);
        assertTrue(replay.outputLines().get(0).contains(": messages=30 bytes="), replay.outputLines()::toString);
        assertEquals(1, replay.outputLines().size());
        assertTrue(receiver.awaitEnd(TIMEOUT_NS), "the receiver does not end");
        assertEquals(0, receiver.exitCode(), receiver.errorText());
        assertEquals(recording.texts(), Files.readString(folder.resolve("lines")).lines().toList());
        assertNothingLeft();
    }

    @Test
    void echoServerAnswersToAReplayAndTheAnswersAreDropped() {
        Recording.make(folder.resolve("store"), COUNT);
        final ChildProcess server = start("echo-server", "--name", "E", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("server").toString());

        final ChildProcess replay = startReplay(addressIn(() -> String.join("\n", server.outputLines())),
            "--speed", "max", "-o", "json");

        assertTrue(replay.awaitEnd(TIMEOUT_NS), "the replay does not end");
        assertEquals(0, replay.exitCode(), replay.errorText());
        assertTrue(replay.outputLines().get(0).contains("\"complete\":true,\"messages\":30,"),
            replay.outputLines()::toString);
        assertTrue(server.isAlive(), server.errorText());
    }

    @Test
    void afterAnInterruptItTellsFromWhereToGoOnAndWhatIsAckedIsNotSentAgain() throws IOException {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        final ChildProcess receiver = start("receive", "--name", "R", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("receiver").toString());
        final String address = addressIn(receiver::errorText);
        final Path written = folder.resolve("process-0.out");
        final ChildProcess replay = startReplay(address, "--rate", "10");
        await("nothing arrives", () -> written.toFile().length() > 0);

        new ProcessBuilder("kill", "-INT", String.valueOf(replay.pid())).inheritIO().start().onExit().join();

        assertTrue(replay.awaitEnd(TIMEOUT_NS), "the replay does not end");
        assertEquals(SIGINT, replay.exitCode(), replay.errorText());
        final String error = replay.errorText().strip();
        assertTrue(error.matches("holdfast replay: stopped by a signal; (\\d+) of \\1 messages sent are acked, up to"
            + " index [0-9a-f]+ of the log; go on with --from [0-9a-f]+"), error);
        assertTrue(replay.outputLines().get(0).contains(", all acked, "), replay.outputLines()::toString);

        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final ChildProcess rest = startReplay(server.address(), "--speed", "max", "--from",
                error.substring(error.lastIndexOf(' ') + 1));
            assertTrue(rest.awaitEnd(TIMEOUT_NS), "the second replay does not end");
            assertEquals(0, rest.exitCode(), rest.errorText());
            final int before = Files.readString(written).lines().toList().size();
            assertEquals(recording.texts().subList(0, before), Files.readString(written).lines().toList());
            assertEquals(recording.received().subList(before, COUNT), server.received());
        }
        assertNothingLeft();
    }

    @Test
    void aKeptReplayThatIsKilledAgainAndAgainSendsEachMessageOnce() {
        final Recording recording = Recording.make(folder.resolve("store"), MANY);
        final String[] options = {"--rate", "2000", "--keep", folder.resolve("kept").toString()};
        int kills = 0;
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            for (int more = 1; more < MANY / 3; more *= 4) {
                final int enough = server.received().size() + more;
                final ChildProcess replay = start(replay(server.address(), options));
                await("nothing arrives", () -> server.received().size() >= enough || !replay.isAlive());
                assertTrue(replay.isAlive(), replay::errorText);
                replay.kill();
                kills++;
            }

            final ChildProcess rest = start(replay(server.address(), options));
            assertTrue(rest.awaitEnd(TIMEOUT_NS), "the last run does not end");
            assertEquals(0, rest.exitCode(), rest.errorText());
            assertTrue(rest.outputLines().get(0).contains(", all acked, "), rest.outputLines()::toString);
            assertEquals(recording.received(), server.received());
        }
        assertTrue(kills > 3);
    }

    /** A replay without a store of its own comes with a new one each time, and one that is kept may return after it. */
    @Test
    void receiveGoesOnWithEachReplayOfTheSameName() throws IOException {
        final Recording recording = Recording.make(folder.resolve("store"), COUNT);
        final ChildProcess receiver = start("receive", "--name", "R", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("receiver").toString());
        final Path written = folder.resolve("process-0.out");
        final String address = addressIn(receiver::errorText);
        final String kept = folder.resolve("kept").toString();
        final ChildProcess begun = start(replay(address, "--rate", "20", "--keep", kept));
        await("nothing arrives", () -> written.toFile().length() > 0);
        begun.kill();

        final List<String> expected = new ArrayList<>();
        expected.addAll(finished(startReplay(address, "--speed", "max"), written));
        finished(startReplay(address, "--speed", "max"), written);
        finished(start(replay(address, "--speed", "max", "--keep", kept)), written);

        final int before = expected.size() - COUNT;
        expected.addAll(recording.texts());
        expected.addAll(recording.texts().subList(before, COUNT));
        assertEquals(expected, Files.readString(written).lines().toList());
        assertTrue(receiver.isAlive(), receiver::errorText);
        receiver.terminate();
        assertTrue(receiver.awaitEnd(TIMEOUT_NS), "the receiver does not end");
        assertTrue(receiver.errorText().contains(expected.size() + " lines written, "), receiver::errorText);
    }

    private static List<String> finished(final ChildProcess replay, final Path written) throws IOException {
        assertTrue(replay.awaitEnd(TIMEOUT_NS), "a replay does not end");
        assertEquals(0, replay.exitCode(), replay.errorText());
        return Files.readString(written).lines().toList();
    }

    private ChildProcess startReplay(final String address, final String... options) {
        final List<String> all = new ArrayList<>(List.of("--temp", folder.resolve("temp").toString()));
        all.addAll(List.of(options));
        return start(replay(address, all.toArray(new String[0])));
    }

    private String[] replay(final String address, final String... options) {
        final List<String> program = new ArrayList<>(List.of("replay", "--store", folder.resolve("store").toString(),
            "--to", address));
        program.addAll(List.of(options));
        return program.toArray(new String[0]);
    }

    private ChildProcess start(final String... program) {
        final ChildProcess process =
            ChildProcess.start(folder, "process-" + processes.size(), null, List.of(program));
        processes.add(process);
        return process;
    }

    private String addressIn(final Supplier<String> text) {
        await("nobody listens", () -> text.get().contains("listening on "));
        final String line = text.get().lines().filter(each -> each.startsWith("listening on ")).findFirst()
            .orElseThrow();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static void await(final String what, final BooleanSupplier condition) {
        for (long waitedNs = 0; !condition.getAsBoolean(); waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS, what);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("temp"))) {
            assertEquals(List.of(), left.toList());
        }
    }
}
