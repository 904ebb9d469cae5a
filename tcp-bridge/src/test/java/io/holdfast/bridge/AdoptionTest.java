package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.store.StepHook;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The receiver is killed between every two persistent steps of an adoption: the next login comes to the same end. */
class AdoptionTest {
    private static final int STEPS_AT_LEAST = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewLogIsAdoptedWhereverTheAdoptionIsCut(final boolean isToServer) {
        int step = 0;
        boolean isCut;
        do {
            try (TestPair pair = TestPair.connected(folder.resolve("round" + step))) {
                final Way way = new Way(pair, isToServer);
                way.exchange(0, 3);
                way.killSender();
                isCut = killAtStep(pair, way, step, pair.folder().resolve("empty"));

                way.send(3, 5);
                pair.pollUntilAcked();

                assertEquals(Way.texts(0, 5), way.receiverSide().received, "step=" + step);
                if (isCut) {
                    assertTrue(List.of(ResumeOutcome.NEW_INCARNATION, ResumeOutcome.FROM_START)
                        .contains(way.toldToReceiver()), "step=" + step + " " + way.toldToReceiver());
                }
                step++;
            }
        } while (isCut);
        assertTrue(step > STEPS_AT_LEAST, "an adoption had only " + step + " steps");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLogThatReturnsGoesOnAfterItsAckWhereverTheAdoptionIsCut(final boolean isToServer) {
        int step = 0;
        boolean isCut;
        do {
            try (TestPair pair = TestPair.connected(folder.resolve("round" + step))) {
                final Way way = new Way(pair, isToServer);
                way.exchange(0, 3);
                way.killSender();
                final Path old = way.copyOfSender();
                way.openSender(pair.folder().resolve("other"));
                way.exchange(100, 102);
                way.killSender();
                isCut = killAtStep(pair, way, step, old);

                way.send(3, 5);
                pair.pollUntilAcked();

                final List<String> expected = new ArrayList<>(Way.texts(0, 3));
                expected.addAll(Way.texts(100, 102));
                expected.addAll(Way.texts(3, 5));
                assertEquals(expected, way.receiverSide().received, "step=" + step);
                step++;
            }
        } while (isCut);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewGenerationIsAdoptedWhereverTheAdoptionIsCut(final boolean isToServer) {
        int step = 0;
        boolean isCut;
        do {
            try (TestPair pair = TestPair.connected(folder.resolve("round" + step))) {
                final Way way = new Way(pair, isToServer);
                way.exchange(0, 3);
                final Path old = way.copyOfSender();
                way.exchange(3, 6);
                way.killSender();
                way.senderOptions(context -> context.bootId(new UUID(1, 1)));
                isCut = killAtStep(pair, way, step, old);

                way.send(10, 12);
                pair.pollUntilAcked();

                final List<String> expected = new ArrayList<>(Way.texts(0, 6));
                expected.addAll(Way.texts(10, 12));
                assertEquals(expected, way.receiverSide().received, "step=" + step);
                step++;
            }
        } while (isCut);
    }

    /**
     * Opens the sender on another store and kills the receiver once its adoption has done so many steps.
     *
     * @return whether it had so many
     */
    private static boolean killAtStep(final TestPair pair, final Way way, final int step, final Path senderStore) {
        final List<Path> left = new ArrayList<>();
        final int[] steps = new int[1];
        StepHook.set(((PeerConnection) way.receiver()).store().receiveState(), name -> {
            if (steps[0]++ == step) {
                left.add(way.copyOfReceiver());
            }
        });
        way.openSender(senderStore);
        pair.pollUntilReconnected();
        if (left.isEmpty()) {
            return false;
        }
        way.killReceiver();
        way.openReceiver(left.get(0));
        pair.pollUntilReconnected();
        return true;
    }
}
