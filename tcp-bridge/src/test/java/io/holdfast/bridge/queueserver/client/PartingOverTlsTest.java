package io.holdfast.bridge.queueserver.client;

import io.holdfast.ConnectionState;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** Who is ended over TLS is told why, and its acks count, as without. */
class PartingOverTlsTest extends QueueClientFixture {
    private final QueueClientListener listener = mock(QueueClientListener.class);

    private Inbox tooSlow(final TlsContext tls) {
        startServer();
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk").listener(listener).tls(tls)
            .backoffNs(1000 * MS, 1000 * MS)));
        inbox.consumer.subscribe("a", QueuePosition.end());
        runUntil("it is connected", () -> inbox.consumer.state() == ConnectionState.CONNECTED);
        settle();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed").tls(tls)));
        inbox.isPaused = true;
        for (int i = 0; i < 100; i++) {
            offerAll(producer, "a", i, i + 1);
            offerAll(producer, "b", 0, 1);
        }
        offerAll(producer, "a", 100, 8000);
        awaitConfirmed(producer);
        return inbox;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isToldTheReasonBehindAllThatWasSent(final boolean isTls) {
        final TestCertificates authority = TestCertificates.authority(folder, "authority");
        final TestCertificates.Issued own = authority.server("localhost");
        options = context -> isTls ? context.maxLagBytes(10_000)
            .tls(new TlsContext().certificate(own.pem()).key(own.key())) : context.maxLagBytes(10_000);
        final Inbox inbox = tooSlow(isTls ? new TlsContext().trust(authority.pem()) : null);
        run(200);

        inbox.isPaused = false;
        runUntil("it is ended", () -> inbox.consumer.state() != ConnectionState.CONNECTED);

        verify(listener, atLeastOnce()).onRefused(eq(QueueRefusal.TOO_SLOW), anyString());
        runUntil("its acks were taken", () -> server.subscribers().get(0).ack() == inbox.consumer.consumed());
    }

    @Test
    void isGivenAllOnceAcrossSuchEnds() {
        options = context -> context.maxLagBytes(10_000);
        final Inbox inbox = tooSlow(null);
        inbox.isPaused = false;

        awaitReceived(inbox, 8000);

        settle();
        assertEquals(numbered("a", 0, 8000), inbox.received);
    }
}
