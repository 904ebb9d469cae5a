package io.holdfast.examples.lines;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class TextTravelTest {
    private static final int LINES = 1_000_000;
    private static final int LONGEST_LINE = 100;
    private static final int KILLS_OF_EACH = 3;
    private static final long LONGEST_LIFE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String NOBODY = "127.0.0.1:1";

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<ChildProcess> processes = new ArrayList<>();
    private String address = "127.0.0.1:0";

    @TempDir
    private Path folder;
    private Path input;
    private Path output;

    @BeforeEach
    void nameFiles() {
        input = folder.resolve("input");
        output = folder.resolve("output");
    }

    @AfterEach
    void killAll() {
        processes.forEach(ChildProcess::close);
    }

    @Test
    void aMillionLinesArriveUnchangedAlthoughBothEndsAreKilledAndTheTransportChangesOnTheWay() throws IOException {
        writeInput(LINES);
        final Iterator<String> transports =
            Stream.generate(() -> List.of("tcp", "shm")).flatMap(List::stream).iterator();
        ChildProcess receiver = startReceiver(LINES);
        awaitListening(receiver);
        ChildProcess sender = startSender(address, "--resume", "--transport", transports.next());
        for (int kills = 0; kills < 2 * KILLS_OF_EACH; kills++) {
            final ChildProcess victim = kills % 2 == 0 ? receiver : sender;
            awaitGrowth((long) (random.nextDouble() * Files.size(input) / (2 * KILLS_OF_EACH + 2)), victim);
            victim.kill();
            if (victim == receiver) {
                receiver = startReceiver(LINES);
            } else {
                sender = startSender(address, "--resume", "--transport", transports.next());
            }
        }

        assertEnded(sender);
        assertEnded(receiver);
        assertSame();
    }

    @Test
    void whatWasSentWithoutAReceiverArrivesLaterAndIsNotSentAgain() throws IOException {
        writeInput(1000);
        assertEnded(startSender(NOBODY, "--no-wait", "--remote", "B"));
        assertEquals(List.of("1000 lines sent, 0 skipped, 1000 not yet acked, transport=none"),
            processes.get(0).outputLines());

        final ChildProcess receiver = startReceiver(1000);
        awaitListening(receiver);
        final ChildProcess sender = startSender(address, "--resume");

        assertEnded(sender);
        assertEquals(List.of("0 lines sent, 1000 skipped, all acked, transport=shm"), sender.outputLines());
        assertEnded(receiver);
        assertSame();
    }

    @Test
    void aReceiverThatWasKilledInTheMiddleOfALineRepairsIt() throws IOException {
        writeInput(1000);
        final ChildProcess first = startReceiver(1000);
        awaitListening(first);
        final ChildProcess sender = startSender(address, "--resume");
        assertEnded(sender);
        assertEnded(first);
        Files.writeString(input, "\none more\n", StandardOpenOption.APPEND);
        Files.writeString(output, "\none m", StandardOpenOption.APPEND);

        final ChildProcess second = startReceiver(1001);
        assertEnded(startSender(address, "--resume"));

        assertEnded(second);
        assertSame();
    }

    /** Waits until the output has grown by some bytes, so that a kill comes on the way; but not for ever. */
    private void awaitGrowth(final long bytes, final ChildProcess victim) throws IOException {
        final long target = (Files.exists(output) ? Files.size(output) : 0) + bytes;
        long waitedNs = 0;
        while ((!Files.exists(output) || Files.size(output) < target) && waitedNs < LONGEST_LIFE_NS) {
            victim.awaitEnd(POLL_NS);
            waitedNs += POLL_NS;
        }
    }

    /** Lines of any bytes; the last one has no line feed. */
    private void writeInput(final int lines) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
            for (int i = 0; i < lines; i++) {
                final byte[] line = new byte[random.nextInt(LONGEST_LINE)];
                random.nextBytes(line);
                for (int k = 0; k < line.length; k++) {
                    line[k] = line[k] == '\n' ? (byte) '\r' : line[k];
                }
                out.write(line);
                out.write(i < lines - 1 ? '\n' : '.');
            }
        }
    }

    private ChildProcess startReceiver(final int count) {
        return started(ChildProcess.start(folder, "receiver-" + processes.size(), null, List.of("receive",
            "--name", "B", "--listen", address, "--store", folder.resolve("B-store").toString(),
            "--append", output.toString(), "--linger", "30", "--count", String.valueOf(count))));
    }

    private ChildProcess startSender(final String receiver, final String... options) {
        final List<String> arguments = new ArrayList<>(List.of("send", "--name", "A", "--connect", receiver,
            "--store", folder.resolve("A-store").toString()));
        arguments.addAll(List.of(options));
        return started(ChildProcess.start(folder, "sender-" + processes.size(), input, arguments));
    }

    private ChildProcess started(final ChildProcess process) {
        processes.add(process);
        return process;
    }

    private void awaitListening(final ChildProcess receiver) {
        for (long waitedNs = 0; receiver.errorText().indexOf('\n') < 0 && waitedNs < TIMEOUT_NS; waitedNs += POLL_NS) {
            assertTrue(!receiver.awaitEnd(POLL_NS), () -> "the receiver ended by itself: " + receiver.errorText());
        }
        final String line = receiver.errorText().lines().findFirst().orElseThrow();
        address = line.substring(line.lastIndexOf(' ') + 1);
    }

    private void assertEnded(final ChildProcess process) {
        assertTrue(process.awaitEnd(TIMEOUT_NS), () -> about("does not end", process));
        assertEquals(0, process.exitCode(), () -> about("failed", process));
    }

    private void assertSame() throws IOException {
        assertEquals(-1, Files.mismatch(input, output), "seed " + seed);
    }

    private String about(final String what, final ChildProcess process) {
        return "seed " + seed + ": " + what + ": " + process.outputLines() + process.errorText();
    }
}
