package io.holdfast.bridge.queueserver.client;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Direction;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** What a consumer is given, and from where it goes on. */
class QueueConsumerTest extends QueueClientFixture {
    private final QueueClientListener listener = mock(QueueClientListener.class);

    private QueueProducer produced(final int count) {
        final QueueProducer producer = connectedProducer("feed");
        offerAll(producer, "a", 0, count);
        awaitConfirmed(producer);
        return producer;
    }

    @Test
    void showsWhereAMessageStandsAndWhenItCame() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final long beforeNs = clock.epochNs();
        final long[] facts = new long[4];
        inbox.answer = message -> {
            facts[0] = message.queueSequence();
            facts[1] = message.acceptedAtNs();
            facts[2] = message.attempt();
            facts[3] = message.isRedelivered() ? 1 : 0;
            assertEquals("a", message.queue());
            assertEquals(1, message.payload().readRemaining());
            return Action.CONSUMED;
        };

        produced(3);

        awaitReceived(inbox, 3);
        assertEquals(3, facts[0]);
        assertTrue(facts[1] >= beforeNs && facts[1] <= clock.epochNs());
        assertEquals(1, facts[2]);
        assertEquals(0, facts[3]);
        assertEquals(server.lastIndex(), inbox.sequences.get(2));
    }

    @Test
    void beginsAtTheStartTheEndASequenceOrATime() {
        startServer();
        final QueueProducer producer = produced(3);
        clock.advance(TimeUnit.HOURS.toNanos(1));
        final long later = clock.epochNs();
        offerAll(producer, "a", 3, 6);
        awaitConfirmed(producer);
        final Inbox fromStart = consumer("start");
        fromStart.consumer.subscribe("a", QueuePosition.start());
        final Inbox fromEnd = consumer("end");
        fromEnd.consumer.subscribe("a", QueuePosition.end());
        final Inbox fromTime = consumer("time");
        fromTime.consumer.subscribeAll(QueuePosition.time(later));
        awaitReceived(fromStart, 6);
        final Inbox fromSequence = consumer("sequence");
        fromSequence.consumer.subscribe("a", QueuePosition.sequence(fromStart.sequences.get(1)));
        settle();

        offerAll(producer, "a", 6, 7);

        awaitReceived(fromSequence, 6);
        awaitReceived(fromEnd, 1);
        awaitReceived(fromTime, 4);
        settle();
        assertReceived(numbered("a", 0, 7), fromStart);
        assertReceived(numbered("a", 1, 7), fromSequence);
        assertReceived(numbered("a", 3, 7), fromTime);
        assertReceived(numbered("a", 6, 7), fromEnd);
    }

    @Test
    void goesOnBehindItsAckInTheNextProcessAndInTheServersNext() {
        startServer();
        final Inbox first = consumer("desk");
        first.consumer.subscribe("a", QueuePosition.start().ifNew());
        settle();
        final QueueProducer producer = produced(10);
        awaitReceived(first, 10);
        settle();
        first.consumer.close();
        offerAll(producer, "a", 10, 20);
        awaitConfirmed(producer);
        restartServer();

        final Inbox second = consumer("desk");
        second.consumer.subscribe("a", QueuePosition.start().ifNew());

        awaitReceived(second, 10);
        settle();
        assertReceived(numbered("a", 10, 20), second);
    }

    @Test
    void keepsItsSubscriptionsOnTheServer() {
        startServer();
        final Inbox first = consumer("desk");
        first.consumer.subscribe("a", QueuePosition.end());
        settle();
        first.consumer.close();
        produced(5);

        final Inbox second = consumer("desk");

        awaitReceived(second, 5);
        assertReceived(numbered("a", 0, 5), second);
    }

    @Test
    void isGivenNothingTwiceWhenTheConnectionBreaksBeforeItsAckArrives() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        final QueueProducer producer = produced(5);
        awaitReceived(inbox, 5);
        network.cutAll();

        offerAll(producer, "a", 5, 10);

        awaitReceived(inbox, 10);
        settle();
        assertReceived(numbered("a", 0, 10), inbox);
    }

    @Test
    void isGivenNothingTwiceWhenItsSubscriptionIsAnsweredInALaterSessionOnly() {
        startServer();
        final Inbox before = consumer("desk");
        before.consumer.subscribe("a", QueuePosition.end());
        settle();
        before.consumer.close();
        inboxes.clear();
        produced(2000);
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.start().ifNew());
        runUntil("it is connected", () -> inbox.consumer.state() == ConnectionState.CONNECTED);
        network.stall(Direction.TO_SERVER, true);
        awaitReceived(inbox, 1000);
        network.cutAll();
        network.stall(Direction.TO_SERVER, false);
        network.capacity(4096);

        awaitReceived(inbox, 2000);

        settle();
        assertReceived(numbered("a", 0, 2000), inbox);
    }

    @Test
    void withoutANameGoesOnWhereItWasAfterAReconnect() {
        startServer();
        final Inbox inbox = consumer((String) null);
        inbox.consumer.subscribe("a", QueuePosition.end());
        inbox.consumer.subscribe("b", QueuePosition.end());
        settle();
        final QueueProducer producer = produced(5);
        awaitReceived(inbox, 5);
        inbox.isPaused = true;
        network.cutAll();
        offerAll(producer, "a", 5, 10);
        awaitConfirmed(producer);

        inbox.isPaused = false;

        awaitReceived(inbox, 10);
        settle();
        assertReceived(numbered("a", 0, 10), inbox);
    }

    @Test
    void isGivenAMessageAgainUntilItTakesIt() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.answer = message -> text(message).equals("2") && message.attempt() < 5 ? Action.RETRY : Action.CONSUMED;

        produced(5);

        awaitReceived(inbox, 5);
        assertReceived(numbered("a", 0, 5), inbox);
    }

    @Test
    void letsAnExceptionOfTheHandlerThroughAndDeliversThatMessageAgain() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.isPaused = true;
        produced(3);
        run(10);

        assertThrows(ArithmeticException.class, () -> {
            for (int i = 0; i < 100; i++) {
                inbox.consumer.poll(message -> {
                    throw new ArithmeticException(message.queue());
                }, 1);
                step();
            }
        });

        inbox.isPaused = false;
        awaitReceived(inbox, 3);
        assertReceived(numbered("a", 0, 3), inbox);
        assertEquals(ConnectionState.CONNECTED, inbox.consumer.state());
    }

    @Test
    void acksWhenToldToInManualMode() {
        startServer();
        final Inbox first = consumer(common(new QueueConsumerContext().name("desk")).ackMode(AckMode.MANUAL));
        first.consumer.subscribe("a", QueuePosition.end());
        settle();
        first.answer = message -> Action.DEFER;
        produced(5);
        awaitReceived(first, 5);
        first.consumer.ack(first.sequences.get(2));
        assertThrows(IllegalArgumentException.class, () -> first.consumer.ack(first.sequences.get(4) + 1));
        settle();
        first.consumer.close();
        final Inbox second = consumer("desk");

        awaitReceived(second, 2);
        settle();

        assertReceived(numbered("a", 3, 5), second);
    }

    @Test
    void doesNotAckByCallOrDeferUnlessThatIsItsMode() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.isPaused = true;
        produced(1);

        assertThrows(IllegalStateException.class, () -> inbox.consumer.ack(1));
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 100; i++) {
                inbox.consumer.poll(message -> Action.DEFER, 1);
                step();
            }
        });
    }

    @Test
    void refusesToBePolledOrClosedByItsHandler() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.answer = message -> {
            assertThrows(IllegalStateException.class, () -> inbox.consumer.poll(ignored -> Action.CONSUMED, 1));
            assertThrows(IllegalStateException.class, inbox.consumer::close);
            return Action.CONSUMED;
        };

        produced(1);

        awaitReceived(inbox, 1);
    }

    @Test
    void endsSubscriptions() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        inbox.consumer.subscribe("b", QueuePosition.end());
        settle();
        final QueueProducer producer = produced(1);
        inbox.consumer.unsubscribe("a");
        settle();
        offerAll(producer, "a", 1, 2);
        offerAll(producer, "b", 0, 1);
        awaitReceived(inbox, 2);
        inbox.consumer.unsubscribeAll();
        settle();
        offerAll(producer, "b", 1, 2);
        awaitConfirmed(producer);
        network.cutAll();
        settle();

        assertReceived(List.of("a=0", "b=0"), inbox);
        assertThrows(IllegalArgumentException.class, () -> inbox.consumer.subscribe("", QueuePosition.end()));
    }

    @Test
    void holdsTheServerUpAndKeepsItsSessionWhileItIsNotToDeliver() {
        startServer();
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();
        inbox.limit = 0;
        final QueueProducer producer = produced(10_000);

        for (int i = 0; i < 100; i++) {
            clock.advance(TimeUnit.SECONDS.toNanos(1));
            run(2);
        }

        assertEquals(DisconnectReason.NONE, inbox.consumer.lastDisconnect());
        assertEquals(DisconnectReason.NONE, producer.lastDisconnect());
        inbox.limit = 1000;
        awaitReceived(inbox, 10_000);
        assertReceived(numbered("a", 0, 10_000), inbox);
    }

    @Test
    void isForgottenWhenItAsksForThat() {
        startServer();
        final Inbox first = consumer("desk");
        first.consumer.subscribe("a", QueuePosition.end());
        settle();
        assertTrue(first.consumer.forget());
        settle();
        produced(5);

        final Inbox second = consumer("desk");
        second.consumer.subscribe("b", QueuePosition.start());
        settle();

        assertReceived(List.of(), second);
        assertFalse(first.consumer.forget());
    }

    @Test
    void isToldWhenAnotherTakesItsNameAndWaitsLongBeforeItTakesItBack() {
        startServer();
        final Inbox first = consumer(common(new QueueConsumerContext().name("desk")).listener(listener)
            .backoffNs(10 * MS, 5000 * MS));
        runUntil("it is connected", () -> first.consumer.state() == ConnectionState.CONNECTED);

        final Inbox second = consumer("desk");
        runUntil("it is connected", () -> second.consumer.state() == ConnectionState.CONNECTED);
        run(1000);

        assertEquals(DisconnectReason.REPLACED, first.consumer.lastDisconnect());
        assertEquals(ConnectionState.CONNECTED, second.consumer.state());
        verify(listener, atLeastOnce()).onDisconnected(eq(DisconnectReason.REPLACED), anyString());
        verify(listener, never()).onExpired(anyLong(), anyLong(), anyLong());
    }
}
