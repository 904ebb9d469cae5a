package io.holdfast.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplyTest {
    private static final int OFFERS = 5_000;

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private StoreRoot root;
    private ConnectionStore store;

    @BeforeEach
    void open() {
        root = Connections.root(folder);
        store = root.connection("Server");
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void acksWithTheWriteOfTheAnswer() {
        store.receiveState().adopt(Connections.PEER, 1, 0);

        Connections.reply(store.sendQueue(), 8, 77);

        assertEquals(77, store.receiveState().consumed());
    }

    @Test
    void acksNothingWhenItIsRefused() {
        store.receiveState().adopt(Connections.PEER, 1, 0);

        final long result = Connections.reply(store.sendQueue(), Connections.MAX_MESSAGE_LENGTH + 1, 77);

        assertTrue(result < 0);
        assertEquals(0, store.receiveState().consumed());
    }

    @Test
    void isAckedAfterAKillBetweenTheWriteAndTheStoreOfTheAck() throws IOException {
        store.receiveState().adopt(Connections.PEER, 1, 0);
        store.receiveState().consumed(50);
        final byte[] ackFile = Files.readAllBytes(store.directory().resolve("ack"));
        Connections.reply(store.sendQueue(), 8, 77);

        final ReceiveState killed = reopenedWithAckFile(ackFile);

        assertEquals(77, killed.consumed());
        assertEquals(1, killed.adoption());
    }

    @Test
    void isAckedAfterSuchAKillAlsoWhenItIsFollowedByOffersAndARoll() throws IOException {
        store.receiveState().adopt(Connections.PEER, 1, 0);
        final byte[] ackFile = Files.readAllBytes(store.directory().resolve("ack"));
        Connections.reply(store.sendQueue(), 8, 77);
        for (int i = 0; i < 20; i++) {
            Connections.offer(store.sendQueue(), Connections.MAX_MESSAGE_LENGTH);
        }

        assertEquals(77, reopenedWithAckFile(ackFile).consumed());
    }

    @Test
    void doesNotAckForALogAdoptedSince() throws IOException {
        store.receiveState().adopt(Connections.PEER, 1, 0);
        Connections.reply(store.sendQueue(), 8, 77);
        store.receiveState().adopt(Connections.PEER + 1, 1, 5);
        final byte[] ackFile = Files.readAllBytes(store.directory().resolve("ack"));

        assertEquals(5, reopenedWithAckFile(ackFile).consumed());
    }

    @Test
    void acksForABatchWithItsLastMessageOrNotAtAll() throws IOException {
        store.receiveState().adopt(Connections.PEER, 1, 0);
        final byte[] ackFile = Files.readAllBytes(store.directory().resolve("ack"));
        try (BatchBuffer batch = Connections.batch(3, 8)) {
            store.sendQueue().offer(batch, 77);
        }

        assertEquals(77, reopenedWithAckFile(ackFile).consumed());
    }

    private ReceiveState reopenedWithAckFile(final byte[] content) throws IOException {
        final Path copy = Folders.copied(folder, elsewhere.resolve("copy"));
        Files.write(copy.resolve("Client/Server/ack"), content);
        close();
        root = Connections.root(copy);
        store = root.connection("Server");
        return store.receiveState();
    }

    @Test
    void neverLetsAStampDecreaseWhateverThreadsSendAndWhateverIsAdopted() {
        final AtomicBoolean isDone = new AtomicBoolean();
        final List<CompletableFuture<Void>> senders = IntStream.range(0, 3)
            .mapToObj(i -> Connections.onAThread(() -> offerUntil(isDone))).toList();

        for (int adoption = 1; adoption <= 5; adoption++) {
            store.receiveState().adopt(Connections.PEER + adoption, 1, 1000 - adoption * 100L);
            for (int ack = 1001; ack <= 1000 + OFFERS / 5; ack++) {
                if (ack % 2 == 0) {
                    store.receiveState().consumed(ack);
                } else {
                    assertTrue(Connections.reply(store.sendQueue(), 8, ack) > 0);
                }
            }
        }
        isDone.set(true);
        senders.forEach(CompletableFuture::join);

        final List<long[]> stamps = Connections.stamps(store.sendQueue());
        assertTrue(stamps.size() > OFFERS / 2, "records " + stamps.size());
        for (int i = 1; i < stamps.size(); i++) {
            final long[] before = stamps.get(i - 1);
            final long[] after = stamps.get(i);
            assertTrue(after[0] > before[0] || after[0] == before[0] && after[1] >= before[1],
                () -> "adoption " + before[0] + " ack " + before[1] + " then " + after[0] + " ack " + after[1]);
            assertTrue(after[0] == 0 || after[1] >= 1000 - after[0] * 100, "an ack of another adoption");
        }
    }

    private void offerUntil(final AtomicBoolean isDone) {
        for (int i = 0; i < 100 * OFFERS && !isDone.get(); i++) {
            assertTrue(Connections.offer(store.sendQueue(), 8) > 0);
        }
    }
}
