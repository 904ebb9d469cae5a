package io.holdfast.bridge;

import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A connection is cut at each byte of a conversation in which every kind of frame is spoken: LOGIN, LOGIN_OK, CONFIRM,
 * POSITION, DATA, ACK, HEARTBEAT, CLOSE. One pair lives through all of them.
 */
class CutTest {
    private static final long HEARTBEAT_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int CONVERSATION_BYTES_AT_LEAST = 450;

    /** Split at random, frames go out later, and fewer acks and heartbeats among them. */
    private static final int SPLIT_CONVERSATION_BYTES_AT_LEAST = 350;

    @TempDir
    Path folder;

    private final List<String> sentToServer = new ArrayList<>();
    private final List<String> sentToClient = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"TO_SERVER, RESET", "TO_SERVER, END_OF_STREAM", "TO_CLIENT, RESET", "TO_CLIENT, END_OF_STREAM",
        "TO_SERVER, UNSEEN_BY_SERVER", "TO_CLIENT, UNSEEN_BY_SERVER", "TO_SERVER, UNSEEN_BY_CLIENT",
        "TO_CLIENT, UNSEEN_BY_CLIENT"})
    void everythingArrivesOnceAndInOrderWhereverTheConnectionIsCut(final Direction direction, final Cut cut) {
        try (TestPair pair = opened()) {
            pair.network.plannedCut(cut);

            int n = 0;
            pair.network.cutAfter(direction, n);
            while (converse(pair)) {
                pair.network.cutAfter(direction, ++n);
            }

            assertTrue(n > CONVERSATION_BYTES_AT_LEAST, "a whole conversation had only " + n + " bytes");
            assertEquals(sentToServer, pair.atServer.received);
            assertEquals(sentToClient, pair.atClient.received);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void everythingArrivesOnceAndInOrderWhenReadsAndWritesAreSplitAsWell(final Direction direction) {
        final long seed = System.nanoTime();
        try (TestPair pair = opened()) {
            pair.network.splitRandomly(seed);

            int n = 0;
            pair.network.cutAfter(direction, n);
            while (n < CONVERSATION_BYTES_AT_LEAST && converse(pair)) {
                pair.network.cutAfter(direction, ++n);
            }

            assertTrue(n > SPLIT_CONVERSATION_BYTES_AT_LEAST, "only " + n + " bytes, seed=" + seed);
            assertEquals(sentToServer, pair.atServer.received, "seed=" + seed);
            assertEquals(sentToClient, pair.atClient.received, "seed=" + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aNameLeftOpenIsLearntWhereverTheConnectionIsCut(final Direction direction) {
        try (TestPair pair = opened()) {
            pair.closeClient();
            final Consumer<ClientContext> options = pair.clientOptions;
            pair.clientOptions = context -> {
                options.accept(context);
                context.remoteName(null);
            };
            int n = 0;
            int rounds = 0;
            pair.network.cutAfter(direction, n);
            do {
                pair.openClient();
                pair.pollUntil("name known", () -> pair.atClient().remoteName() != null);
                TestPair.send(pair.atClient(), "message " + rounds++);
                pair.pollUntilAcked();
                pair.atClient().disconnect();
                pair.closeClient();
                n += 17;
                pair.network.cutAfter(direction, n);
            } while (n < CONVERSATION_BYTES_AT_LEAST);

            assertEquals(Way.texts(0, rounds), pair.atServer.received);
        }
    }

    private TestPair opened() {
        final TestPair pair = new TestPair(folder);
        pair.network.capacity(4096);
        pair.serverOptions = context -> context.heartbeatIntervalNs(HEARTBEAT_NS).livenessTimeoutNs(3 * HEARTBEAT_NS)
            .loginTimeoutNs(3 * HEARTBEAT_NS);
        pair.clientOptions = context -> context.heartbeatIntervalNs(HEARTBEAT_NS).livenessTimeoutNs(3 * HEARTBEAT_NS)
            .loginTimeoutNs(3 * HEARTBEAT_NS).backoffNs(1, 1);
        pair.openServer();
        pair.openClient();
        return pair;
    }

    /** From login to goodbye, whatever happens on the way; tells whether the planned cut came about. */
    private boolean converse(final TestPair pair) {
        pair.pollUntilConnected();
        final boolean isClientFirst = sentToServer.size() % 4 == 0;
        say(pair, isClientFirst);
        say(pair, !isClientFirst);
        pair.poll((int) (2 * HEARTBEAT_NS / TestPair.TICK_NS));
        pair.pollUntilConnected();
        pair.atServer().disconnect();
        pair.atClient().disconnect();
        return !pair.network.isCutPending();
    }

    private void say(final TestPair pair, final boolean isClient) {
        for (int i = 0; i < 2; i++) {
            final List<String> sent = isClient ? sentToServer : sentToClient;
            sent.add("message " + sent.size());
            TestPair.send(isClient ? pair.atClient() : pair.atServer(), sent.get(sent.size() - 1));
        }
        pair.pollUntilAcked();
    }
}
