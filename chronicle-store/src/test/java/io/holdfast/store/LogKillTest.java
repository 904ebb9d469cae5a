package io.holdfast.store;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class LogKillTest {
    private static final int ROUNDS = Integer.getInteger("holdfast.kills", 20);
    private static final int MOST_APPENDS = 3000;

    @TempDir
    private Path folder;

    @Test
    void losesAndTearsNothingWhenKilledAtRandomInstants() throws IOException, InterruptedException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        long verified = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final String where = "seed=" + seed + " round=" + round;

            final long accepted = appendAndKill(random.nextInt(MOST_APPENDS), random.nextLong());

            verified = verify(where, Math.max(accepted, verified));
        }
    }

    private long appendAndKill(final int appends, final long seed) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(JvmFlags.REQUIRED.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KilledAppender.class.getName(),
            folder.toString(), Long.toString(seed)));
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        long accepted = 0;
        try (BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int n = 0; n < appends; n++) {
                accepted = Long.parseLong(reader.readLine());
            }
            // unlike the process's own method it leaves the stream open
            process.toHandle().destroyForcibly();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // the last line may be cut short, and is then a smaller number
                accepted = Math.max(accepted, Long.parseLong("0" + line));
            }
        }
        process.waitFor();
        return accepted;
    }

    private long verify(final String where, final long accepted) {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            long number = 0;
            int batchLeft = 0;
            while (reader.next()) {
                assertEquals(++number, LogFixture.numberAt(reader), where);
                assertEquals(number, reader.ordinal(), where);
                assertEquals(batchLeft > 0, reader.batchPosition() > 0, where);
                batchLeft = reader.batchSize() - reader.batchPosition() - 1;
            }
            assertEquals(0, batchLeft, where);
            assertTrue(number >= accepted, where + " accepted=" + accepted + " found=" + number);
            assertEquals(number, log.lastOrdinal(), where);
            assertEquals(1, log.generation(), where);
            return number;
        }
    }
}
