package io.holdfast.bridge;

import io.holdfast.AckMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A pair of which the client sends and the server handles. */
abstract class DeliveryFixture {
    @TempDir
    Path folder;

    TestPair pair;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    void connect() {
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
    }

    void connectInManualMode() {
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL);
        connect();
    }

    void send(final int count) {
        new Way(pair, true).send(0, count);
    }
}
