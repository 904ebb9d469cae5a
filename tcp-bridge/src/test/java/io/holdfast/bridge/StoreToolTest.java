package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.StoreLockedException;
import io.holdfast.store.CycleSurgery;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreAck;
import io.holdfast.store.tool.StoreRepair;
import io.holdfast.store.tool.StoreReset;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A store is repaired or reset while its owner is down, and the connection goes on from there. */
class StoreToolTest extends TransportFixture {
    private static final int RECORD_PAYLOAD = 36;

    private static StoreContext options() {
        return new StoreContext().bootId(TestPair.BOOT).cycleSize(TestPair.CYCLE_SIZE).maxMessageLength(4096);
    }

    private Path store(final boolean isSender) {
        return isSender == isToServer ? pair.clientStore() : pair.serverStore();
    }

    private String name(final boolean isSender) {
        return isSender == isToServer ? "C" : "S";
    }

    private StoreRepair repairOfSender() {
        return new StoreRepair(store(true), name(true), options());
    }

    private StoreReset reset(final boolean isSender) {
        return new StoreReset(store(isSender), name(isSender), options());
    }

    private void close(final boolean isSender) {
        if (isSender == isToServer) {
            pair.closeClient();
        } else {
            pair.closeServer();
        }
    }

    private void open(final boolean isSender) {
        if (isSender == isToServer) {
            pair.openClient();
        } else {
            pair.openServer();
        }
    }

    @Test
    void messagesLostToARepairAreReportedInTheirTurnAndAckedAndAllOthersArrive() {
        connect();
        close(false);
        way.send(0, 10);
        final long last = way.sender().lastIndex();
        close(true);
        final CycleSurgery wild = CycleSurgery.at(senderFolder(), last - 2);
        final CycleSurgery zeroed = CycleSurgery.at(senderFolder(), last - 6);
        CycleSurgery.at(senderFolder(), last - 7).flip(RECORD_PAYLOAD);
        zeroed.header(0);
        wild.header(-1);

        final RepairReport report = repairOfSender().repair(name(false));
        open(true);
        open(false);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(3, report.lostMessages());
        assertEquals(report.generationBefore(), report.generationAfter());
        assertTrue(Files.isDirectory(report.quarantine()));
        assertEquals(List.of(0, 1, 4, 5, 6, 8, 9).stream().map(i -> "message " + i).toList(),
            way.receiverSide().received);
        assertEquals(Stream.of(last - 7, last - 6, last - 2).map(i -> "lost incoming " + i + " " + i).toList(),
            way.receiverSide().events.stream().filter(event -> event.startsWith("lost")).toList());
        assertEquals(last, way.receiver().consumedIndex());
        assertNull(way.senderSide().event("lost"));
    }

