package io.holdfast.examples.demo;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.demo.Timeline.Victim;
import io.holdfast.examples.echo.EchoProgress.Counter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class EchoKillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 20);
    private static final long LONGEST_LIFE_NS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long END_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long WINDOW = 5000;
    private static final int MOST_ANSWERS = 30_000;

    @TempDir
    private Path folder;
    private String transport;

    @Test
    void killsOfEitherSideAtRandomInstantsLoseDoubleAndReorderNothingWhicheverWayMessagesTravel() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        try (EchoPair pair = new EchoPair(folder, clientOptions(Long.MAX_VALUE >>> 24))) {
            changeTransport(pair);
            startBoth(pair);
            for (int i = 0; i < KILLS; i++) {
                final Victim victim = random.nextBoolean() ? Victim.SERVER : Victim.CLIENT;
                final ChildProcess process = pair.process(victim);
                if (random.nextBoolean()) {
                    process.awaitEnd((long) (random.nextDouble() * LONGEST_LIFE_NS));
                } else {
                    awaitAnswers(pair, 1 + random.nextInt(MOST_ANSWERS), process);
                }
                assertTrue(process.isAlive(),
                    () -> "seed " + seed + ": the " + victim.label() + " ended by itself: " + process.errorText());
                process.kill();
                if (victim == Victim.CLIENT) {
                    changeTransport(pair);
                }
                pair.start(victim);
            }
            finish(pair);

            assertGood(pair, seed);
        }
    }

    /** Lets the next client demand the other way; its server takes either. */
    private void changeTransport(final EchoPair pair) {
        transport = "shm".equals(transport) ? "tcp" : "shm";
        pair.transport(Victim.CLIENT, transport);
    }

    /** Waits for some more answers, so that a kill comes in mid-stream also where processes start slowly. */
    private static void awaitAnswers(final EchoPair pair, final long answers, final ChildProcess victim) {
        final long target = pair.received() + answers;
        for (long waitedNs = 0; pair.received() < target && waitedNs < START_TIMEOUT_NS; waitedNs += POLL_NS) {
            victim.awaitEnd(POLL_NS);
        }
        assertTrue(pair.received() >= target, "no more answers after " + pair.received());
    }

    private static List<String> clientOptions(final long count) {
        return List.of("--count", String.valueOf(count), "--window", String.valueOf(WINDOW), "--timeout", "40");
    }

    private static void startBoth(final EchoPair pair) {
        pair.start(Victim.SERVER);
        for (long waitedNs = 0; !pair.isServerReady() && waitedNs < START_TIMEOUT_NS; waitedNs += POLL_NS) {
            assertTrue(!pair.process(Victim.SERVER).awaitEnd(POLL_NS), "the server ended by itself");
        }
        pair.start(Victim.CLIENT);
    }

    /** Gives the client an end: more than it can have sent by now. */
    private void finish(final EchoPair pair) {
        pair.process(Victim.CLIENT).kill();
        changeTransport(pair);
        pair.clientOptions(clientOptions(pair.received() + WINDOW + 1));
        pair.start(Victim.CLIENT);
        assertTrue(pair.process(Victim.CLIENT).awaitEnd(END_TIMEOUT_NS), "the client does not end");
    }

    private void assertGood(final EchoPair pair, final long seed) {
        final String about = "seed " + seed + ": " + pair.process(Victim.CLIENT).outputLines()
            + pair.process(Victim.CLIENT).errorText() + pair.process(Victim.SERVER).errorText();
        assertEquals(0, pair.process(Victim.CLIENT).exitCode(), about);
        assertTrue(pair.process(Victim.CLIENT).outputLines().toString().contains(transport), about);
        assertTrue(pair.received() > 0, about);
        assertEquals(0, pair.progress().count(Counter.GAPS), about);
        assertEquals(0, pair.progress().count(Counter.OUT_OF_ORDER), about);
        assertEquals(0, pair.progress().count(Counter.DUPLICATES), about);
        assertEquals(0, pair.progress().count(Counter.DAMAGED), about);
        assertTrue(pair.process(Victim.SERVER).isAlive(), about);
    }
}
