package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Journals follow a log while a process that owns it appends, rolls and purges, ends and is killed.
 * {@code -Dholdfast.followedRuns=N} sets how often the process is started.
 */
@Tag("slow")
class JournalFollowTest {
    private static final int RUNS = Integer.getInteger("holdfast.followedRuns", 4);
    private static final int STEPS = 4000;
    private static final int MOST_AT_ONCE = 300;
    private static final int MOST_BURSTS = 3;

    @TempDir
    private Path folder;
    private final long seed = Long.getLong("holdfast.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private long purges;
    private String when = "";
    private boolean isSync;
    private int bursts; // asked for and not made yet

    /** Reads on from message to message, and finds none missing unless it was acked and purged. */
    private final class Follower implements AutoCloseable {
        private final Journal journal;
        private final JournalReader reader;
        private final boolean isBare;
        private long index;
        private long ordinal;
        private boolean isAfterPurge;

        Follower(final Path opened, final boolean isBare) {
            this.isBare = isBare;
            journal = Journal.open(opened);
            reader = journal.reader();
        }

        /** {@return whether it came to the end} */
        boolean follow(final int most) {
            for (int i = 0; i < most; i++) {
                try {
                    if (!reader.next()) {
                        return true;
                    }
                    take(reader.message());
                } catch (final PurgedException e) {
                    assertEquals(index, e.fromIndex(), when);
                    assertTrue(e.toIndex() > index, when);
                    reader.moveTo(e.toIndex());
                    isAfterPurge = true;
                    purges++;
                }
            }
            return false;
        }

        private void take(final JournalMessage message) {
            requireWhole(message);
            assertTrue(message.index() > index, when);
            if (!isAfterPurge && ordinal > 0) {
                assertEquals(ordinal + 1, message.ordinal(), when);
            }
            assertTrue(message.ordinal() > ordinal, when);
            isAfterPurge = false;
            index = message.index();
            ordinal = message.ordinal();
        }

        /** Goes somewhere, reads there to and fro, and comes back. */
        void stray() {
            final long first = Math.max(1, ordinal + random.nextInt(6000) - 3000);
            switch (random.nextInt(4)) {
                case 0 -> reader.moveToOrdinal(first);
                case 1 -> reader.toStart();
                case 2 -> reader.moveToTime(Connections.CLOCK.epochNs() + random.nextInt(2));
                default -> reader.toEnd();
            }
            final boolean isForward = random.nextBoolean();
            long before = 0;
            try {
                for (int i = 0; i < MOST_AT_ONCE && (isForward ? reader.next() : reader.previous()); i++) {
                    requireWhole(reader.message());
                    if (before > 0) {
                        assertEquals(before + (isForward ? 1 : -1), reader.message().ordinal(), when);
                    }
                    before = reader.message().ordinal();
                }
            } catch (final PurgedException e) {
                purges++;
            }
            reader.requireCurrent();
            reader.moveTo(index + 1);
            isAfterPurge = true;
        }

        private void requireWhole(final JournalMessage message) {
            final long told = message.ordinal();
            assertEquals(FollowedOwner.length(told), message.length(), when);
            assertEquals(told, message.payload().readLong(), when);
            assertEquals((byte) (told + message.length() - 1), message.payload().readByte(message.length() - 1), when);
            if (!isBare && isSync) {
                assertTrue(message.index() <= journal.lastIndex(), when);
            }
        }

        @Override
        public void close() {
            reader.close();
            journal.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void givesEveryMessageOfAProcessThatAppendsRollsPurgesAndIsKilled(final Durability durability) throws Exception {
        final Path connection = folder.resolve("Client/Server");
        final List<Follower> followers = new ArrayList<>();
        Follower laggard = null; // what it stands in is purged for sure
        isSync = durability == Durability.SYNC;
        try {
            for (int run = 0; run < RUNS; run++) {
                when = "seed=" + seed + " run=" + run + " " + durability;
                final boolean isKilled = run % 2 == 0;
                final Process process = start(durability);
                bursts = 0;
                try {
                    ask(process);
                    if (run == 0) {
                        awaitMessage(connection, process);
                        followers.add(new Follower(connection, false));
                        followers.add(new Follower(connection.resolve(Log.FOLDER), true));
                        laggard = new Follower(connection, false);
                        laggard.follow(1);
                    }
                    follow(followers, process);
                    if (!isKilled) {
                        process.getOutputStream().close();
                        assertEquals(0, process.waitFor(), when);
                    }
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
            followers.add(laggard);
            final long last = StateFacts.of(connection).lastOrdinal();
            for (final Follower follower : followers) {
                assertTrue(follower.follow(Integer.MAX_VALUE));
                assertEquals(last, follower.ordinal, when);
            }
        } finally {
            followers.forEach(Follower::close);
        }
        assertTrue(laggard.ordinal > 1 && purges > 0, () -> when + ": nobody lagged behind a purge");
    }

    private void follow(final List<Follower> followers, final Process process) throws IOException {
        for (int step = 0; step < STEPS; step++) {
            assertTrue(process.isAlive(), when);
            final Follower follower = followers.get(random.nextInt(followers.size()));
            if (random.nextInt(30) == 0) {
                follower.stray();
            } else if (follower.follow(1 + random.nextInt(MOST_AT_ONCE)) || random.nextInt(20) == 0) {
                ask(process);
            }
        }
    }

    private void ask(final Process process) throws IOException {
        final InputStream answers = process.getInputStream();
        while (answers.available() > 0 && answers.read() >= 0) {
            bursts--;
        }
        if (bursts < MOST_BURSTS) {
            bursts++;
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
    }

    private void awaitMessage(final Path connection, final Process process) throws IOException {
        while (!Files.exists(connection.resolve(SessionRecord.FILE_NAME))
            || StateFacts.of(connection).lastIndex() == 0) {
            assertTrue(process.isAlive(), when);
            Thread.onSpinWait();
        }
    }

    private Process start(final Durability durability) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(JvmFlags.REQUIRED.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FollowedOwner.class.getName(),
            folder.toString(), durability.name(), Long.toString(random.nextLong())));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
