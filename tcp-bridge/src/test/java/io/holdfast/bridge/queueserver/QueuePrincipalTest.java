package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static io.holdfast.bridge.queueserver.WireSession.ack;
import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.produce;
import static io.holdfast.bridge.queueserver.WireSession.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The name of a producer or consumer belongs to the principal that first used it. */
class QueuePrincipalTest extends QueueServerFixture {
    private String principal = "alice";

    private QueueServerContext asking() {
        return context().loginHandler(request -> LoginHandler.Decision.accept(principal));
    }

    private void refused(final char role, final String name, final String farewell) {
        awaitFarewell(session(hello(role, name)), farewell);
    }

    /** Goes on in a copy of the files as a kill at this instant would leave them. */
    private void killAndRestart(final String copy) throws IOException {
        final Path store = folder.resolve("store");
        final Path killed = folder.resolve(copy);
        try (Stream<Path> all = Files.walk(store)) {
            for (final Path one : all.sorted().toList()) {
                Files.copy(one, killed.resolve(store.relativize(one)));
            }
        }
        restart(asking().store(killed));
    }

    private Path file(final String name) {
        return folder.resolve("store/queues-server/queues").resolve(name);
    }

    @Test
    void anotherPrincipalIsRefusedAndTheLiveSessionDoesNotNotice() {
        start(asking());
        final WireSession producer = welcomed('p', "feed").send(produce(1, "a", "1"));
        final WireSession consumer = welcomed('c', "desk").send(subscribe(1, 2, 0, "a"));
        awaitConfirmed(producer, 1);
        awaitReceived(consumer, 1);

        principal = "mallory";
        refused('p', "feed", "REFUSED 24 producer feed belongs to another principal");
        refused('c', "desk", "REFUSED 24 subscriber desk belongs to another principal");
        producer.send(produce(2, "a", "2"));
        awaitReceived(consumer, 2);

        assertFalse(producer.receive().isEnded());
        assertEquals("a=2 #2", consumer.received().get(1));
    }

    @Test
    void theSamePrincipalTakesThePlaceOfItsOwnSession() {
        start(asking());
        final WireSession producer = welcomed('p', "feed");
        final WireSession consumer = welcomed('c', "desk");

        welcomed('p', "feed");
        welcomed('c', "desk");

        awaitFarewell(producer, "CLOSE 4 ");
        awaitFarewell(consumer, "CLOSE 4 ");
    }

    @Test
    void producersAndConsumersOfOneNameMayBelongToTwoPrincipals() {
        start(asking());
        welcomed('p', "name");
        principal = "bob";
        welcomed('c', "name");

        refused('p', "name", "REFUSED 24 ");
        principal = "alice";
        refused('c', "name", "REFUSED 24 ");
    }

    @Test
    void aRestartAndAKillKeepWhoTheNamesBelongTo() throws IOException {
        start(asking());
        welcomed('c', "desk");
        awaitConfirmed(welcomed('p', "feed").send(produce(1, "a", "1")), 1);
        principal = "bob";
        welcomed('p', "silent");
        killAndRestart("killed");

        refused('c', "desk", "REFUSED 24 ");
        refused('p', "feed", "REFUSED 24 ");
        assertEquals(0, welcomed('p', "silent").mark());
        restart(asking().store(folder.resolve("killed")));
        refused('p', "feed", "REFUSED 24 ");
        principal = "alice";
        refused('p', "silent", "REFUSED 24 ");
        assertEquals(1, welcomed('p', "feed").mark());
        welcomed('c', "desk");
    }

    @Test
    void aNameOfClientsThatProvedNothingIsNobodysUntilSomebodyProvesWhoItIs() {
        start(context());
        awaitConfirmed(welcomed('p', "feed").send(produce(1, "a", "1")), 1);
        welcomed('c', "desk");
        assertFalse(Files.exists(file("producers")));
        restart(asking());

        assertEquals(1, welcomed('p', "feed").mark());
        welcomed('c', "desk");
        restart(context());

        refused('p', "feed", "REFUSED 24 producer feed belongs to another principal");
        refused('c', "desk", "REFUSED 24 subscriber desk belongs to another principal");
    }

