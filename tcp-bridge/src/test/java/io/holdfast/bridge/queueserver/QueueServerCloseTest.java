package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A server of which parts cannot be closed. */
class QueueServerCloseTest extends QueueServerFixture {
    /** Of one network, each with its number. */
    private static final class StuckWaiter implements Waiter {
        private final int number;

        StuckWaiter(final int number) {
            this.number = number;
        }

        @Override
        public boolean await(final long maxNs) {
            return false;
        }

        @Override
        public void wake() {
            // nobody waits
        }

        @Override
        public void look() {
            // nothing is watched
        }

        @Override
        public void tidy() {
            // nothing is watched
        }

        @Override
        public void close() {
            throw new IllegalStateException("waiter " + number + " is stuck");
        }
    }

    private static final class StuckNetwork implements Network {
        private final Network sockets = new FaultyNetwork();
        private int waiters;

        @Override
        public Listener listen(final InetSocketAddress address) throws IOException {
            return sockets.listen(address);
        }

        @Override
        public Channel connect(final InetSocketAddress address, final int socketBufferLength) throws IOException {
            return sockets.connect(address, socketBufferLength);
        }

        @Override
        public Waiter waiter() {
            return new StuckWaiter(++waiters);
        }
    }

    @Test
    void whatThrowsAsItIsClosedKeepsNothingElseOpen() throws SubscriberRefusedException {
        start(context().network(new StuckNetwork()).shards(2));
        server.durableSubscribers().connect("desk", null);

        final RuntimeException fault = assertThrows(IllegalStateException.class, server::close);

        assertEquals("waiter 1 is stuck", fault.getMessage());
        assertEquals(List.of("waiter 2 is stuck"),
            Arrays.stream(fault.getSuppressed()).map(Throwable::getMessage).toList());
        assertEquals(List.of(), server.subscribers());
        restart(context());
        assertEquals(1, server.subscribers().size());
    }
}
