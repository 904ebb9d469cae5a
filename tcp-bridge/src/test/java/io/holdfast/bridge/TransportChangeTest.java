package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ResumeOutcome;
import io.holdfast.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A connection whose messages travel by TCP in one session and by shared memory in the next. */
class TransportChangeTest extends PairFixture {
    /** How the process ends that comes back with another transport. */
    enum End { CLOSED, KILLED, CUT_THEN_KILLED, KILLED_AMONG_ROLLS }

    private static final int SESSIONS = 8;
    private static final String LONG_TEXT = "v".repeat(3000);
    private final List<String> sentToServer = new ArrayList<>();
    private final List<String> sentToClient = new ArrayList<>();

    private void send(final int count, final String tail) {
        for (int i = 0; i < count; i++) {
            sentToServer.add("c" + sentToServer.size() + tail);
            TestPair.send(pair.atClient(), sentToServer.get(sentToServer.size() - 1));
            sentToClient.add("s" + sentToClient.size() + tail);
            TestPair.send(pair.atServer(), sentToClient.get(sentToClient.size() - 1));
        }
    }

    /** Lets some messages be delivered and acked, some be delivered only, and leaves some in flight. */
    private void deliverSome(final String tail) {
        pair.atServer.limit = 1;
        pair.atClient.limit = 1;
        send(20, tail);
        final int before = pair.atServer.received.size();
        pair.pollUntil("some are delivered", () -> pair.atServer.received.size() >= before + 5);
    }

    private void end(final boolean isServer, final End end) {
        if (end == End.CLOSED) {
            if (isServer) {
                pair.closeServer();
            } else {
                pair.closeClient();
            }
            return;
        }
        if (end == End.CUT_THEN_KILLED) {
            pair.network.cutAll();
            pair.poll();
        }
        if (isServer) {
            pair.killServer();
        } else {
            pair.killClient();
        }
    }

    private void open(final boolean isServer, final Transport transport) {
        pair.transport = transport;
        if (isServer) {
            pair.openServer();
        } else {
            pair.openClient();
        }
        pair.pollUntilReconnected();
    }

    private void assertBothGoBy(final Transport transport) {
        assertEquals(transport, pair.atServer().transport());
        assertEquals(transport, pair.atClient().transport());
        assertEquals(transport.name(), ((PeerConnection) pair.atServer()).store().session().transport());
        assertEquals(transport.name(), ((PeerConnection) pair.atClient()).store().session().transport());
    }

    @ParameterizedTest
    @CsvSource({"true, CLOSED", "false, CLOSED", "true, KILLED", "false, KILLED", "true, CUT_THEN_KILLED",
        "false, CUT_THEN_KILLED", "true, KILLED_AMONG_ROLLS", "false, KILLED_AMONG_ROLLS"})
    void nothingIsLostOrRepeatedWhicheverSideComesBackWithAnotherTransport(final boolean isServer, final End end) {
        final String tail = end == End.KILLED_AMONG_ROLLS ? LONG_TEXT : "";
        pair.transport = Transport.AUTO;
        connect();
        assertBothGoBy(Transport.SHM);

        for (int session = 0; session < SESSIONS; session++) {
            deliverSome(tail);
            end(isServer, end);
            if (isServer) {
                pair.client.doWork();
            }
            final boolean isTcp = session % 2 == 0;
            open(isServer, isTcp ? Transport.TCP : session % 4 == 1 ? Transport.SHM : Transport.AUTO);
            assertBothGoBy(isTcp ? Transport.TCP : Transport.SHM);
            assertEquals(ResumeOutcome.CONTINUED, pair.atServer.reports.get(0).incoming());
            assertEquals(ResumeOutcome.CONTINUED, pair.atServer.reports.get(0).outgoing());
        }
        pair.atServer.limit = 1000;
        pair.atClient.limit = 1000;
        send(5, tail);
        pair.pollUntilAcked();

        assertEquals(sentToServer, pair.atServer.received);
        assertEquals(sentToClient, pair.atClient.received);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void whatWasDeliveredButNotAckedIsNotRepeatedToTheProcessThatHasIt(final Transport first) {
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL).transport(Transport.AUTO);
        pair.transport = first;
        connect();
        assertBothGoBy(first);
        final List<Integer> attempts = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            attempts.add(message.attempt());
            return Action.DEFER;
        };
        new Way(pair, true).send(0, 5);
        pair.pollUntil("given", () -> attempts.size() == 5);

        pair.killClient();
        open(false, first == Transport.TCP ? Transport.SHM : Transport.TCP);
        new Way(pair, true).send(5, 6);
        pair.pollUntil("given", () -> attempts.size() == 6);
        pair.poll(40);

        assertEquals(Way.texts(0, 6), pair.atServer.received);
        assertEquals(List.of(1, 1, 1, 1, 1, 1), attempts);
        pair.atServer().ack(pair.atServer.indices.get(5));
        pair.pollUntilAcked();
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void cyclesThatWereDeletedUnderOneTransportAreNotMissedUnderTheOther(final Transport first) {
        pair.serverOptions = context -> context.transport(Transport.AUTO);
        pair.transport = first;
        connect();
        final Way way = new Way(pair, true);
        way.exchangeUntilPurged();
        pair.atServer.limit = 0;
        IntStream.range(0, 300).forEach(i -> TestPair.send(pair.atClient(), i + LONG_TEXT));
        pair.poll(40);
        final int before = pair.atServer.received.size();

        pair.killClient();
        open(false, first == Transport.TCP ? Transport.SHM : Transport.TCP);
        pair.atServer.limit = 1000;
        pair.pollUntilAcked();

        assertEquals(IntStream.range(0, 300).mapToObj(i -> i + LONG_TEXT).toList(),
            pair.atServer.received.subList(before, before + 300));
        assertEquals(before + 300, pair.atServer.received.size());
        assertTrue(pair.atServer.stepsBetweenCycles() > 3);
    }
}
