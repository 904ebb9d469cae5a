package io.holdfast.examples;

import io.holdfast.Action;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.bridge.queueserver.client.QueueConsumer;
import io.holdfast.bridge.queueserver.client.QueueConsumerContext;
import io.holdfast.bridge.queueserver.client.QueuePosition;
import io.holdfast.bridge.queueserver.client.QueueProducer;
import io.holdfast.bridge.queueserver.client.QueueProducerContext;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The example of named queues in the README. Needs one argument, the folder of the store. */
public final class QueueQuickstart {
    private QueueQuickstart() {
    }

    /**
     * Runs it.
     *
     * @param args the folder of the store
     * @throws IOException if the port cannot be used
     */
    public static void main(final String[] args) throws IOException {
        final Path store = Path.of(args[0]);
        final InetSocketAddress address = new InetSocketAddress("127.0.0.1", 7421);
        final byte[] price = "1.25".getBytes(StandardCharsets.UTF_8);
        try (QueueServer hub = QueueServer.open(new QueueServerContext().name("hub").store(store).listen(address));
             QueueProducer feed = QueueProducer.open(new QueueProducerContext().name("feed").endpoint(address));
             QueueConsumer desk = QueueConsumer.open(new QueueConsumerContext().name("desk").endpoint(address))) {
            desk.subscribe("prices", QueuePosition.start().ifNew()); // once it is known, it goes on behind its ack
            long sequence = 0;

            while (sequence <= 0 || feed.confirmed() < sequence || desk.consumed() == 0) { // in one thread, for once
                hub.doWork();
                feed.doWork();
                if (sequence <= 0) { // NO_SESSION until the first login, which tells where the sequences go on
                    sequence = feed.offer("prices", price, 0, price.length);
                }
                desk.poll(message -> {
                    System.out.println(message.queue() + " " + message.payload());
                    return Action.CONSUMED; // acks it: it does not come again
                }, 10);
            }
        }
    }
}
