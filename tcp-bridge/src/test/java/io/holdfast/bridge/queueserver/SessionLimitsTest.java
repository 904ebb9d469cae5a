package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.stream.Stream;

import static io.holdfast.bridge.queueserver.WireSession.frame;
import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.helloFrame;
import static io.holdfast.bridge.queueserver.WireSession.produce;
import static io.holdfast.bridge.queueserver.WireSession.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Who breaks a rule of the session protocol is told which and ended; the others do not notice. */
class SessionLimitsTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;

    private static WireBytes role() {
        return new WireBytes().role("session");
    }

    private static WireBytes after(final char role, final WireBytes frame) {
        return new WireBytes().bytes(hello(role, "").toBytes()).bytes(frame.toBytes());
    }

    private static WireBytes greeting(final WireBytes frame) {
        return role().bytes(frame.toBytes());
    }

    private static Stream<Arguments> offences() {
        return Stream.of(
            arguments("a later version only", greeting(helloFrame(2, 9, 'p', "a")), "REFUSED 20 "),
            arguments("an earlier version only", greeting(helloFrame(0, 0, 'p', "a")), "REFUSED 20 "),
            arguments("a role that is none", greeting(helloFrame(1, 1, 'x', "a")), "REFUSED 21 "),
            arguments("a name with a slash", greeting(helloFrame(1, 1, 'c', "../a")), "REFUSED 21 "),
            arguments("a name that is too long", greeting(helloFrame(1, 1, 'c', "a".repeat(65))), "REFUSED 12 "),
            arguments("no HELLO", greeting(WireSession.heartbeat()), "REFUSED 11 "),
            arguments("a second HELLO", after('p', helloFrame(1, 1, 'p', "")), "CLOSE 11 "),
            arguments("a producer subscribes", after('p', subscribe(1, 0, 0, "a")), "CLOSE 11 "),
            arguments("a consumer produces", after('c', produce(1, "a", "1")), "CLOSE 11 "),
            arguments("an unknown type", after('c', frame(77, new byte[3])), "CLOSE 11 "),
            arguments("a length beyond all", after('p', new WireBytes().u32(0xFFFF_FFFFL).raw(4)), "CLOSE 12 "),
            arguments("a long message", after('p', produce(1, "a", "x".repeat(21))), "CLOSE 12 "),
            arguments("a long name", after('c', subscribe(1, 0, 0, "123456789")), "CLOSE 12 "),
            arguments("sequence 0", after('p', produce(0, "a", "1")), "CLOSE 13 "),
            arguments("sequence 2 first", after('p', produce(2, "a", "1")), "CLOSE 13 "),
            arguments("a negative sequence", after('p', produce(-1, "a", "1")), "CLOSE 13 "),
            arguments("an unknown place", after('c', subscribe(1, 5, 0, "a")), "CLOSE 10 "),
            arguments("too many subscriptions", after('c', new WireBytes().bytes(subscribe(1, 0, 0, "a").toBytes())
                .bytes(subscribe(2, 1, 0, "b").toBytes()).bytes(subscribe(3, 2, 0, "c").toBytes())), "CLOSE 15 "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void anOffenderIsToldAndEnded(final String what, final WireBytes bytes, final String farewell) {
        start(context().maxNameLength(8).maxMessageLength(20).maxSubscriptions(2));
        final WireSession other = welcomed('p', "other");

        final WireSession offender = session(bytes);
        awaitFarewell(offender, farewell);
        other.send(produce(1, "a", "1"));
        awaitConfirmed(other, 1);

        assertEquals(1, server.log().lastOrdinal(), what);
        pollUntil("the offender is forgotten", () -> server.clientCount() == 1);
    }

    @Test
    void whoSaysNoHelloInTimeIsEnded() {
        start(context());
        final WireSession silent = session(role());
        final WireSession slow = session(new WireBytes().bytes(Arrays.copyOf(hello('p', "a").toBytes(), 20)));
        pollUntil("both are there", () -> server.clientCount() == 2);
        poll(10);
        clock.advance(10 * SECOND_NS - 1);
        poll(100);
        assertFalse(silent.receive().isEnded() || slow.receive().isEnded());

        clock.advance(1);

        awaitFarewell(silent, "REFUSED 6 ");
        awaitFarewell(slow, "REFUSED 6 ");
    }

    @Test
    void whoIsSilentForThreeIntervalsIsEndedAndWhoBeatsIsNot() {
        start(context().heartbeatNs(2 * SECOND_NS).idleTimeoutNs(SECOND_NS));
        final WireSession silent = welcomed('c', "");
        final WireSession beating = welcomed('p', "");
        for (int i = 0; i < 5; i++) {
            clock.advance(SECOND_NS);
            beating.send(WireSession.heartbeat());
            poll(20);
        }
        assertFalse(silent.receive().isEnded());
        assertEquals(2, silent.heartbeats());

        clock.advance(SECOND_NS);
        beating.send(WireSession.heartbeat());
        awaitFarewell(silent, "CLOSE 6 ");

        assertFalse(beating.receive().isEnded());
        assertTrue(beating.heartbeats() >= 2);
    }

    @Test
    void aClientMayChooseItsHeartbeatWithinBounds() {
        start(context());
        final long[] wanted = {5000, 1, 0xFFFF_FFFFL, 0};
        final long[] granted = {5000, 100, 60_000, 10_000};
        for (int i = 0; i < wanted.length; i++) {
            final WireSession session = session(greeting(frame(1, new WireBytes().raw(0, 200, 'p').u32(wanted[i])
                .u32(0).toBytes())));
            pollUntil("it is welcome", () -> !session.receive().welcome().isEmpty());
            assertEquals("v1 flags=0 heartbeat=" + granted[i] + " queues-server", session.welcome());
        }
    }

    @Test
    void aProducerThatReadsNoConfirmationsIsNotReadAnyMoreAndTakesNoMemory() {
        start(context().socketBufferLength(4096).inputLength(4096));
        final WireSession producer = session(hello('p', ""), 4096);
        pollUntil("it is there", () -> server.clientCount() == 1);
        final WireBytes many = new WireBytes();
        for (int i = 1; i <= 20; i++) {
            many.bytes(produce(i, "a", "x").toBytes());
        }
        final byte[] first = many.toBytes();
        producer.send(first);
        awaitLog(20);
        final byte[] again = produce(1, "a", "x").toBytes();
        long sent = 0;
        int idle = 0;
        for (int i = 0; i < 2_000_000 && idle < 1000; i++) {
            final int count = producer.trySend(again, (int) (sent % again.length));
            idle = count == 0 ? idle + 1 : 0;
            sent += count;
            poll();
        }

        assertEquals(1000, idle, "it was always read");
        pollUntil("it goes on once it reads", () -> producer.receive().confirms() > 100);
    }

    @Test
    void aProducerThatReadsNothingForThreeIntervalsIsEnded() {
        start(context().socketBufferLength(4096).inputLength(4096).heartbeatNs(2 * SECOND_NS));
        final WireSession producer = session(hello('p', ""), 4096);
        pollUntil("it is there", () -> server.clientCount() == 1);
        producer.send(produce(1, "a", "x"));
        awaitLog(1);
        final byte[] again = produce(1, "a", "x").toBytes();
        long sent = 0;
        int idle = 0;
        for (int i = 0; i < 2_000_000 && idle < 1000; i++) {
            final int count = producer.trySend(again, (int) (sent % again.length));
            idle = count == 0 ? idle + 1 : 0;
            sent += count;
            poll();
        }
        for (int i = 0; i < 3; i++) {
            clock.advance(2 * SECOND_NS - 1);
            poll(10);
        }
        assertEquals(1, server.clientCount());

        for (int i = 0; i < 20; i++) {
            clock.advance(SECOND_NS);
            poll(10);
        }

        assertEquals(0, server.clientCount());
    }

    @Test
    void whoTakesLongForTheRoleHasNoMoreTimeForHello() {
        start(context());
        final WireSession slow = session(new WireBytes());
        pollUntil("it is there", () -> server.clientCount() == 1);
        poll(10);
        clock.advance(9 * SECOND_NS);
        slow.send(role());
        poll(100);
        assertFalse(slow.receive().isEnded());

        clock.advance(SECOND_NS);

        awaitFarewell(slow, "REFUSED 6 ");
    }
}