    @Test
    void aStateFileThatIsGoneCostsAGenerationAndNoMessage() throws IOException {
        connect();
        way.exchange(0, 5);
        close(false);
        way.send(5, 9);
        close(true);
        Files.delete(senderFolder().resolve("state"));

        open(true);
        open(false);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 9), way.receiverSide().received);
        assertEquals(ResumeOutcome.DIVERGED, way.toldToReceiver());
        assertNull(way.receiverSide().event("diverged"), "nothing the receiver had is gone");
    }

    @Test
    void aSenderSetBackGoesOnOnceItsReceiverForgetsWhatItHeld() {
        final Path old = setBack();
        way.openSender(old);
        pollUntilRefused("holdfast reset --incoming");
        close(false);

        final StoreReset.Result result = reset(false).forgetIncoming(name(true));
        way.receiverSide().received.clear();
        open(false);
        pair.pollUntilReconnected();
        way.exchange(20, 22);

        assertTrue(result.before().held().consumed() > 0);
        assertEquals(0, result.after().held().consumed());
        assertEquals(ResumeOutcome.RECEIVER_STATE_LOST, way.toldToReceiver());
        assertEquals(Way.texts(20, 22), way.receiverSide().received);
    }

    @Test
    void aSenderSetBackGoesOnOnceItsReceiversAckIsSet() {
        final Path old = setBack();
        final long last = new StoreReset(old, name(true), options()).facts(name(false)).lastIndex();
        way.openSender(old);
        pollUntilRefused("holdfast reset --incoming");
        close(false);

        final StoreAck.Result result = new StoreAck(store(false), name(false), options()).set(name(true), last);
        way.receiverSide().received.clear();
        open(false);
        pair.pollUntilReconnected();
        way.exchange(20, 22);

        assertEquals(last, result.after().consumed());
        assertEquals(ResumeOutcome.CONTINUED, way.toldToReceiver());
        assertEquals(Way.texts(20, 22), way.receiverSide().received);
    }

    @Test
    void aSenderSetBackGoesOnWithANewLogAndWhatItGivesUpIsCounted() {
        final Path old = setBack();
        way.openSender(old);
        way.send(30, 32);
        pollUntilRefused("holdfast reset --outgoing");
        close(true);

        final StoreReset.Result result = reset(true).outgoing(name(false));
        way.receiverSide().received.clear();
        open(true);
        pair.pollUntilReconnected();
        way.exchange(20, 22);

        assertEquals(2, result.before().unacked());
        assertEquals(0, result.after().unacked());
        assertFalse(result.before().incarnation() == result.after().incarnation());
        assertTrue(Files.isDirectory(result.quarantine().resolve("send")));
        assertEquals(ResumeOutcome.NEW_INCARNATION, way.toldToReceiver());
        assertEquals(Way.texts(20, 22), way.receiverSide().received);
    }

    @Test
    void anAckSetBackBringsMessagesAgain() {
        connect();
        way.exchange(0, 6);
        final long third = way.receiverSide().indices.get(2);
        close(false);

        new StoreAck(store(false), name(false), options()).set(name(true), third);
        open(false);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Stream.concat(Way.texts(0, 6).stream(), Way.texts(3, 6).stream()).toList(),
            way.receiverSide().received);
    }

    @Test
    void refusesToTouchAStoreWhoseOwnerRuns() {
        connect();
        way.exchange(0, 3);

        final String pid = "pid=" + ProcessHandle.current().pid();
        assertTrue(assertThrows(StoreLockedException.class, () -> repairOfSender().repair(name(false)))
            .getMessage().contains(pid));
        assertThrows(StoreLockedException.class, () -> reset(true).outgoing(name(false)));
        way.exchange(3, 5);
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
    }

    @Test
    void aWordThatTurnsToZeroUnderTheReaderEndsTheSessionInsteadOfStallingIt() {
        connect();
        way.receiverSide().limit = 0;
        IntStream.range(0, 3).forEach(i -> TestPair.send(way.sender(), "x".repeat(4000)));
        way.send(0, 20);
        CycleSurgery.at(senderFolder(), way.sender().lastIndex() - 5).header(0);
        way.receiverSide().limit = 1000;

        pair.pollUntil("ended", () -> way.receiverSide().events.stream().anyMatch(e -> e.startsWith("disconnected")));

        assertFalse(way.receiverSide().received.contains("message 14"));
        assertTrue(List.of(DisconnectReason.NO_PROGRESS, DisconnectReason.STORE_FAULT,
            DisconnectReason.REMOTE_SHUTDOWN, DisconnectReason.PEER_STORE_FAULT)
            .contains(way.receiver().lastDisconnect()), () -> way.receiver().lastDisconnect().toString());
    }

    /** {@return a store of the sender from before the last messages that the receiver got} */
    private Path setBack() {
        connect();
        way.exchange(0, 3);
        final Path old = way.copyOfSender();
        way.exchange(3, 6);
        way.killSender();
        return old;
    }

    private void pollUntilRefused(final String command) {
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty() && !pair.atServer.refusals.isEmpty());
        for (final Side side : List.of(pair.atClient, pair.atServer)) {
            assertEquals(Refusal.Code.INDEX_MISMATCH, side.refusals.get(0).code());
            assertTrue(side.refusals.get(0).text().contains(command), side.refusals.get(0)::text);
        }
    }
}
