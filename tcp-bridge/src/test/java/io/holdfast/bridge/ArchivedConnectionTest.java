package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.store.ArchiveProgress;
import io.holdfast.store.ArchiveRestore;
import io.holdfast.store.ArchiveSummary;
import io.holdfast.store.ConnectionArchive;
import io.holdfast.store.StoreContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A connection is packed while its session lives, the machine is lost, and what was packed is restored on another one:
 * the session goes on, both sides are told what the archive lacked, and nothing is passed over silently.
 */
class ArchivedConnectionTest extends PairFixture {
    private ArchiveSummary archived(final Path connection) {
        return ConnectionArchive.write(connection, folder.resolve("archive"), 1, ArchiveProgress.NONE);
    }

    private Path restored() {
        final Path other = folder.resolve("other");
        ArchiveRestore.restore(folder.resolve("archive"), other, new StoreContext(), ArchiveProgress.NONE);
        return other;
    }

    private Path connection(final boolean isOfClient) {
        return isOfClient ? pair.clientStore().resolve("C/S") : pair.serverStore().resolve("S/C");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSenderThatIsRestoredReplacesWhatTheArchiveLacksAndBothAreTold(final boolean isToServer) {
        connect();
        final Way way = new Way(pair, isToServer);
        way.exchange(0, 3);
        way.send(3, 5);
        final ArchiveSummary summary = archived(connection(isToServer));
        way.exchange(5, 8);
        final long last = way.sender().lastIndex();
        way.killSender();
        way.openSender(restored());

        way.send(10, 12);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(5, summary.messages());
        assertEquals(ResumeOutcome.DIVERGED, way.toldToSender());
        assertEquals(ResumeOutcome.DIVERGED, way.toldToReceiver());
        final String range = (summary.lastIndex() + 1) + " " + last;
        assertTrue(way.senderSide().events.contains("diverged outgoing " + range), way.senderSide().events::toString);
        assertTrue(way.receiverSide().events.contains("diverged incoming " + range));
        final List<String> expected = new ArrayList<>(Way.texts(0, 8));
        expected.addAll(Way.texts(10, 12));
        assertEquals(expected, way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverThatIsRestoredGetsAgainWhatItHadConsumedSince(final boolean isToServer) {
        connect();
        final Way way = new Way(pair, isToServer);
        way.exchange(0, 3);
        archived(connection(!isToServer));
        way.exchange(3, 6);
        way.killReceiver();
        way.openReceiver(restored());
        way.receiverSide().received.clear();

        pair.pollUntilReconnected();
        way.exchange(6, 8);

        assertEquals(ResumeOutcome.RECEIVER_BEHIND, way.toldToReceiver());
        assertEquals(Way.texts(3, 8), way.receiverSide().received);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiverThatIsRestoredTooLateIsToldWhatIsGone(final boolean isToServer) {
        connect();
        final Way way = new Way(pair, isToServer);
        way.exchange(0, 3);
        final long had = way.receiver().consumedIndex();
        archived(connection(!isToServer));
        way.exchangeUntilPurged();
        way.killReceiver();
        way.openReceiver(restored());

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(ResumeOutcome.RECEIVER_BEHIND_PURGED, way.toldToReceiver());
        assertTrue(way.receiverSide().event("lost").startsWith("lost incoming " + (had + 1) + " "));
        assertTrue(way.senderSide().event("lost").startsWith("lost outgoing " + (had + 1) + " "));
    }
}
