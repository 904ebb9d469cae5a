package io.holdfast.bridge.queueserver.client;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** What producers and consumers have in common: how they come to the server, lose it, and find it again. */
class QueueClientsTest extends QueueClientFixture {
    private static final int MESSAGES = 3000;
    private static final int LONG = 1_000_000;

    private final QueueClientListener listener = mock(QueueClientListener.class);

    @Test
    void nameAllFaultsOfTheirOptionsTogether() {
        final IllegalArgumentException fault = assertThrows(IllegalArgumentException.class,
            () -> QueueProducer.open(new QueueProducerContext().backoffNs(5, 1).maxUnconfirmedMessages(0)));

        for (final String part : new String[] {"endpoint", "name", "minBackoffNs", "maxUnconfirmedMessages"}) {
            assertTrue(fault.getMessage().contains(part), fault.getMessage());
        }
        assertThrows(IllegalArgumentException.class,
            () -> QueueConsumer.open(common(new QueueConsumerContext().name(".hidden")).ackBatch(0)));
    }

    @Test
    void takeOneContextForOneClientOnly() {
        final QueueConsumerContext context = common(new QueueConsumerContext());
        QueueConsumer.open(context).close();

        assertThrows(IllegalStateException.class, () -> QueueConsumer.open(context));
    }

    @Test
    void tryMoreAndMoreSeldomWhileTheServerIsAway() {
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .backoffNs(10 * MS, 200 * MS).listener(listener));
        network.refuse(true);

        run(2000);

