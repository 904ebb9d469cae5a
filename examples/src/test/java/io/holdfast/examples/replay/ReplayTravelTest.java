package io.holdfast.examples.replay;

import io.holdfast.Action;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.Transport;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySink;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import io.holdfast.store.journal.SinkRefusedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client recorded is replayed into a server by another client, all in one thread and on a clock of the test. */
class ReplayTravelTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int COUNT = 40;
    private static final int BACKLOG = 3;
    private static final int ROUNDS = 200_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<String> recorded = new ArrayList<>();
    private final List<Long> gapsNs = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final StandingClock clock = new StandingClock();

    @TempDir
    private Path folder;

    /** Stands still until a test moves it. */
    private static final class StandingClock implements Clock {
        private static final long BEGIN_NS = TimeUnit.DAYS.toNanos(20_000);
        private long nowNs = 1;

        @Override
        public long epochNs() {
            return BEGIN_NS + nowNs;
        }

        @Override
        public long monotonicNs() {
            return nowNs;
        }
    }

    @BeforeEach
    void record() throws IOException {
        try (Server server = server("recorder"); Client client = client("A", "recording", server)) {
            for (int i = 0; i < COUNT; i++) {
                final byte[] payload = new byte[random.nextInt(2000)];
                random.nextBytes(payload);
                final int type = random.nextInt();
                assertTrue(client.connection().offer(type, ByteBuffer.wrap(payload)) > 0);
                recorded.add(type + " true " + Arrays.toString(payload));
                final long gapNs = random.nextInt(20) * MS;
                gapsNs.add(gapNs);
                clock.nowNs += gapNs;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void eachMessageIsSentWhenItIsDueAndArrivesAsItWasRecorded(final Transport transport) throws IOException {
        try (Server server = server("server"); Client client = client("replay", "own", transport, server);
             Journal journal = Journal.open(folder.resolve("recording"), "A", "S");
             JournalReader reader = journal.reader()) {
            final Connection connection = client.connection();
            final Replayer replayer = Replayer.of(reader, ReplaySink.into(connection),
                new ReplayContext().speed(ReplaySpeed.times(2)).clock(clock));

            for (int i = 0; i < COUNT; i++) {
                replayer.doWork(COUNT);
                final int due = i + 1 + (int) gapsNs.subList(i, COUNT - 1).stream().takeWhile(gap -> gap == 0).count();
                assertEquals(due, replayer.progress().messages(), () -> "seed=" + seed);
                clock.nowNs += gapsNs.get(i) / 2;
            }
            await(server, client, () -> connection.unackedMessages() == 0);

            replayer.doWork(1);
            assertTrue(replayer.isDone());
            assertEquals(recorded, received, () -> "seed=" + seed);
            assertEquals(transport, connection.transport());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void backPressureAndPausesHoldItUpAndNothingIsLostOrRepeated(final Transport transport) throws IOException {
        try (Server server = server("server"); Client client = Client.open(context("replay", "own", server)
            .transport(transport).maxBacklogMessages(BACKLOG));
             Journal journal = Journal.open(folder.resolve("recording"), "A", "S");
             JournalReader reader = journal.reader()) {
            final Connection connection = client.connection();
            final Replayer replayer = Replayer.of(reader, ReplaySink.into(connection), ReplaySpeed.max(), clock);
            replayer.doWork(COUNT);
            assertEquals(BACKLOG, replayer.progress().messages());
            assertEquals(Connection.BACK_PRESSURED, replayer.progress().refusal());

            await(server, client, () -> {
                if (random.nextInt(10) == 0) {
                    replayer.pause();
                    assertEquals(0, replayer.doWork(COUNT));
                } else {
                    replayer.resume();
                    replayer.doWork(1 + random.nextInt(COUNT));
                }
                return replayer.isDone() && connection.unackedMessages() == 0;
            });

            assertEquals(recorded, received, () -> "seed=" + seed);
            assertEquals(0, replayer.progress().refusal());
        }
    }

    @Test
    void aConnectionThatIsClosedEndsTheReplayWithAReason() throws IOException {
        try (Server server = server("server"); Client client = client("replay", "own", server);
             Journal journal = Journal.open(folder.resolve("recording"), "A", "S");
             JournalReader reader = journal.reader()) {
            final Replayer replayer =
                Replayer.of(reader, ReplaySink.into(client.connection()), ReplaySpeed.max(), clock);
            assertEquals(1, replayer.doWork(1));
            client.connection().close();

            final SinkRefusedException refused =
                assertThrows(SinkRefusedException.class, () -> replayer.doWork(COUNT));
            assertEquals(Connection.CLOSED, refused.result());
            assertEquals(1, replayer.progress().messages());
        }
    }

    private void await(final Server server, final Client client, final BooleanSupplier condition) {
        for (int round = 0; !condition.getAsBoolean(); round++) {
            assertTrue(round < ROUNDS, () -> "does not come, seed=" + seed);
            server.doWork();
            server.group(0).poll((connection, message) -> note(message), COUNT);
            client.doWork();
            client.connection().poll((connection, message) -> Action.CONSUMED, COUNT);
            clock.nowNs += MS / 100;
        }
    }

    private Action note(final Message message) {
        final byte[] payload = new byte[message.length()];
        message.payload().read(message.payload().readPosition(), payload, 0, payload.length);
        received.add(message.type() + " " + message.isReplay() + " " + Arrays.toString(payload));
        return Action.CONSUMED;
    }

    private Server server(final String store) throws IOException {
        return Server.open(new ServerContext().name("S").store(folder.resolve(store)).clock(clock)
            .listen(new InetSocketAddress("127.0.0.1", 0)));
    }

    private Client client(final String name, final String store, final Server server) {
        return client(name, store, Transport.AUTO, server);
    }

    private Client client(final String name, final String store, final Transport transport, final Server server) {
        return Client.open(context(name, store, server).transport(transport));
    }

    private ClientContext context(final String name, final String store, final Server server) {
        return new ClientContext().name(name).remoteName("S").store(folder.resolve(store)).clock(clock)
            .endpoint(server.localAddress());
    }
}
