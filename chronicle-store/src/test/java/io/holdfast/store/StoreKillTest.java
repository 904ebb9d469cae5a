package io.holdfast.store;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A child process replies to message n with its own n-th message and adopts a log every now and then. */
@Tag("slow")
class StoreKillTest {
    private static final int KILLS = Math.max(3, Integer.getInteger("holdfast.kills", 20) / 4);
    private static final int REPLIES_PER_LINE = 20;
    private static final int REPLIES_PER_ADOPTION = 50;

    @TempDir
    Path folder;

    @Test
    void acksExactlyWhatWasAnsweredWheneverItIsKilled() throws Exception {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        long atLeast = 0;

        for (int kill = 0; kill < KILLS; kill++) {
            atLeast = killedAfter(1 + random.nextInt(200), atLeast);

            assertWhole("seed=" + seed + " kill=" + kill, atLeast);
        }
    }

    private long killedAfter(final int lines, final long atLeast) throws Exception {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(flag -> flag.startsWith("--"))
            .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(),
            folder.toString()));
        final Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        long answered = atLeast;
        try (BufferedReader output = child.inputReader()) {
            for (int i = 0; i < lines; i++) {
                answered = Long.parseLong(output.readLine());
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return answered;
    }

    private void assertWhole(final String when, final long atLeast) {
        try (StoreRoot root = Connections.root(folder)) {
            final ConnectionStore store = root.connection("Server");
            final ReceiveState received = store.receiveState();
            final long answered = store.sendQueue().lastOrdinal();
            assertTrue(answered >= atLeast, () -> when + " answered " + atLeast + " but kept " + answered);
            assertEquals(answered, received.consumed(), when);

            final long held = received.incarnation();
            assertTrue(held == incarnationAt(answered) || held == incarnationAt(answered - 1), when + " held " + held);
            assertEquals(LongStream.range(Math.max(1, held - 4), held).boxed().toList(),
                received.remembered().stream().map(ReceiveState.Remembered::incarnation).toList(), when);
            received.remembered().forEach(one -> assertEquals(one.incarnation() * REPLIES_PER_ADOPTION, one.ack(),
                when));
        }
    }

    private static long incarnationAt(final long answered) {
        return answered / REPLIES_PER_ADOPTION + 1;
    }

    /** Goes on until it is killed. */
    static final class Child {
        private Child() {
        }

        public static void main(final String[] args) throws IOException {
            final ConnectionStore store = Connections.root(Path.of(args[0])).connection("Server");
            final SendQueue queue = store.sendQueue();
            long answered = queue.lastOrdinal();
            while (true) {
                if (store.receiveState().incarnation() != incarnationAt(answered)) {
                    store.receiveState().adopt(incarnationAt(answered), 1, answered);
                }
                if (Connections.reply(queue, (int) (answered % 1000), answered + 1) < 0) {
                    throw new IllegalStateException("reply refused");
                }
                answered++;
                queue.acked(queue.lastIndex());
                queue.doWork();
                if (answered % REPLIES_PER_LINE == 0) {
                    System.out.println(answered);
                }
            }
        }
    }
}
