package io.holdfast.examples.journal;

import io.holdfast.examples.Json;
import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code ls}, {@code info} and {@code top} beside owners that are processes of their own, alive and killed. */
class ListProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int SIGTERM = 143;
    private static final int OWNER = 11;

    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    private ChildProcess start(final String... line) {
        final ChildProcess process = ChildProcess.start(folder, line[0], null, List.of(line));
        processes.add(process);
        return process;
    }

    /** {@return a process that owns S and sends to R, which is never there} */
    private ChildProcess startOwner() {
        return start("send", "--name", "S", "--remote", "R", "--connect", "127.0.0.1:1", "--timeout", "0", "--store",
            folder.resolve("store").toString());
    }

    private static void type(final ChildProcess sender, final String lines) throws IOException {
        sender.input().write(lines.getBytes(StandardCharsets.UTF_8));
        sender.input().flush();
    }

    private void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> what + " not seen: "
                + processes.stream().map(ChildProcess::errorText).toList());
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private String run(final String command, final String... more) {
        final Programs programs = new Programs();
        final List<String> line = new ArrayList<>(List.of(command, "--store", folder.resolve("store").toString()));
        line.addAll(List.of(more));
        programs.run(line.toArray(new String[0]));
        return programs.out();
    }

    private Map<String, Object> ls() {
        final List<Map<String, Object>> lines = Json.lines(run("ls", "--name", "S", "-o", "json"));
        return lines.isEmpty() ? Map.of() : lines.get(0);
    }

    @Test
    void theOwnersOfOthersAreAliveUntilTheyAreKilled() throws IOException {
        final ListedStore others = ListedStore.make(folder.resolve("store"));
        final ChildProcess owner = startOwner();
        type(owner, "one\ntwo\nthree\n");
        await("three messages", () -> Long.valueOf(3).equals(ls().get("unackedMessages")));

        assertEquals("alive", ls().get("owner"));
        assertEquals(owner.pid(), ls().get("ownerPid"));
        assertEquals("pid " + owner.pid(), ownerOf("S"));
        assertEquals("none", ownerOf("A"));
        assertTrue(run("top", "--count", "1").lines().findFirst().orElseThrow()
            .contains("  6 connections, 1 with a live owner; "));
        assertEquals("no, it is open", closed());

        owner.kill();

        assertEquals("ended", ls().get("owner"));
        assertEquals(owner.pid(), ls().get("ownerPid"));
        assertEquals(3L, ls().get("unackedMessages"));
        assertEquals("ended", ownerOf("S"));
        assertTrue(run("top", "--count", "1").contains("  6 connections, 0 with a live owner; "));
        assertEquals("no", closed());
        others.run(0, "ls");
    }

    /** {@return what info says of whether the log of S was closed in order} */
    private String closed() {
        return ListedStore.cells(run("info", "--name", "S")).stream()
            .filter(row -> row.get(0).equals("closed in order")).findFirst().orElseThrow().get(1);
    }

    private String ownerOf(final String name) {
        return ListedStore.cells(run("ls", "--name", name)).get(1).get(OWNER);
    }

    @Test
    void topSeesHowFastAnOwnerSendsAndWhatComesAndDoesNotDisturbIt() throws IOException {
        ListedStore.make(folder.resolve("store"));
        final ChildProcess top = start("top", "--store", folder.resolve("store").toString(), "--interval", "200ms",
            "-o", "json");
        await("a look without the sender", () -> looks(top, "A").size() > 0);

        final ChildProcess owner = startOwner();
        await("messages a second", () -> {
            sendOne(owner);
            return looks(top, "S").stream().anyMatch(look -> rateOf(look) > 0);
        });

        assertTrue(looks(top, "A").stream().allMatch(look -> rateOf(look) <= 0));
        final List<Map<String, Object>> ofS = looks(top, "S");
        final Map<String, Object> last = ofS.get(ofS.size() - 1);
        assertEquals("alive", last.get("owner"));
        assertEquals(owner.pid(), last.get("ownerPid"));
        assertTrue(owner.isAlive(), owner::errorText);
        top.terminate();
        assertTrue(top.awaitEnd(TIMEOUT_NS), "top does not end");
        assertEquals(SIGTERM, top.exitCode());
        assertEquals("", top.errorText());
    }

    private static void sendOne(final ChildProcess owner) {
        try {
            type(owner, "line\n");
        } catch (final IOException error) {
            throw new IllegalStateException(owner.errorText(), error);
        }
    }

    /** {@return what top has seen of a peer's connections} */
    private static List<Map<String, Object>> looks(final ChildProcess top, final String name) {
        return Json.lines(String.join("\n", top.outputLines())).stream()
            .filter(look -> look.get("local").equals(name)).toList();
    }

    private static double rateOf(final Map<String, Object> look) {
        return look.get("messagesPerSecond") instanceof final Number rate ? rate.doubleValue() : -1;
    }
}
