package io.holdfast.bridge.queueserver.client;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Direction;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/** What a producer accepts, sends and sends again. */
class QueueProducerTest extends QueueClientFixture {
    private final QueueClientListener listener = mock(QueueClientListener.class);

    @Test
    void numbersItsMessagesFromOneAndTellsWhichAreConfirmed() {
        startServer();
        final QueueProducer producer = connectedProducer("feed");

        assertEquals(1, offer(producer, "a", "x"));
        assertEquals(2, offer(producer, "b", "y"));

        assertEquals(2, producer.unconfirmed());
        awaitConfirmed(producer);
        assertEquals(2, producer.confirmed());
        assertEquals(2, producer.offered());
    }

    @Test
    void acceptsNothingBeforeItKnowsItsNextSequence() {
        final QueueProducer producer = producer("feed");

        assertEquals(QueueProducer.NO_SESSION, offer(producer, "a", "x"));

        startServer();
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
        assertEquals(1, offer(producer, "a", "x"));
    }

    @Test
    void takesPayloadsFromAnyKindOfSource() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribeAll(QueuePosition.end());
        settle();
        final QueueProducer producer = connectedProducer("feed");
        final byte[] name = "a".getBytes(StandardCharsets.UTF_8);
        final Bytes<?> direct = Bytes.allocateDirect("0123456789".getBytes(StandardCharsets.US_ASCII));

