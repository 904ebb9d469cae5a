package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Several threads send on one connection while others poll it and keep house; cycles are small, so that logs roll. */
@Timeout(60)
class ManySendersTest {
    private static final int SENDERS = 3;
    private static final int MESSAGES = 3_000;
    private static final int REPLY_TYPE = 100;
    private static final int REPLY_EVERY = 5;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean isOver;

    @AfterEach
    void endThreads() {
        isOver = true;
        threads.shutdownNow();
    }

    @Test
    void deliversWhatSeveralThreadsSendOverACutNetwork() throws Exception {
        try (TestPair pair = new TestPair(folder)) {
            pair.serverOptions = context -> context.maxBacklogMessages(500);
            pair.clientOptions = context -> context.maxBacklogMessages(500);
            pair.openServer();
            pair.openClient();
            pair.pollUntilConnected();
            final Received atServer = new Received(SENDERS);
            final Received atClient = new Received(SENDERS + 1);
            final List<Future<List<Long>>> toServer = begin(pair.atClient());
            final List<Future<List<Long>>> toClient = begin(pair.atServer());

            for (int i = 1; !isAllAcked(pair, atServer, atClient); i++) {
                pair.server.doWork();
                pair.client.doWork();
                pair.server.group(0).poll(atServer, 100);
                pair.atClient().poll(atClient, 100);
                pair.clock.advance(TestPair.TICK_NS);
                if (i % 200 == 0) {
                    pair.network.cutAll();
                }
                rethrowFaultOf(toServer);
                rethrowFaultOf(toClient);
            }

            atServer.assertAll(toServer);
            atClient.assertAll(toClient);
            assertEquals(atServer.replied, atClient.indices.get(SENDERS).size());
        }
    }

    private static boolean isAllAcked(final TestPair pair, final Received atServer, final Received atClient) {
        return atServer.isComplete() && atClient.isComplete() && pair.atClient().unackedMessages() == 0
            && pair.atServer().unackedMessages() == 0;
    }

    @Test
    void deliversWhatSeveralThreadsSendWhileOtherThreadsPollAndKeepHouse() throws Exception {
        try (Server server = Server.open(small(new ServerContext(), "S").listen(new InetSocketAddress("127.0.0.1", 0)));
             Client client = Client.open(small(new ClientContext(), "C").endpoint(server.localAddress())
                 .remoteName("S").backoffNs(1_000, 1_000_000))) {
            final Received atServer = new Received(SENDERS);
            final Received atClient = new Received(SENDERS + 1);
            final List<Future<List<Long>>> toServer = begin(client.connection());
            final List<Future<List<Long>>> toClient = begin(server.connection("C"));
            final BooleanSupplier isDone = () -> isOver || atServer.isComplete() && atClient.isComplete()
                && client.connection().unackedMessages() == 0 && server.connection("C").unackedMessages() == 0;

            final Future<?> housekeeping = threads.submit(() -> repeat(isDone, server::doWork));
            final Future<?> polling = threads.submit(() -> repeat(isDone, () -> {
                if (server.group(0).poll(atServer, 100) > 0 && atServer.count % 1_000 < 20) {
                    server.connection("C").disconnect();
                }
            }));
            repeat(isDone, () -> {
                client.doWork();
                client.connection().poll(atClient, 100);
            });
            housekeeping.get();
            polling.get();

            atServer.assertAll(toServer);
            atClient.assertAll(toClient);
            assertEquals(atServer.replied, atClient.indices.get(SENDERS).size());
        }
    }

    private <T extends EndpointContext<T>> T small(final T context, final String name) {
        return context.name(name).store(folder.resolve(name)).cycleSize(TestPair.CYCLE_SIZE).maxMessageLength(4096)
            .maxBacklogMessages(500);
    }

    private void repeat(final BooleanSupplier isDone, final Runnable work) {
        try {
            while (!isDone.getAsBoolean()) {
                work.run();
                Thread.onSpinWait();
            }
        } catch (final RuntimeException | Error e) {
            isOver = true;
            throw e;
        }
    }

    private List<Future<List<Long>>> begin(final Connection connection) {
        return IntStream.range(0, SENDERS)
            .mapToObj(type -> threads.submit(new NumberedSender(connection, type, MESSAGES, () -> isOver))).toList();
    }

    private static void rethrowFaultOf(final List<Future<List<Long>>> senders)
        throws ExecutionException, InterruptedException {
        for (final Future<List<Long>> sender : senders) {
            if (sender.isDone()) {
                sender.get();
            }
        }
    }

    /** What came, by sender. Replies to some of it, if it is not the side that gets the replies. */
    private static final class Received implements MessageHandler {
        private final List<List<Long>> indices = new ArrayList<>();
        private volatile int count;
        private int fromSenders;
        private int replied;
        private long lastOrdinal;
        private int batchNext;

        Received(final int types) {
            IntStream.range(0, types).forEach(i -> indices.add(new ArrayList<>()));
        }

        @Override
        public Action onMessage(final Connection connection, final Message message) {
            assertEquals(lastOrdinal + 1, message.ordinal());
            assertEquals(batchNext, message.batchPosition());
            final int type = message.type() == REPLY_TYPE ? SENDERS : message.type();
            final List<Long> ofType = indices.get(type);
            if (type < SENDERS) {
                assertEquals(NumberedSender.length(ofType.size()), message.length());
                final ByteBuffer payload = ByteBuffer.allocate(message.length());
                message.copyTo(payload);
                assertEquals(ofType.size(), payload.getInt(0));
            }
            if (indices.size() == SENDERS && message.ordinal() % REPLY_EVERY == 0 && !hasReplied(connection, message)) {
                return Action.RETRY;
            }
            lastOrdinal++;
            batchNext = (message.batchPosition() + 1) % message.batchSize();
            ofType.add(message.index());
            fromSenders += type < SENDERS ? 1 : 0;
            count = fromSenders;
            return Action.CONSUMED;
        }

        private boolean hasReplied(final Connection connection, final Message message) {
            final long result = connection.reply(message.index(), REPLY_TYPE, Bytes.wrapForRead(new byte[8]), 0, 8);
            assertTrue(result > 0 || result == Connection.BACK_PRESSURED, () -> Connection.resultName(result));
            replied += result > 0 ? 1 : 0;
            return result > 0;
        }

        boolean isComplete() {
            return count == SENDERS * MESSAGES;
        }

        void assertAll(final List<Future<List<Long>>> senders) throws ExecutionException, InterruptedException {
            for (int i = 0; i < senders.size(); i++) {
                assertEquals(senders.get(i).get(), indices.get(i));
            }
        }
    }
}