    @Test
    void whoIsForgottenLeavesTheNameToAnybody() {
        start(asking());
        final WireSession consumer = welcomed('c', "desk").send(subscribe(1, 2, 0, "a"));
        awaitReceived(consumer, 1);
        consumer.send(WireSession.close(2));
        pollUntil("it has gone", () -> consumer.receive().isEnded());

        principal = "bob";

        assertTrue(welcomed('c', "desk").welcome().startsWith("v1 flags=0 "));
    }

    @Test
    void theOwnerGoesOnFromItsAck() {
        start(asking());
        final WireSession first = welcomed('c', "desk").send(subscribe(1, 2, 0, "a"));
        awaitReceived(first, 1);
        awaitConfirmed(welcomed('p', "feed").send(produce(1, "a", "1")).send(produce(2, "a", "2")), 2);
        awaitReceived(first, 3);
        first.send(ack(0, first.indices().get(1))).send(WireSession.heartbeat());
        poll(20);
        restart(asking());

        final WireSession second = welcomed('c', "desk");
        awaitReceived(second, 1);

        assertEquals(List.of("a=2 #2"), second.received());
    }

    @Test
    void aDamagedFileOfAProducerRefusesThatOneOnly() throws IOException {
        start(asking());
        welcomed('p', "feed");
        welcomed('p', "other");
        server.close();
        final Path file;
        try (Stream<Path> files = Files.list(file("producers"))) {
            file = files.filter(one -> one.getFileName().toString()
                .equals(String.format("%016x.producer", ProducerNames.idOf("feed")))).findAny().orElseThrow();
        }
        final byte[] good = Files.readAllBytes(file);
        Files.write(file.resolveSibling(file.getFileName() + ".new"), new byte[3]);
        Files.writeString(file.resolveSibling("readme"), "left alone");
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file, Arrays.copyOf(good, length));
            start(asking());
            refused('p', "feed", "REFUSED 24 what the store knows of producer feed is damaged: ");
            welcomed('p', "other");
            server.close();
        }

        Files.write(file, good);
        start(asking());

        welcomed('p', "feed");
        assertFalse(Files.exists(file.resolveSibling(file.getFileName() + ".new")));
        assertTrue(Files.exists(file.resolveSibling("readme")));
    }

    @Test
    void soManyProducersMayHaveAnOwnerAsMayHaveSequences() {
        start(asking().queueLimits(new QueueLimits(10, 2)));
        welcomed('p', "one");
        welcomed('p', "two");

        refused('p', "three", "REFUSED 24 the producer would be one too many: maxProducers=2");
        welcomed('p', "two");
        welcomed('p', "");
    }

    @Test
    void whomTheLoginHandlerRefusesIsToldWhy() {
        start(context().loginHandler(request -> switch (request.remoteName()) {
            case "proof" -> LoginHandler.Decision.notAuthenticated("no proof");
            case "no" -> LoginHandler.Decision.refuse("not today");
            case "fault" -> throw new IllegalStateException("a fault of the handler");
            case "long" -> LoginHandler.Decision.accept("x".repeat(257));
            case "none" -> null;
            default -> LoginHandler.Decision.accept(request.remoteName());
        }));

        refused('p', "proof", "REFUSED 23 no proof");
        refused('c', "no", "REFUSED 16 not today");
        refused('c', "fault", "REFUSED 23 the server's login handler failed");
        refused('c', "none", "REFUSED 23 the server's login handler failed");
        refused('p', "long", "REFUSED 23 the principal has more than 256 bytes");
        assertTrue(server.subscribers().isEmpty());
        welcomed('p', "yes");
    }

    @Test
    void withAHandlerAndWithoutRulesWhoeverIsKnownMayDoAllAndOthersNothing() {
        start(asking());

        final WireClient producer = client().send(new WireBytes().role("produce"));
        final WireClient consumer = client().send(new WireBytes().role("consume"));

        awaitEnd(producer);
        awaitEnd(consumer);
        awaitReceived(welcomed('c', "desk").send(subscribe(1, 2, 0, "")), 1);
    }

    @Test
    void rulesAreAboutPrincipalsAndNotAboutTheNamesThatClientsGiveThemselves() throws IOException {
        final Path rules = Files.writeString(folder.resolve("rules"), "alice produce a\nbob both *\n");
        start(asking().access(rules));

        final WireSession producer = welcomed('p', "bob").send(produce(1, "b", "1"));

        awaitFarewell(producer, "CLOSE 16 principal alice may not produce to b");
        refused('c', "bob", "REFUSED 16 principal alice may not consume at all");
    }
}
