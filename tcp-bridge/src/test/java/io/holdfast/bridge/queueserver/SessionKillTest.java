package io.holdfast.bridge.queueserver;

import io.holdfast.Durability;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two producers and a durable consumer, through connections that are lost and kills of the server at any instant:
 * nothing confirmed is lost or there twice, nothing comes again after its ack, nothing is passed over.
 */
class SessionKillTest extends QueueServerFixture {
    private static final int ROUNDS = Integer.getInteger("holdfast.queue.killRounds", 60);

    private final Random random = new Random();
    private Path store;
    private Durability durability;
    private int kills;

    /** A producer that sends again what it knows nothing of. */
    private final class Feed {
        private final String name;
        private WireSession session;
        private boolean isWelcome;
        private long confirmed;
        private long sent;

        Feed(final String name) {
            this.name = name;
        }

        void connect() {
            session = session(WireSession.hello('p', name));
            isWelcome = false;
        }

        void step() {
            session.receive();
            if (!isWelcome && session.mark() >= 0) {
                isWelcome = true;
                assertTrue(session.mark() >= confirmed, "a confirmed message is lost: " + session.mark());
                confirmed = session.mark(); // also of what an earlier session sent and heard nothing of
                sent = session.mark() - random.nextInt((int) Math.min(3, session.mark() + 1));
            }
            confirmed = Math.max(confirmed, session.confirmed());
            for (int i = random.nextInt(8); isWelcome && i > 0; i--) {
                sent++;
                session.send(WireSession.produce(sent, name, "m" + sent));
            }
        }
    }

    /** A consumer whose messages come one after the other, those that it has not acked again. */
    private final class Desk {
        private WireSession session;
        private int taken;
        private long settled;
        private long ackSent;
        private final long[] next = new long[2];
        private final long[] settledNext = {1, 1};

        void connect() {
            session = session(WireSession.hello('c', "desk"));
            taken = 0;
            next[0] = 0;
            next[1] = 0;
        }

        void step() {
            session.receive();
            if (session.mark() >= 0) {
                assertTrue(session.mark() >= settled && (ackSent == 0 || session.mark() <= ackSent),
                    "mark=" + session.mark() + " settled=" + settled + " ackSent=" + ackSent);
                settled = session.mark();
            }
            for (; taken < session.received().size(); taken++) {
                take(session.received().get(taken), session.indices().get(taken));
            }
            if (taken > 0 && random.nextInt(3) == 0) {
                final long index = session.indices().get(random.nextInt(taken));
                session.send(WireSession.ack(0, index));
                ackSent = Math.max(ackSent, index);
            }
        }

        private void take(final String message, final long index) {
            final int feed = message.charAt(0) - 'x';
            final long sequence = Long.parseLong(message.substring(message.indexOf('#') + 1));
            assertEquals((feed == 0 ? "x" : "y") + "=m" + sequence + " #" + sequence, message);
            assertTrue(index > settled, "again after its ack: " + message);
            assertTrue(next[feed] == 0 ? sequence <= settledNext[feed] : sequence == next[feed],
                "passed over: " + message + " after " + next[feed] + " or " + settledNext[feed]);
            next[feed] = sequence + 1;
            settledNext[feed] = Math.max(settledNext[feed], next[feed]);
        }
    }

    private void kill() throws IOException {
        final Path copy = folder.resolve("killed-" + ++kills);
        try (var all = Files.walk(store)) {
            for (final Path one : (Iterable<Path>) all::iterator) {
                Files.copy(one, copy.resolve(store.relativize(one)));
            }
        }
        server.close();
        store = copy;
        open();
    }

    private void open() {
        start(context().store(store).durability(durability).cycleSize(256 << 10)
            .maxMessageLength(100_000).maxNameLength(100));
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void nothingConfirmedIsLostAndNothingComesAgainAfterItsAck(final Durability chosen) throws IOException {
        final long seed = Long.getLong("holdfast.seed", System.identityHashCode(new Object()));
        random.setSeed(seed);
        durability = chosen;
        store = folder.resolve("store");
        open();
        final List<Feed> feeds = List.of(new Feed("x"), new Feed("y"));
        final Desk desk = new Desk();
        welcomed('c', "desk").send(WireSession.subscribe(1, 0, 0, ""));
        pollUntil("it is subscribed", () -> sessions.get(0).receive().received().size() == 1);
        feeds.forEach(Feed::connect);
        desk.connect();

        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = random.nextInt(30); i > 0; i--) {
                    feeds.forEach(Feed::step);
                    desk.step();
                    poll(random.nextInt(3));
                }
                disturb(feeds, desk);
            }
            settle(feeds, desk);
        } catch (final AssertionError e) {
            throw new AssertionError("holdfast.seed=" + seed + " kills=" + kills, e);
        }
    }

    private void disturb(final List<Feed> feeds, final Desk desk) throws IOException {
        final boolean isKill = random.nextInt(4) == 0;
        if (isKill) {
            kill();
        }
        for (final Feed feed : feeds) {
            if (isKill || random.nextInt(4) == 0) {
                feed.session.close();
                feed.connect();
            }
        }
        if (isKill || random.nextInt(4) == 0) {
            desk.session.close();
            desk.connect();
        }
    }

    private void settle(final List<Feed> feeds, final Desk desk) {
        pollUntil("all is confirmed and delivered", () -> {
            desk.step();
            boolean isDone = true;
            for (int i = 0; i < 2; i++) {
                final Feed feed = feeds.get(i);
                feed.session.receive();
                feed.confirmed = Math.max(feed.confirmed, feed.session.confirmed());
                if (!feed.isWelcome || feed.sent < 50) {
                    feed.step();
                }
                isDone &= feed.isWelcome && feed.confirmed >= feed.sent && desk.settledNext[i] > feed.confirmed;
            }
            return isDone;
        });
        for (int i = 0; i < 2; i++) {
            final String name = feeds.get(i).name;
            final long id = ProducerNames.idOf(name);
            long logged = 0;
            try (var reader = server.log().reader()) {
                while (reader.next()) {
                    if (reader.producerId() == id) {
                        assertTrue(logged == 0 || reader.producerSequence() == logged + 1,
                            name + ": " + reader.producerSequence() + " after " + logged);
                        logged = reader.producerSequence();
                    }
                }
            }
            assertEquals(Math.max(feeds.get(i).sent, feeds.get(i).confirmed), logged, name);
        }
    }
}
