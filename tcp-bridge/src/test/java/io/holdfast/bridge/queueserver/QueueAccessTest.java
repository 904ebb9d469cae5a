package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.produce;
import static io.holdfast.bridge.queueserver.WireSession.subscribe;
import static io.holdfast.bridge.queueserver.WireSession.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server with a file of rules: who may produce to and consume from what, in both protocols. */
class QueueAccessTest extends QueueServerFixture {
    private static final String PROBES = "- both probe-*\n";
    private static final long LOOK_NS = 500_000_000;

    private Path rules(final String text) {
        final Path path = folder.resolve("rules");
        try {
            Files.writeString(path, text);
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private void startWith(final String text) {
        start(context().access(rules(text)));
    }

    /** Other rules, which the server has taken when this returns. */
    private void change(final String text) {
        rules(text);
        poll();
        clock.advance(LOOK_NS);
        poll();
        clock.advance(LOOK_NS);
        poll();
    }

    @Test
    void aBaseProducerCreatesMessagesWhereItMayAndIsClosedAtTheFirstElsewhere() {
        startWith("- produce a, b.*\n");
        final WireClient producer = producer();

        producer.send(new WireBytes().message("a", "1").message("b.x", "2").message("a", "3").message("c", "4")
            .message("a", "5"));
        awaitEnd(producer);

        assertEquals(3, server.log().lastOrdinal());
    }

    @Test
    void aSessionProducerIsToldWhichQueueItMayNotProduceTo() {
        startWith("- produce a\n");
        final WireSession producer = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitConfirmed(producer, 1);

        producer.send(produce(2, "a b", "2"));
        awaitFarewell(producer, "CLOSE 16 a client that did not prove who it is may not produce to a\\x20b");

        assertEquals(1, server.log().lastOrdinal());
        assertEquals(1, welcomed('p', "feed").mark());
    }

    @Test
    void aBaseConsumerIsClosedWhenItSubscribesToWhatItMayNot() {
        startWith(PROBES + "- consume a\n");
        final WireClient consumer = consumer(new WireBytes().subscribe("a"));

        consumer.send(new WireBytes().subscribe("b"));

        awaitEnd(consumer);
    }

    @Test
    void aSubscriptionToAllQueuesTakesTheRightToAll() {
        startWith("- consume a, b.*\n");
        final WireClient base = client().send(new WireBytes().role("consume").subscribe("a").subscribe(""));
        final WireSession session = welcomed('c', "").send(subscribe(1, 2, 0, "b.1")).send(subscribe(2, 2, 0, ""));

        awaitEnd(base);
        awaitFarewell(session, "CLOSE 16 a client that did not prove who it is may not consume all queues");

        change("- consume *\n");
        awaitReceived(welcomed('c', "").send(subscribe(1, 2, 0, "")), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"produce", "consume"})
    void aClientWithoutAnyRightOfItsRoleIsShownOutAtOnce(final String role) {
        startWith("somebody both *\n");

        final WireClient base = client().send(new WireBytes().role(role));
        final WireSession session = session(hello(role.charAt(0), "name"));

        awaitEnd(base);
        awaitFarewell(session, "REFUSED 16 a client that did not prove who it is may not " + role + " at all");
        assertTrue(server.subscribers().isEmpty());
    }

    @Test
    void whoLosesARightThatItUsesIsEndedWhenTheRulesChange() {
        startWith("- both *\n");
        final WireClient consumer = consumer(new WireBytes().subscribe("a"));
        final WireClient other = consumer(new WireBytes().subscribe("b"));
        final WireSession all = welcomed('c', "all").send(subscribe(1, 2, 0, ""));
        final WireSession named = welcomed('c', "desk").send(subscribe(1, 2, 0, "b"));
        awaitReceived(all, 1);
        awaitReceived(named, 1);

        change(PROBES + "- both b\n");
        awaitEnd(consumer);
        awaitFarewell(all, "CLOSE 16 ");
        final WireClient producer = producer().send(new WireBytes().message("b", "still"));

        receive(other, 1);
        awaitReceived(named, 2);
        assertEquals(List.of("b=still"), other.received());
        assertFalse(producer.receive().isEnded());
    }

    @Test
    void aProducerThatIsSilentIsEndedWhenItMayNotProduceAnyMoreWhereItDid() {
        startWith("- produce a, b\n");
        final WireClient toA = producer().send(new WireBytes().message("a", "1"));
        final WireClient toB = producer().send(new WireBytes().message("b", "1"));
        final WireSession session = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitLog(3);

        change("- produce b\n");
        awaitEnd(toA);
        awaitFarewell(session, "CLOSE 16 ");
        change("- consume b\n");
        awaitEnd(toB);

        assertEquals(3, server.log().lastOrdinal());
    }

    @Test
    void aRightThatIsGivenLaterHoldsForClientsThatAreThere() {
        startWith("- produce a\n");
        final WireClient producer = producer().send(new WireBytes().message("a", "1"));
        awaitLog(1);

        change("- produce a, b\n");
        producer.send(new WireBytes().message("b", "2"));

        awaitLog(2);
    }

    @Test
    void aBadFileAndNoneAtAllChangeNothing() throws IOException {
        startWith("- produce a\n");
        final WireClient producer = producer().send(new WireBytes().message("a", "1"));
        awaitLog(1);

        change("- produces b\n");
        Files.delete(folder.resolve("rules"));
        clock.advance(LOOK_NS);
        poll();
        clock.advance(LOOK_NS);
        poll();
        producer.send(new WireBytes().message("a", "2"));

        awaitLog(2);
    }

    @Test
    void whatADurableConsumerMayNotConsumeForAWhileIsKeptForIt() {
        startWith("- both *\n");
        final WireSession first = welcomed('c', "desk").send(subscribe(1, 2, 0, "a")).send(subscribe(2, 2, 0, "b"));
        awaitReceived(first, 2);

        change("- consume a\n- produce *\n");
        awaitFarewell(first, "CLOSE 16 a client that did not prove who it is may not consume b");
        producer().send(new WireBytes().message("b", "1").message("a", "2"));
        awaitLog(2);
        awaitFarewell(session(hello('c', "desk")), "REFUSED 16 a client that did not prove who it is may not consume b,"
            + " to which it is subscribed still");
        change("- both *\n");
        final WireSession last = welcomed('c', "desk");
        awaitReceived(last, 2);

        assertEquals(List.of("b=1 #1", "a=2 #1"), last.received());
    }

    @Test
    void theEndOfASubscriptionTakesNoRight() {
        startWith("- both a\n");
        final WireSession consumer = welcomed('c', "desk").send(unsubscribe("b")).send(subscribe(1, 2, 0, "a"));

        awaitReceived(consumer, 1);
    }

    @Test
    void allShardsFollowTheRules() {
        start(context().access(rules("- both *\n")).shards(3));
        final List<WireClient> three = List.of(producer(), producer(), producer());
        three.forEach(producer -> producer.send(new WireBytes().message("a", "1")));
        awaitLog(3);

        change("- consume *\n");

        three.forEach(this::awaitEnd);
    }

    @Test
    void aServerDoesNotOpenWithRulesThatAreNone() {
        final IllegalArgumentException found = assertThrows(IllegalArgumentException.class,
            () -> QueueServer.open(context().access(rules("- produces a\n"))));

        assertTrue(found.getMessage().contains("rules cannot be used as access rules: line 1: 'produces' is none of"),
            found.getMessage());
        start(context());
    }
}
