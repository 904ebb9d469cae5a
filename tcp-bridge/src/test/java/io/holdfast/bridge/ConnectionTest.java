package io.holdfast.bridge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionTest {
    @TempDir
    Path folder;

    @Test
    void deliversInOrderInBothDirections() {
        try (TestPair pair = TestPair.connected(folder)) {
            IntStream.range(0, 100).forEach(i -> TestPair.send(pair.atClient(), "to server " + i));
            IntStream.range(0, 100).forEach(i -> TestPair.send(pair.atServer(), "to client " + i));

            pair.pollUntilAcked();

            assertEquals(IntStream.range(0, 100).mapToObj(i -> "to server " + i).toList(), pair.atServer.received);
            assertEquals(IntStream.range(0, 100).mapToObj(i -> "to client " + i).toList(), pair.atClient.received);
        }
    }

    @Test
    void deliversWhatWasSentBeforeTheFirstLogin() {
        try (TestPair pair = new TestPair(folder)) {
            pair.openClient();
            TestPair.send(pair.atClient(), "early");
            pair.openServer();
            TestPair.send(pair.atServer(), "early too");

            pair.pollUntilConnected();
            pair.pollUntilAcked();

            assertEquals(List.of("early"), pair.atServer.received);
            assertEquals(List.of("early too"), pair.atClient.received);
        }
    }

    @Test
    void replaysFromTheLastAckAfterAKillOfEitherSide() {
        try (TestPair pair = TestPair.connected(folder)) {
            TestPair.send(pair.atClient(), "1");
            pair.pollUntilAcked();
            TestPair.send(pair.atClient(), "2");
            pair.killClient();
            pair.openClient();
            pair.pollUntilAcked();
            TestPair.send(pair.atClient(), "3");
            pair.killServer();
            pair.openServer();
            pair.pollUntilAcked();

            assertEquals(List.of("1", "2", "3"), pair.atServer.received);
            assertTrue(pair.atClient().lastOrdinal() == 3);
        }
    }
}
