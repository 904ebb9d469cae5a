package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rows of the resume table in which a side refuses, by default or by policy: nothing changes on either side. */
class ResumeRefusalTest extends PairFixture {
    private static final int REMEMBERED_GENERATIONS = 32;

    private Way connected(final boolean isToServer) {
        connect();
        return new Way(pair, isToServer);
    }

    /** Gives a policy to whichever side the test is about; takes hold when that side is opened the next time. */
    private static void policy(final Way way, final boolean isOfSender, final ResumePolicy policy) {
        if (isOfSender) {
            way.senderOptions(context -> context.resumePolicy(policy));
        } else {
            way.receiverOptions(context -> context.resumePolicy(policy));
        }
    }

    private void pollUntilRefusedOnBothSides() {
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty() && !pair.atServer.refusals.isEmpty());
        for (final Side side : List.of(pair.atClient, pair.atServer)) {
            assertEquals(Refusal.Code.INDEX_MISMATCH, side.refusals.get(0).code());
            assertTrue(side.refusals.get(0).text().contains("nothing was deleted"), side.refusals.get(0)::text);
        }
    }

    private void clearRefusals() {
        pair.atClient.refusals.clear();
        pair.atServer.refusals.clear();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderSetBackIsRefusedWithBothRangesAndNothingIsDeleted(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final long last = way.sender().lastIndex();
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        final long consumed = way.receiver().consumedIndex();
        way.killSender();
        way.openSender(old);

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty() && !pair.atServer.refusals.isEmpty());

        for (final Side side : List.of(pair.atClient, pair.atServer)) {
            final Refusal refusal = side.refusals.get(0);
            assertEquals(Refusal.Code.INDEX_MISMATCH, refusal.code());
            assertTrue(refusal.text().contains("last=" + Long.toHexString(last)), refusal::text);
            assertTrue(refusal.text().contains("consumed=" + Long.toHexString(consumed)), refusal::text);
        }
        assertEquals(last, way.sender().lastIndex());
        assertEquals(consumed, way.receiver().consumedIndex());
        assertEquals(Way.texts(0, 6), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSendersOwnStoreReturnedEndsTheRefusal(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        way.killSender();
        final Path good = way.copyOfSender();
        way.openSender(old);
        pollUntilRefusedOnBothSides();
        way.killSender();
        way.openSender(good);

        pair.pollUntilReconnected();
        way.exchange(6, 8);

        assertEquals(ResumeOutcome.CONTINUED, way.toldToReceiver());
        assertEquals(Way.texts(0, 8), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderSetBackAndAllowedAResetLeavesNothingOutThatItAcceptedSince(final boolean isToServer) {
        final ResumePolicy reset = ResumePolicy.DEFAULT.withResetOnMismatch(true);
        pair.clientOptions = context -> context.resumePolicy(reset);
        pair.serverOptions = context -> context.resumePolicy(reset);
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        way.killSender();
        way.openSender(old);
        way.send(6, 7);

        pair.pollUntilReconnected();
        way.exchange(7, 8);

        assertEquals(ResumeOutcome.RESET, way.toldToReceiver());
        assertEquals(ResumeOutcome.RESET, way.toldToSender());
        assertTrue(way.receiverSide().event("diverged incoming") != null, way.receiverSide().events::toString);
        assertTrue(way.senderSide().event("diverged outgoing") != null, way.senderSide().events::toString);
        assertEquals(Way.texts(0, 8), way.receiverSide().received);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aResetNeedsBothSides(final boolean isToServer, final boolean isAllowedBySender) {
        final Way way = new Way(pair, isToServer);
        policy(way, isAllowedBySender, ResumePolicy.DEFAULT.withResetOnMismatch(true));
        connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        final long consumed = way.receiver().consumedIndex();
        way.killSender();
        way.openSender(old);

        pollUntilRefusedOnBothSides();

        assertEquals(consumed, way.receiver().consumedIndex());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aLostReceiverIsRefusedByPolicyUntilThePolicyChanges(final boolean isToServer, final boolean isOfSender) {
        final Way way = new Way(pair, isToServer);
        policy(way, isOfSender, ResumePolicy.DEFAULT.withRefuseLostState(true));
        connected(isToServer);
        way.exchange(0, 3);
        final long acked = way.sender().ackedIndex();
        way.killReceiver();
        way.openReceiver(folder.resolve("empty"));
        pollUntilRefusedOnBothSides();
        assertEquals(acked, way.sender().ackedIndex());
        assertEquals(0, way.receiver().consumedIndex());

        policy(way, isOfSender, ResumePolicy.DEFAULT);
        reopen(way, isOfSender);
        pair.pollUntilReconnected();

        assertEquals(ResumeOutcome.RECEIVER_STATE_LOST, way.toldToReceiver());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void purgedMessagesAreRefusedByPolicyUntilThePolicyChanges(final boolean isToServer, final boolean isOfSender) {
        final Way way = new Way(pair, isToServer);
        policy(way, isOfSender, ResumePolicy.DEFAULT.withRefusePurged(true));
        connected(isToServer);
        way.exchange(0, 3);
        final long consumed = way.receiver().consumedIndex();
        final Path old = way.copyOfReceiver();
        way.exchangeUntilPurged();
        final long acked = way.sender().ackedIndex();
        way.killReceiver();
        way.openReceiver(old);
        pollUntilRefusedOnBothSides();
        assertEquals(acked, way.sender().ackedIndex());
        assertEquals(consumed, way.receiver().consumedIndex());

        policy(way, isOfSender, ResumePolicy.DEFAULT);
        reopen(way, isOfSender);
        pair.pollUntilReconnected();

        assertEquals(ResumeOutcome.RECEIVER_BEHIND_PURGED, way.toldToReceiver());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void divergenceIsRefusedByPolicyUntilThePolicyChanges(final boolean isToServer, final boolean isOfSender) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        final long consumed = way.receiver().consumedIndex();
        way.killSender();
        way.killReceiver();
        way.senderOptions(context -> context.bootId(new UUID(1, 1))
            .resumePolicy(ResumePolicy.DEFAULT.withRefuseDiverged(isOfSender)));
        way.receiverOptions(context -> context.resumePolicy(ResumePolicy.DEFAULT.withRefuseDiverged(!isOfSender)));
        way.openReceiver(null);
        way.openSender(old);
        pollUntilRefusedOnBothSides();
        assertEquals(consumed, way.receiver().consumedIndex());

        way.senderOptions(context -> context.bootId(new UUID(1, 1)));
        way.receiverOptions(context -> { });
        reopen(way, isOfSender);
        pair.pollUntilReconnected();

        assertEquals(ResumeOutcome.DIVERGED, way.toldToReceiver());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCopyFromBeforeAGenerationTheReceiverKnowsIsRefused(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.send(3, 4);
        way.killSender();
        way.senderOptions(context -> context.bootId(new UUID(1, 1)));
        way.openSender(null);
        pair.pollUntilReconnected();
        way.killSender();
        way.senderOptions(context -> { });
        way.openSender(old);

        pollUntilRefusedOnBothSides();

        assertTrue(pair.atClient.refusals.get(0).text().contains("newer generation"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGenerationTheSenderForgotIsRefused(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.killSender();
        for (int boot = 1; boot <= REMEMBERED_GENERATIONS + 1; boot++) {
            final UUID bootId = new UUID(boot, boot);
            way.senderOptions(context -> context.bootId(bootId));
            way.openSender(null);
            way.send(boot, boot + 1);
            way.killSender();
        }
        way.openSender(null);

        pollUntilRefusedOnBothSides();

        assertTrue(pair.atClient.refusals.get(0).text().contains("cannot tell how much survived"));
    }

    private void reopen(final Way way, final boolean isOfSender) {
        if (isOfSender) {
            way.killSender();
            way.openSender(null);
        } else {
            way.killReceiver();
            way.openReceiver(null);
        }
        clearRefusals();
    }
}
