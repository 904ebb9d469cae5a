package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.MessageHandler;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A quota on both sides over TCP and shared memory: sends stop, replies and acks go on, and so do sends after them. */
class DiskQuotaTest extends TransportFixture {
    private static final long QUOTA = 2 << 20;
    private static final int LENGTH = 4000;

    private static long bytesBelow(final Path store) {
        try (Stream<Path> files = Files.walk(store)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int offerUntilFull(final Connection connection) {
        int accepted = 0;
        long result = 1;
        while (result > 0) {
            result = connection.offer(2, new byte[LENGTH], 0, LENGTH);
            accepted += result > 0 ? 1 : 0;
        }
        assertEquals(Connection.STORE_FULL, result);
        return accepted;
    }

    @Test
    void twoFullSidesThatAnswerEachOtherGoOn() {
        connect(context -> context.diskQuotaBytes(QUOTA));
        final MessageHandler answer = (connection, message) -> message.type() == 1
            || connection.reply(message.index(), 1, message.payload(), 0, message.length()) > 0
            ? Action.CONSUMED : Action.RETRY;
        pair.atServer.handler = answer;
        pair.atClient.handler = answer;

        for (int round = 0; round < 3; round++) {
            pair.atServer.received.clear();
            pair.atClient.received.clear();
            final int toServer = offerUntilFull(pair.atClient());
            final int toClient = offerUntilFull(pair.atServer());
            assertTrue(toServer > 200 && toClient > 200, "round=" + round + " " + toServer + " " + toClient);

            pair.pollUntilAcked();

            assertEquals(toServer + toClient, pair.atServer.received.size(), "round=" + round);
            assertEquals(toServer + toClient, pair.atClient.received.size(), "round=" + round);
            assertTrue(bytesBelow(pair.clientStore()) <= 2 * QUOTA);
            pair.poll(20);
            assertTrue(bytesBelow(pair.clientStore()) < QUOTA, "bytes=" + bytesBelow(pair.clientStore()));
        }
    }

    @Test
    void whatIsRetainedMakesWayForMessages() {
        connect(context -> context.diskQuotaBytes(QUOTA).retainBytes(QUOTA));
        int accepted = 0;
        while (accepted < 3000) {
            final long result = way.sender().offer(1, new byte[LENGTH], 0, LENGTH);
            accepted += result > 0 ? 1 : 0;
            pair.poll(1);
        }
        pair.pollUntilAcked();

        assertEquals(accepted, way.receiverSide().received.size());
        final Path sender = isToServer ? pair.clientStore() : pair.serverStore();
        assertTrue(bytesBelow(sender) <= QUOTA + (64 << 10), "bytes=" + bytesBelow(sender));
        assertTrue(bytesBelow(sender) > QUOTA / 2, "bytes=" + bytesBelow(sender));
    }
}
