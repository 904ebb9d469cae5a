package io.holdfast.examples.replay;

import io.holdfast.examples.Programs;
import io.holdfast.examples.ReceivingServer;
import io.holdfast.examples.command.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code replay} of a log that is damaged or was repaired: what it tells, and how it ends. */
class ReplaySkipTest {
    private static final int COUNT = 30;
    private static final char ESCAPE = 0x1b;

    @TempDir
    private Path folder;
    private Programs programs = new Programs();
    private Recording recording;

    @BeforeEach
    void record() throws IOException {
        recording = Recording.make(folder.resolve("store"), COUNT);
        damage("message 4");
        damage("message 5");
        damage("message 20");
    }

    @Test
    void damagedMessagesAreToldByRangesAndCountedAndTheRestIsSent() {
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(1, replay(server.address()));
            assertEquals(intact(), server.received());
        }
        assertTrue(programs.out().contains(": messages=27 "), programs.out());
        assertTrue(programs.out().contains(" skipped=3 (damaged=3) "), programs.out());
        assertTrue(programs.out().contains(", all acked, "), programs.out());
        assertEquals(2, programs.err().lines().count(), programs.err());
        assertTrue(programs.err().startsWith("skipped: "), programs.err());
        assertTrue(programs.err().contains(recording.hex(4)) && programs.err().contains(recording.hex(5))
            && programs.err().contains(recording.hex(20)), programs.err());
    }

    @Test
    void tombstonesOfARepairAreToldAndCountedToo() {
        assertTrue(programs.run("repair", "--store", folder.resolve("store").toString()) < 2,
            programs::err);
        programs = new Programs();
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(1, replay(server.address(), "-o", "json"));
            assertEquals(intact(), server.received());
        }
        assertTrue(programs.out().contains("\"complete\":true,\"messages\":27,"), programs.out());
        assertTrue(programs.out().contains("\"skippedDamaged\":0,\"skippedTombstones\":3,"), programs.out());
        assertEquals(2, programs.err().lines().count(), programs.err());
    }

    @Test
    void whatIsNotChosenIsNotMissed() {
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(0, replay(server.address(), "--from", recording.hex(6), "--until", recording.hex(20)));
            assertEquals(recording.received().subList(6, 20), server.received());
        }
        assertEquals("", programs.err());
    }

    @Test
    void aKeptReplayRemembersThatSomethingWasSkipped() {
        final String kept = folder.resolve("kept").toString();
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            assertEquals(1, replay(server.address(), "--keep", kept));
            programs = new Programs();
            assertEquals(1, replay(server.address(), "--keep", kept));
            assertTrue(programs.out().contains("finished before, messages=27, "), programs.out());
            assertEquals(intact(), server.received());
        }
    }

    @Test
    void aLineTellsHowFarItIsOnATerminalOnly() throws Exception {
        assumeTrue(Shell.isInstalled("script"), "script is not installed");
        final Shell bash = Shell.bash(folder);
        try (ReceivingServer server = ReceivingServer.start(folder.resolve("server"))) {
            final String line = "holdfast replay --store store --rate 40 --to " + server.address();

            final Shell.Result shown = bash.run("script -qec '" + line + "' /dev/null");
            assertTrue(shown.out().contains(ESCAPE + "[K["), shown::out);
            assertTrue(shown.out().matches("(?s).*\\[#* *\\] \\d+% messages=\\d+ acked=\\d+ .*"), shown::out);

            final Shell.Result piped = bash.run(line);
            assertFalse((piped.out() + piped.err()).contains(String.valueOf(ESCAPE)), piped::err);
            assertEquals(1, piped.lines().size(), piped::out);
        }
    }

    private List<String> intact() {
        return recording.received().stream().filter(text -> !text.matches(".*message (4|5|20)")).toList();
    }

    /** Changes the last byte of the payload. */
    private void damage(final String payload) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store/A/B/send"))) {
            final Path file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
            final byte[] content = Files.readAllBytes(file);
            final int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(payload);
            content[at + payload.length() - 1] ^= 0x40;
            Files.write(file, content);
        }
    }

    private int replay(final String address, final String... options) {
        final List<String> line = new ArrayList<>(List.of("replay", "--store", folder.resolve("store").toString(),
            "--speed", "max", "--to", address));
        line.addAll(List.of(options));
        return programs.run(line.toArray(new String[0]));
    }
}
