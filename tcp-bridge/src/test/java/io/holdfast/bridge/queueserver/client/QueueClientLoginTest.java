package io.holdfast.bridge.queueserver.client;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.queueserver.QueueServerContext;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients in Java that prove their secret, and want the server to. */
class QueueClientLoginTest extends QueueClientFixture {
    private static final byte[] SECRET = "a secret of some length".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WRONG = "another of some length".getBytes(StandardCharsets.US_ASCII);

    private final List<String> ends = new ArrayList<>();

    private void startAsking() {
        options = this::asking;
        startServer();
    }

    private QueueServerContext asking(final QueueServerContext context) {
        return context.loginHandler(request -> LoginHandler.Decision.provenBy(request.remoteName(), SECRET));
    }

    private QueueClientListener noting() {
        return new QueueClientListener() {
            @Override
            public void onDisconnected(final DisconnectReason reason, final String detail) {
                ends.add(reason + " " + detail);
            }
        };
    }

    private void awaitEnd(final String part) {
        runUntil(part, () -> !ends.isEmpty());
        assertTrue(ends.get(0).startsWith("LOGIN_REFUSED ") && ends.get(0).contains(part), ends.get(0));
        run(200);
        producers.forEach(producer -> assertFalse(producer.state() == ConnectionState.CONNECTED));
    }

    @Test
    void bothSidesProveThatTheyKnowTheSecretAlsoAfterAReconnect() {
        startAsking();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed").secret(SECRET)));
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk").secret(SECRET)));
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();

        offerAll(producer, "a", 0, 10);
        awaitConfirmed(producer);
        restartServer();
        offerAll(producer, "a", 10, 20);
        awaitConfirmed(producer);

        awaitReceived(inbox, 20);
        assertReceived(numbered("a", 0, 20), inbox);
    }

    @Test
    void aWrongSecretIsRefused() {
        startAsking();
        producer(common(new QueueProducerContext().name("feed").secret(WRONG).listener(noting())));

        awaitEnd("NOT_AUTHENTICATED: the client did not prove");
    }

    @Test
    void aClientWithoutASecretSaysThatTheServerWantsOne() {
        startAsking();
        producer(common(new QueueProducerContext().name("feed").listener(noting())));

        awaitEnd("the server wants feed to prove that it knows a secret, and it was given none");
    }

    @Test
    void aServerThatDoesNotAskIsRefusedByAClientThatHasASecret() {
        startServer();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed").secret(SECRET)
            .listener(noting())));
        offer(producer, "a", "not for strangers");

        awaitEnd("the server did not prove that it knows the secret of feed: it did not ask for it");
        assertEquals(0, server.lastIndex());
    }

    @Test
    void aSecretNeedsALengthAndAName() {
        final QueueProducerContext shortOne = common(new QueueProducerContext().name("feed").secret(new byte[15]));
        final QueueConsumerContext nameless = common(new QueueConsumerContext().secret(SECRET));

        assertTrue(assertThrows(IllegalArgumentException.class, () -> producer(shortOne)).getMessage()
            .contains("secret must have 16 to 1024 bytes, has 15"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> consumer(nameless)).getMessage()
            .contains("a secret needs a name"));
    }
}