        producer.offer("a", Bytes.from("0123456789"), 2, 5);
        producer.offer(name, direct, 1, 9);
        producer.offer(name, ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)).position(8));
        producer.offer(name, new byte[0], 0, 0);

        awaitReceived(inbox, 4);
        assertEquals(List.of("a=23456", "a=123456789", "a=89", "a="), inbox.received);
        direct.releaseLast();
    }

    @Test
    void refusesARangeOutsideItsSource() {
        startServer();
        final QueueProducer producer = connectedProducer("feed");

        assertThrows(IndexOutOfBoundsException.class, () -> producer.offer("a", new byte[3], 2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> producer.offer("a", Bytes.from("abc"), 2, 2));

        assertEquals(0, producer.unconfirmed());
    }

    @Test
    void acceptsMessagesWhileTheServerIsAwayAndSendsThemWhenItIsBack() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final QueueProducer producer = connectedProducer("feed");
        stopServer();
        run(10);

        offerAll(producer, "a", 0, 100);
        run(100);
        assertEquals(100, producer.unconfirmed());
        startServer();

        awaitReceived(inbox, 100);
        assertReceived(numbered("a", 0, 100), inbox);
        assertEquals(100, producer.confirmed());
    }

    @Test
    void sendsNothingTwiceThatTheServerHadTakenBeforeTheConnectionBroke() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final QueueProducer producer = connectedProducer("feed");
        network.stall(Direction.TO_CLIENT, true);
        offerAll(producer, "a", 0, 50);
        run(10);
        assertEquals(0, producer.confirmed());

        network.stall(Direction.TO_CLIENT, false);
        network.cutAll();
        offerAll(producer, "a", 50, 60);

        awaitConfirmed(producer);
        awaitReceived(inbox, 60);
        settle();
        assertReceived(numbered("a", 0, 60), inbox);
    }

    @Test
    void goesOnWithTheSequenceOfAnEarlierProcess() {
        startServer();
        final QueueProducer first = connectedProducer("feed");
        offerAll(first, "a", 0, 7);
        awaitConfirmed(first);
        first.close();
        restartServer();

        final QueueProducer second = connectedProducer("feed");

        assertEquals(7, second.confirmed());
        assertEquals(8, offer(second, "a", "7"));
        assertEquals(QueueProducer.CLOSED, offer(first, "a", "x"));
    }

    @Test
    void answersBackPressureWhenItsMemoryIsFullAndGoesOnWithEachConfirmation() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .maxUnconfirmedBytes(4096).maxUnconfirmedMessages(20));
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
        for (int i = 0; i < 20; i++) {
            assertTrue(offer(producer, "a", "" + i) > 0);
        }

        assertEquals(QueueProducer.BACK_PRESSURED, offer(producer, "a", "20"));

        offerAll(producer, "a", 20, 3000);
        awaitReceived(inbox, 3000);
        assertReceived(numbered("a", 0, 3000), inbox);
    }

    @Test
    void refusesWhatIsLongerThanTheServerOrItsMemoryAllows() {
        options = context -> context.maxMessageLength(10_000).maxNameLength(10);
        startServer();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .maxUnconfirmedBytes(5000));
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);

        assertEquals(QueueProducer.TOO_LONG, producer.offer("a", new byte[10_001], 0, 10_001));
        assertEquals(QueueProducer.TOO_LONG, producer.offer("a", new byte[5000], 0, 5000));
        assertEquals(QueueProducer.TOO_LONG, producer.offer("12345678901", new byte[5], 0, 5));
        assertEquals(1, producer.offer("1234567890", new byte[4900], 0, 4900));
        awaitConfirmed(producer);
    }

    @Test
    void isOverWhenAnotherProducerTakesItsName() {
        startServer();
        final QueueProducer first = producer(common(new QueueProducerContext().name("feed")).listener(listener));
        runUntil("it is connected", () -> first.state() == ConnectionState.CONNECTED);

        final QueueProducer second = connectedProducer("feed");

        runUntil("the first is over", () -> first.state() == ConnectionState.ENDED);
        assertEquals(QueueProducer.SESSION_ENDED, offer(first, "a", "x"));
        assertEquals(1, offer(second, "a", "x"));
        awaitConfirmed(second);
        verify(listener).onDisconnected(eq(DisconnectReason.REPLACED), anyString());
    }

    @Test
    void isOverWhenAnotherProducerUsedItsNameWhileItWasAway() {
        startServer();
        final QueueProducer first = connectedProducer("feed");
        stopServer();
        run(5);
        producers.clear();
        startServer();
        final QueueProducer second = connectedProducer("feed");
        offer(second, "a", "x");
        awaitConfirmed(second);
        second.close();

        producers.add(first);
        runUntil("the first is over", () -> first.state() == ConnectionState.ENDED);

        assertEquals(QueueProducer.SESSION_ENDED, offer(first, "a", "y"));
    }

    @Test
    void sendsWhatItHoldsToAServerThatHasLostItsStore() {
        startServer();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed")).listener(listener));
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
        offerAll(producer, "a", 0, 5);
        awaitConfirmed(producer);
        stopServer();
        run(5);
        offerAll(producer, "a", 5, 8);
        final Path old = folder;
        folder = old.resolve("other");
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.start());

        awaitReceived(inbox, 3);

        assertReceived(numbered("a", 5, 8), inbox);
        awaitConfirmed(producer);
        assertEquals(8, producer.confirmed());
        assertEquals(9, offer(producer, "a", "8"));
        awaitReceived(inbox, 4);
        verify(listener).onConfirmedLost(1, 5);
        verify(listener, times(2)).onConnected(any(), eq("hub"));
    }

    @Test
    void isHeldUpWhileTheStoreIsFullAndKeepsItsSession() {
        options = context -> context.diskQuotaBytes(4 << 20).cycleSize(256 << 10).maxMessageLength(100_000);
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.consumer.close();
        inboxes.clear();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .maxUnconfirmedMessages(100).heartbeatIntervalNs(100 * MS));
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
        final byte[] payload = new byte[10_000];
        int count = 0;
        for (int heldUp = 0; heldUp < 5000; heldUp++) {
            if (producer.offer("a", payload, 0, payload.length) > 0) {
                count++;
                heldUp = 0;
            }
            step();
        }
        assertEquals(100, producer.unconfirmed());

        final Inbox back = consumer("desk");

        final int accepted = count;
        awaitReceived(back, accepted);
        awaitConfirmed(producer);
        assertEquals(accepted, back.received.size());
        assertEquals(DisconnectReason.NONE, producer.lastDisconnect());
    }

    @Test
    void sendsMessagesOfTheLongestLength() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .maxUnconfirmedBytes(3 << 20));
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
        final byte[] payload = new byte[1 << 20];
        inbox.answer = message -> {
            final byte[] copy = new byte[message.length()];
            message.copyTo(ByteBuffer.wrap(copy));
            assertArrayEquals(payload, copy);
            return Action.CONSUMED;
        };
        new Random(1).nextBytes(payload);
        int offered = 0;
        for (int i = 0; i < 100_000 && offered < 10; i++) {
            offered += producer.offer("a", ByteBuffer.wrap(payload)) > 0 ? 1 : 0;
            step();
        }

        awaitReceived(inbox, 10);
        awaitConfirmed(producer);
    }
}
