package io.holdfast.examples.lines;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Lines that the sender's store has lost are told of, and those behind them arrive. */
@Tag("slow")
class LostLinesTravelTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    @TempDir
    private Path folder;

    @Test
    void linesBehindADamagedOneArriveAndTheDamagedOneIsRecorded() throws IOException {
        final Path input = Files.writeString(folder.resolve("input"), "line-one\nline-two\nline-three\nline-four\n");
        end(0, send(input, "127.0.0.1:1", "--no-wait"));
        damage("line-two");
        damage("line-four");
        end(0, start("repair", null, "--store", folder.resolve("A-store").toString(), "--name", "A"));

        final Path output = folder.resolve("output");
        final ChildProcess receiver = start("receive", null, "--name", "B", "--store",
            folder.resolve("B-store").toString(), "--listen", "127.0.0.1:0", "--append", output.toString(), "--count",
            "4");
        final ChildProcess sender = send(input, addressOf(receiver), "--resume");
        end(0, sender);
        end(1, receiver);

        assertEquals("line-one\nline-three\n", Files.readString(output));
        assertEquals(2, receiver.errorText().lines().filter(line -> line.startsWith("lost at the sender")).count());
        assertTrue(receiver.errorText().contains("2 lines lost at the sender, see " + output + ".lost"),
            receiver.errorText());
        assertTrue(Files.readString(folder.resolve("output.lost")).contains("lines 2..2 "));
    }

    private void damage(final String line) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("A-store/A/B/send"))) {
            final Path file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
            final byte[] start = new byte[1 << 20];
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.read(ByteBuffer.wrap(start), 0);
                final int position = new String(start, StandardCharsets.ISO_8859_1).indexOf(line);
                assertTrue(position > 0, line);
                channel.write(ByteBuffer.wrap(new byte[] {'X'}), position);
            }
        }
    }

    private ChildProcess send(final Path input, final String address, final String option) {
        return start("send", input, "--name", "A", "--store", folder.resolve("A-store").toString(), "--connect",
            address, "--remote", "B", option);
    }

    private ChildProcess start(final String program, final Path input, final String... options) {
        return ChildProcess.start(folder, program, input,
            Stream.concat(Stream.of(program), List.of(options).stream()).toList());
    }

    private static String addressOf(final ChildProcess receiver) {
        for (long waitedNs = 0; receiver.errorText().indexOf('\n') < 0 && waitedNs < TIMEOUT_NS; waitedNs += POLL_NS) {
            LockSupport.parkNanos(POLL_NS);
        }
        final String line = receiver.errorText().lines().findFirst().orElseThrow();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static void end(final int exitCode, final ChildProcess process) {
        try (process) {
            assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
            assertEquals(exitCode, process.exitCode(), () -> process.outputLines() + process.errorText());
        }
    }
}
