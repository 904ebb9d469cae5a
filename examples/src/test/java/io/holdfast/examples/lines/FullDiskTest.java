package io.holdfast.examples.lines;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs whose disk is full say so, and lose nothing. */
@Tag("slow")
class FullDiskTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder;
    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mountSmallDisk() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
        assumeTrue(isMounted, "this user may not mount a small tmpfs");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertTrue(run("umount", "-l", disk.toString()));
        }
    }

    @Test
    void sendGivesUpWhenTheStoreTakesNothingWithinTheTimeOut() throws IOException {
        final Path input = Files.writeString(folder.resolve("input"), ("x".repeat(999) + "\n").repeat(5000));
        for (final List<String> options : List.of(List.of("--no-wait"), List.<String>of())) {
            final List<String> arguments = new ArrayList<>(List.of("send", "--name", "A", "--connect", "127.0.0.1:1",
                "--store", disk.resolve("store").toString(), "--remote", "B", "--timeout", "2"));
            arguments.addAll(options);
            try (ChildProcess sender = ChildProcess.start(folder, "sender" + options.size(), input, arguments)) {
                assertTrue(sender.awaitEnd(TIMEOUT_NS), sender::errorText);
                assertEquals(1, sender.exitCode(), sender::errorText);
                assertTrue(sender.errorText().contains("STORE_FULL"), sender::errorText);
                assertTrue(sender.errorText().contains("safe in the store"), sender::errorText);
            }
        }
    }

    @Test
    void receiveNamesTheFileAndTheReasonAndGoesOnOnceThereIsRoom() throws IOException, InterruptedException {
        final Path output = disk.resolve("output");
        final Path filler = Files.write(disk.resolve("filler"), new byte[1 << 20]);
        try (LinePair pair = new LinePair(folder)) {
            pair.startReceiver(output);
            pair.startSender("tcp");
            pair.write(LinePair.MANY);
            assertTrue(pair.receiver().awaitEnd(TIMEOUT_NS), pair.receiver()::errorText);
            assertEquals(1, pair.receiver().exitCode(), pair.receiver()::errorText);
            final String error = "holdfast receive: cannot write to " + output + ": No space left on device; run again";
            assertTrue(pair.receiver().errorText().contains(error), pair.receiver()::errorText);
            assertTrue(run("mount", "-o", "remount,size=20m", disk.toString()));
            Files.delete(filler);

            pair.startReceiver(output);
            pair.finish();

            assertArrayEquals(pair.input(), Files.readAllBytes(output));
        }
    }

    private static boolean run(final String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException e) {
            return false;
        }
    }
}
