package io.holdfast.bridge.queueserver.client;

import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** Producers and consumers whose sockets speak TLS, and those that do not come in because of it. */
class TlsQueueClientsTest extends QueueClientFixture {
    private static final int MESSAGES = 2000;

    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    private final QueueClientListener listener = mock(QueueClientListener.class);
    private TlsContext tlsOfClients;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("client");
    }

    @BeforeEach
    void speakTls() {
        options = context -> context.tls(authority.options(ofServer).clientAuth(ClientAuth.NEEDED));
        tlsOfClients = authority.options(ofClient);
    }

    @Override
    <T extends QueueClientContext<T>> T common(final T context) {
        return super.common(context).listener(listener).tls(tlsOfClients);
    }

    @Test
    void carryLongAndShortMessages() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.start());
        final QueueProducer producer = connectedProducer("feed");

        final String longOne = "x".repeat(700_000);
        for (final String text : new String[] {"short", longOne, "last"}) {
            assertTrue(offer(producer, "a", text) > 0);
            awaitConfirmed(producer);
        }
        awaitReceived(inbox, 3);

        assertEquals(List.of(7, longOne.length() + 2, 6), inbox.received.stream().map(String::length).toList());
    }

    @Test
    void deliverEachMessageOnceHoweverTheNetworkCutsAndSplits() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        network.capacity(4096);
        startServer();
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk")).ackBatch(7));
        inbox.consumer.subscribe("a", QueuePosition.start());
        settle();
        network.splitRandomly(seed);
        final QueueProducer producer = producer("feed");
        int sent = 0;
        for (int i = 0; i < 100_000 && inbox.received.size() < MESSAGES; i++) {
            while (sent < MESSAGES && random.nextInt(4) > 0 && offer(producer, "a", "" + sent) > 0) {
                sent++;
            }
            if (random.nextInt(300) == 0) {
                network.cutAll(Cut.values()[random.nextInt(Cut.values().length)]);
            } else if (random.nextInt(300) == 0) {
                network.cutAfter(Direction.values()[random.nextInt(2)], random.nextInt(3000));
            } else if (random.nextInt(1000) == 0) {
                restartServer();
            }
            step();
        }
        settle();

        assertEquals(numbered("a", 0, MESSAGES), inbox.received, "seed=" + seed);
        assertEquals(MESSAGES, producer.confirmed(), "seed=" + seed);
    }

    @Test
    void areToldThatTheServerSpeaksTls() {
        tlsOfClients = null;

        assertNoSession(DisconnectReason.PROTOCOL_ERROR, "the server speaks TLS, this client is set to plain");
        runUntil("it has tried again", () -> mockingDetails(listener).getInvocations().stream()
            .filter(call -> "onDisconnected".equals(call.getMethod().getName())).count() > 2);
        verify(listener, never()).onDisconnected(any(), contains("length"));
    }

    @Test
    void areToldThatTheServerIsPlain() {
        options = context -> context;

        assertNoSession(DisconnectReason.CONNECT_FAILED, "is it set to plain");
    }

    @Test
    void areToldThatTheyNeedACertificate() {
        tlsOfClients = new TlsContext().trust(authority.pem());

        assertNoSession(DisconnectReason.CONNECT_FAILED, "certificate of the client");
    }

    @Test
    void doNotTalkToAServerTheyDoNotTrust() {
        tlsOfClients = TestCertificates.authority(certificates, "other").options(ofClient);

        assertNoSession(DisconnectReason.CONNECT_FAILED, "the certificate of the server is not signed by anybody");
    }

    @Test
    void nameFilesThatCannotBeUsedWithTheOtherFaults() {
        tlsOfClients = new TlsContext().trust(certificates.resolve("none.pem"));

        final IllegalArgumentException fault = assertThrows(
            IllegalArgumentException.class, () -> consumer(common(new QueueConsumerContext()).ackBatch(0)));

        assertTrue(fault.getMessage().contains("none.pem") && fault.getMessage().contains("ackBatch"),
            fault.getMessage());
    }

    private void assertNoSession(final DisconnectReason reason, final String part) {
        startServer();
        final QueueProducer producer = producer("feed");

        runUntil("there is no session", () -> producer.lastDisconnect() != DisconnectReason.NONE);

        assertEquals(reason, producer.lastDisconnect());
        verify(listener, atLeastOnce()).onDisconnected(eq(reason), contains(part));
    }
}
