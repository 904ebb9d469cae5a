package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ResumeOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each row of the resume table from end to end, for messages in both directions. Stores are lost by opening an empty
 * folder, and fall behind by opening an older copy of their own. {@link ResumeRefusalTest} has the refusals.
 */
class ResumeTest extends PairFixture {
    private Way connected(final boolean isToServer) {
        connect();
        return new Way(pair, isToServer);
    }

    private static void assertOutcome(final ResumeOutcome expected, final Way way) {
        assertEquals(expected, way.toldToSender(), "told to the sender");
        assertEquals(expected, way.toldToReceiver(), "told to the receiver");
    }

    private static List<String> concat(final List<String> one, final List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoNewPeersBeginAtTheStart(final boolean isToServer) {
        final Way way = connected(isToServer);

        way.exchange(0, 3);

        assertOutcome(ResumeOutcome.FROM_START, way);
        assertTrue(way.receiverSide().events.contains("new"));
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatNeverCarriedAMessageBeginsAtTheStartAgain(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.receiverSide().events.clear();
        way.killReceiver();
        way.openReceiver(null);

        pair.pollUntilReconnected();
        way.exchange(0, 3);

        assertOutcome(ResumeOutcome.FROM_START, way);
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreementGoesOnAfterTheAck(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.killSender();
        way.openSender(null);

        pair.pollUntilReconnected();
        way.exchange(3, 5);

        assertOutcome(ResumeOutcome.CONTINUED, way);
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatLostItsStoreIsNew(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.receiverSide().events.clear();
        way.killSender();
        way.openSender(folder.resolve("empty"));

        way.send(3, 5);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.NEW_INCARNATION, way);
        assertTrue(way.receiverSide().events.contains("new"));
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderWhoseOldStoreReturnsGoesOnAfterTheAckThatIsRemembered(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.killSender();
        final Path old = way.copyOfSender();
        for (int life = 0; life < 3; life++) {
            way.openSender(folder.resolve("life" + life));
            pair.pollUntilReconnected();
            way.exchange(100 + life, 101 + life);
            way.killSender();
        }
        way.openSender(old);

        pair.pollUntilReconnected();
        way.exchange(3, 5);

        assertOutcome(ResumeOutcome.RETURNED_INCARNATION, way);
        assertEquals(concat(Way.texts(0, 3), concat(Way.texts(100, 103), Way.texts(3, 5))),
            way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderWhoseStoreReturnsAfterTooManyOthersIsNew(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 2);
        way.killSender();
        final Path old = way.copyOfSender();
        for (int life = 0; life < 5; life++) {
            way.openSender(folder.resolve("life" + life));
            pair.pollUntilReconnected();
            way.killSender();
        }
        way.openSender(old);

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.NEW_INCARNATION, way);
        assertEquals(concat(Way.texts(0, 2), Way.texts(0, 2)), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverThatLostItsStoreGoesOnAfterTheSendersRecord(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.killReceiver();
        way.send(3, 5);
        way.openReceiver(folder.resolve("empty"));

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.RECEIVER_STATE_LOST, way);
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverSetBackToBeforeItsFirstAckGoesOnAfterTheSendersRecord(final boolean isToServer) {
        final Way way = connected(isToServer);
        final Path old = way.copyOfReceiver();
        way.exchange(0, 3);
        way.killReceiver();
        way.openReceiver(old);

        pair.pollUntilReconnected();
        way.exchange(3, 5);

        assertOutcome(ResumeOutcome.RECEIVER_STATE_LOST, way);
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
        assertEquals(way.sender().lastIndex(), way.receiver().consumedIndex());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverSetBackGoesOnAfterItsOwnAckAsLongAsTheMessagesAreKept(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final Path old = way.copyOfReceiver();
        way.exchange(3, 6);
        way.killReceiver();
        way.openReceiver(old);

        pair.pollUntilReconnected();
        way.exchange(6, 8);

        assertOutcome(ResumeOutcome.RECEIVER_BEHIND, way);
        assertEquals(concat(Way.texts(0, 6), Way.texts(3, 8)), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverSetBackToBeforeWhatIsKeptIsToldWhatIsGone(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final long had = way.receiver().consumedIndex();
        final Path old = way.copyOfReceiver();
        way.exchangeUntilPurged();
        way.killReceiver();
        way.send(0, 1);
        way.openReceiver(old);
        way.receiverSide().received.clear();

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.RECEIVER_BEHIND_PURGED, way);
        final String toReceiver = way.receiverSide().event("lost");
        assertTrue(toReceiver.startsWith("lost incoming " + (had + 1) + " "), toReceiver);
        assertEquals(toReceiver.replace("incoming", "outgoing"), way.senderSide().event("lost"));
        final long lastLost = Long.parseLong(toReceiver.substring(toReceiver.lastIndexOf(' ') + 1));
        final long oldest = way.receiverSide().indices.get(way.receiverSide().indices.size()
            - way.receiverSide().received.size());
        assertTrue(lastLost < oldest, "the oldest kept comes first");
        assertEquals(0, (int) oldest, "and is the first of a cycle");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatLostItsTailReplacesItAndBothAreTold(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        final long survived = way.sender().lastIndex();
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        final long last = way.sender().lastIndex();
        way.killSender();
        way.senderOptions(context -> context.bootId(new UUID(1, 1)));
        way.openSender(old);

        way.send(10, 12);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.DIVERGED, way);
        final String range = (survived + 1) + " " + last;
        assertTrue(way.senderSide().events.contains("diverged outgoing " + range), way.senderSide().events::toString);
        assertTrue(way.receiverSide().events.contains("diverged incoming " + range));
        assertEquals(concat(Way.texts(0, 6), Way.texts(10, 12)), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderRestoredFromAnOlderCopyLeavesNothingOutThoughItAcceptedAsManyAgain(final boolean isToServer) {
        final Way way = new Way(pair, isToServer);
        way.senderOptions(context -> context.bootId(null));
        connect();
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        way.killSender();
        way.openSender(old);

        way.send(10, 20);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.DIVERGED, way);
        assertEquals(concat(Way.texts(0, 6), Way.texts(10, 20)), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatMayHaveLostItsTailButDidNotGoesOn(final boolean isToServer) {
        final Way way = connected(isToServer);
        way.exchange(0, 3);
        way.send(3, 4);
        way.killSender();
        way.senderOptions(context -> context.bootId(new UUID(1, 1)));
        way.openSender(null);

        way.send(4, 6);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.DIVERGED, way);
        assertFalse(way.receiverSide().events.toString().contains("diverged"));
        assertEquals(Way.texts(0, 6), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deliveredButUnackedMessagesAreNotRepeatedToTheProcessThatHasThem(final boolean isToServer) {
        final List<Long> deferred = new ArrayList<>();
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL);
        pair.clientOptions = context -> context.ackMode(AckMode.MANUAL);
        final Way way = connected(isToServer);
        way.receiverSide().handler = (connection, message) -> {
            deferred.add(message.index());
            return Action.DEFER;
        };
        way.send(0, 3);
        pair.pollUntil("given", () -> deferred.size() == 3);
        way.sender().disconnect();

        pair.pollUntilReconnected();
        way.send(3, 4);
        pair.pollUntil("given", () -> deferred.size() == 4);
        way.receiver().ack(deferred.get(3));
        pair.pollUntilAcked();

        assertOutcome(ResumeOutcome.CONTINUED, way);
        assertEquals(Way.texts(0, 4), way.receiverSide().received);
    }
}