        assertTrue(network.connectCount() > 10 && network.connectCount() < 40, "tries=" + network.connectCount());
        assertEquals(DisconnectReason.CONNECT_FAILED, producer.lastDisconnect());
        verify(listener, atLeastOnce()).onDisconnected(eq(DisconnectReason.CONNECT_FAILED), anyString());
        network.refuse(false);
        startServer();
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
    }

    @Test
    void goThroughTheirEndpointsUntilOneAnswers() {
        startServer();
        final QueueProducer producer = producer(new QueueProducerContext().name("feed").clock(clock).network(network)
            .endpoint(new InetSocketAddress("127.0.0.1", PORT + 1))
            .endpoint(new InetSocketAddress("127.0.0.1", PORT)));

        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
    }

    @Test
    void giveUpALoginThatIsNotAnsweredInTime() {
        startServer();
        network.blackHole(true);
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .loginTimeoutNs(100 * MS));
        run(150);
        assertTrue(producer.lastDisconnect() == DisconnectReason.CONNECT_FAILED
            || producer.lastDisconnect() == DisconnectReason.LOGIN_TIMEOUT, "was " + producer.lastDisconnect());
        network.blackHole(false);

        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
    }

    @Test
    void areToldWhyTheyAreRefused() {
        options = context -> context.maxSubscriptions(1);
        startServer();
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk")).listener(listener));
        inbox.consumer.subscribe("a", QueuePosition.end());
        inbox.consumer.subscribe("b", QueuePosition.end());

        runUntil("it is refused", () -> inbox.consumer.lastDisconnect() != DisconnectReason.NONE);

        final InOrder order = inOrder(listener);
        order.verify(listener).onConnected(any(), eq("hub"));
        order.verify(listener).onRefused(eq(QueueRefusal.TOO_MANY), anyString());
        order.verify(listener).onDisconnected(any(), anyString());
    }

    @Test
    void areToldWhatExpiredWhileTheyWereAway() {
        options = context -> context.maxHoldNs(TimeUnit.MINUTES.toNanos(1)).cycleSize(256 << 10)
            .maxMessageLength(10_000);
        startServer();
        final Inbox first = consumer("desk");
        first.consumer.subscribe("a", QueuePosition.end());
        settle();
        first.consumer.close();
        final QueueProducer producer = connectedProducer("feed");
        final byte[] payload = new byte[1000];
        final int total = 2000;
        for (int i = 0; i < total; i++) {
            if (i % 100 == 0) {
                clock.advance(TimeUnit.SECONDS.toNanos(20));
            }
            assertTrue(producer.offer("a", payload, 0, payload.length) > 0);
            step();
        }
        awaitConfirmed(producer);

        final Inbox second = consumer(common(new QueueConsumerContext().name("desk")).listener(listener));

        final ArgumentCaptor<Long> lost = ArgumentCaptor.forClass(Long.class);
        runUntil("it has all that is left", () -> second.consumer.consumed() == server.lastIndex());
        verify(listener).onExpired(anyLong(), anyLong(), lost.capture());
        assertTrue(lost.getValue() > 0 && lost.getValue() < total, "lost=" + lost.getValue());
        assertEquals(total - lost.getValue(), second.received.size());
        network.cutAll();
        settle();
        verify(listener).onExpired(anyLong(), anyLong(), anyLong());
    }

    @Test
    void noticeThatTheServerIsSilent() {
        startServer();
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .heartbeatIntervalNs(100 * MS));
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk")).heartbeatIntervalNs(100 * MS));
        runUntil("both are connected", () -> producer.state() == ConnectionState.CONNECTED
            && inbox.consumer.state() == ConnectionState.CONNECTED);
        clock.advance(TimeUnit.SECONDS.toNanos(1));
        run(1000);
        assertTrue(producer.lastDisconnect() == DisconnectReason.NONE
            || producer.lastDisconnect() == DisconnectReason.PEER_TIMEOUT);
        final int connects = network.connectCount();
        run(2000);
        assertEquals(connects, network.connectCount());

        network.stall(Direction.TO_CLIENT, true);
        run(400);

        assertEquals(DisconnectReason.PEER_TIMEOUT, producer.lastDisconnect());
        assertEquals(DisconnectReason.PEER_TIMEOUT, inbox.consumer.lastDisconnect());
    }

    @Test
    void parkUntilTheSocketIsReadyOrTheNextTryIsDue() {
        startServer();
        final QueueProducer producer = connectedProducer("feed");
        final IdleStrategy idle = producer.parking(50 * MS);
        final int before = network.waiters().size();

        for (int i = 0; i < 1000; i++) {
            idle.idle(0);
        }
        producer.close();
        idle.idle(0);

        assertTrue(network.waiters().get(before - 1).waits() > 100);
        assertTrue(network.waiters().get(before - 1).isClosed());
        assertThrows(IllegalArgumentException.class, () -> producer(common(new QueueProducerContext().name("b")))
            .parking(0));
    }

    @Test
    void deliverEachMessageOnceHoweverTheNetworkCutsAndSplits() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        network.capacity(4096);
        startServer();
        final Inbox inbox = consumer(common(new QueueConsumerContext().name("desk")).ackBatch(7)
            .heartbeatIntervalNs(50 * MS));
        inbox.consumer.subscribe("a", QueuePosition.start());
        settle();
        network.splitRandomly(seed);
        final QueueProducer producer = producer(common(new QueueProducerContext().name("feed"))
            .heartbeatIntervalNs(50 * MS));
        inbox.answer = message -> random.nextInt(10) == 0 ? Action.RETRY : Action.CONSUMED;
        int sent = 0;
        for (int i = 0; i < 100_000 && inbox.received.size() < MESSAGES; i++) {
            while (sent < MESSAGES && random.nextInt(4) > 0 && offer(producer, "a", "" + sent) > 0) {
                sent++;
            }
            if (random.nextInt(300) == 0) {
                network.cutAll(Cut.values()[random.nextInt(Cut.values().length)]);
            } else if (random.nextInt(300) == 0) {
                network.cutAfter(Direction.values()[random.nextInt(2)], random.nextInt(500));
            } else if (random.nextInt(1000) == 0) {
                restartServer();
            }
            inbox.isPaused = random.nextInt(3) == 0;
            step();
        }
        inbox.isPaused = false;
        settle();

        assertEquals(numbered("a", 0, MESSAGES), inbox.received, "seed=" + seed);
        assertEquals(MESSAGES, producer.confirmed(), "seed=" + seed);
    }

    @Test
    void giveTheMemoryOfALongMessageBackOnceNoneComesAnyMore() {
        startServer();
        final QueueProducer producer = connectedProducer("feed");
        final Inbox inbox = consumer("desk");
        inbox.consumer.subscribeAll(QueuePosition.end());
        settle();
        offer(producer, "a", "x".repeat(LONG));
        awaitReceived(inbox, 1);
        inbox.isPaused = true;
        run(500); // in which the server gives back what it took itself
        final long usedBytes = directBytes();

        inbox.isPaused = false;
        run(2500);

        assertTrue(usedBytes - directBytes() > 0.9 * LONG, "before=" + usedBytes + " after=" + directBytes());
        offer(producer, "a", "y".repeat(LONG));
        awaitReceived(inbox, 2);
    }

    @Test
    void haveANameForEveryReasonThatTheServerMayGive() {
        assertEquals(Arrays.stream(SessionCode.values()).map(SessionCode::name).toList(),
            Arrays.stream(SessionCode.values()).map(code -> QueueRefusal.of(code).name()).toList());
        assertEquals(SessionCode.values().length, QueueRefusal.values().length);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
