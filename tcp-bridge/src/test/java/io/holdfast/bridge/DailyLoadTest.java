package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.Message;
import io.holdfast.SessionRoll;
import io.holdfast.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rolls while several threads send on whatever connection is the current one. */
class DailyLoadTest extends DailyFixture {
    private static final int SENDERS = 3;
    private static final int DAYS = 3;

    /** What one direction did: each message is known by its connection and index. */
    private static final class Tally implements ConnectionListener {
        final Set<String> accepted = ConcurrentHashMap.newKeySet();
        final Map<String, Integer> received = new ConcurrentHashMap<>();
        final Map<String, Long> lastReceived = new ConcurrentHashMap<>();
        final Map<String, SessionRoll> rolls = new ConcurrentHashMap<>();
        final AtomicReference<String> fault = new AtomicReference<>();

        @Override
        public void onSessionRolled(final Connection old, final SessionRoll roll) {
            if (rolls.put(old.toString(), roll) != null) {
                fault.set("told twice: " + old);
            }
        }

        void accepted(final Connection connection, final long index) {
            accepted.add(connection + " " + index);
        }

        Action onMessage(final Connection connection, final Message message) {
            final String way = connection.remoteName() + "->" + connection.localName();
            received.merge(way + " " + message.index(), 1, Integer::sum);
            final Long before = lastReceived.put(way, message.index());
            if (before != null && before >= message.index()) {
                fault.set("out of order: " + way + " " + before + " " + message.index());
            }
            return Action.CONSUMED;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void everyMessageAcceptedAroundARollIsReceivedOrWithinTheRangeThatIsTold(final Transport transport)
        throws InterruptedException {
        pair.transport = transport;
        final Tally atServer = new Tally();
        final Tally atClient = new Tally();
        pair.serverOptions = context -> context.daily(ROLL).listener(atServer).groups(2);
        pair.clientOptions = context -> context.remoteDaily("S", ROLL).listener(atClient);
        pair.openServer();
        pair.openClient();
        final AtomicBoolean isDone = new AtomicBoolean();
        final List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            final boolean isServer = i == 0;
            senders.add(new Thread(() -> send(isServer, isServer ? atServer : atClient, isDone)));
        }
        senders.forEach(Thread::start);
        try {
            for (int day = 0; day < DAYS; day++) {
                final int count = (day + 1) * 300;
                pollUntil("messages flow on day " + day, atServer, atClient, () -> atServer.received.size() > count);
                pair.clock.stepWallClock(day == 0 ? ROLL_AFTER_NS : DAY_NS);
                final int rolls = day + 1;
                pollUntil("roll " + rolls, atServer, atClient,
                    () -> atServer.rolls.size() == rolls && atClient.rolls.size() == rolls);
            }
        } finally {
            isDone.set(true);
            for (final Thread sender : senders) {
                sender.join();
            }
        }
        pollUntil("all acked", atServer, atClient,
            () -> pair.atClient().unackedMessages() + pair.atServer().unackedMessages() == 0);

        check(atClient, atServer);
        check(atServer, atClient);
    }

    private void pollUntil(final String what, final Tally atServer, final Tally atClient,
                           final BooleanSupplier condition) {
        for (int i = 0; i < 2_000_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            pollBoth(atServer, atClient);
            Thread.yield();
        }
        throw new AssertionError("did not come about: " + what + "; server received " + atServer.received.size()
            + ", client received " + atClient.received.size());
    }

    private void pollBoth(final Tally atServer, final Tally atClient) {
        pair.server.doWork();
        for (int i = 0; i < 2; i++) {
            pair.server.group(i).poll(atServer::onMessage, 50);
        }
        pair.client.doWork();
        pair.client.connection().poll(atClient::onMessage, 50);
        pair.clock.advance(TestPair.TICK_NS / 1000);
    }

    private void send(final boolean isServer, final Tally tally, final AtomicBoolean isDone) {
        final byte[] payload = new byte[100];
        while (!isDone.get()) {
            final Connection connection = isServer ? pair.atServer() : pair.atClient();
            for (int i = 0; i < 20; i++) {
                final long result = connection.offer(1, payload, 0, payload.length);
                if (result > 0) {
                    tally.accepted(connection, result);
                } else if (result != Connection.SESSION_ENDED) {
                    tally.fault.set(Connection.resultName(result));
                }
            }
            while (connection.unackedMessages() > 500 && !isDone.get()
                && connection == (isServer ? pair.atServer() : pair.atClient())) {
                Thread.onSpinWait();
            }
        }
    }

    private static void check(final Tally sender, final Tally receiver) {
        assertNull(sender.fault.get());
        assertTrue(receiver.received.values().stream().allMatch(count -> count == 1), "nothing twice");
        assertTrue(sender.accepted.containsAll(receiver.received.keySet()), "only what was accepted");
        final Set<String> missing = new HashSet<>(sender.accepted);
        missing.removeAll(receiver.received.keySet());
        for (final String message : missing) {
            final SessionRoll roll = sender.rolls.get(message.split(" ")[0]);
            final long index = Long.parseLong(message.split(" ")[1]);
            assertTrue(roll != null && roll.fromIndex() <= index && index <= roll.toIndex(), message + " " + roll);
        }
        sender.rolls.forEach((connection, roll) -> assertEquals(roll.unackedMessages(), sender.accepted.stream()
            .filter(message -> message.startsWith(connection + " "))
            .mapToLong(message -> Long.parseLong(message.split(" ")[1]))
            .filter(index -> roll.unackedMessages() > 0 && roll.fromIndex() <= index && index <= roll.toIndex())
            .count(), connection + " " + roll));
    }
}
