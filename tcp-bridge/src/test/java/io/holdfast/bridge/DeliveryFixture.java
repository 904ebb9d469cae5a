package io.holdfast.bridge;

import io.holdfast.AckMode;

/** A pair of which the client sends and the server handles. */
abstract class DeliveryFixture extends PairFixture {
    void connectInManualMode() {
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL);
        connect();
    }

    void send(final int count) {
        new Way(pair, true).send(0, count);
    }
}
