package io.holdfast.examples.bench.link;

import io.holdfast.bridge.queueserver.protocol.Role;

import java.nio.ByteBuffer;

/**
 * A producer and a number of consumers of a queue server, of the base protocol, each with a socket of its own; one
 * thread polls them all. A message is back, or taken, when every consumer has it. Messages are numbered, and each
 * consumer checks the frame and the number of each.
 */
final class QueueLink implements Link {
    /** The number of consumers at which a queue is measured besides one. */
    static final int SEVERAL = 10;

    private static final int CHUNK_LENGTH = 64 * 1024;
    private static final int POLLS_PER_TRY = 1000;

    private final Patience patience;
    private final QueueConsumerEnd[] consumers;
    private final QueueFrame frame;
    private final ByteBuffer chunk;
    private NioSocket producer;
    private long sent;
    private long back;

    QueueLink(final LinkSettings settings, final Patience patience, final int consumerCount) {
        this.patience = patience;
        frame = new QueueFrame(settings.length());
        chunk = ByteBuffer.allocateDirect(Math.max(1, CHUNK_LENGTH / frame.length()) * frame.length());
        for (int at = 0; at < chunk.capacity(); at += frame.length()) {
            frame.put(chunk, at);
        }
        chunk.limit(0);
        consumers = new QueueConsumerEnd[consumerCount];
    }

    @Override
    public void connect(final int port) {
        producer = NioSocket.connect(port);
        writeFully(producer, ByteBuffer.wrap(Role.PRODUCE.wire()));
        for (int i = 0; i < consumers.length; i++) {
            final NioSocket socket = NioSocket.connect(port);
            writeFully(socket, ByteBuffer.wrap(Role.CONSUME.wire()));
            writeFully(socket, frame.subscription());
            consumers[i] = new QueueConsumerEnd(socket, frame);
        }
        awaitSubscriptions();
    }

    /** A consumer gets what is accepted after its subscription, so messages are sent until each consumer got one. */
    private void awaitSubscriptions() {
        while (!isEachSubscribed()) {
            trySend();
            pollSeveralTimes();
        }
        for (final QueueConsumerEnd consumer : consumers) {
            while (chunk.hasRemaining() || consumer.last() < sent) {
                flush();
                consumer.poll();
                patience.idle(consumer.last());
            }
        }
        back = sent;
    }

    private boolean isEachSubscribed() {
        boolean isEach = true;
        for (final QueueConsumerEnd consumer : consumers) {
            isEach &= consumer.received() > 0;
        }
        return isEach;
    }

    private void pollSeveralTimes() {
        for (int i = 0; i < POLLS_PER_TRY; i++) {
            flush();
            for (final QueueConsumerEnd consumer : consumers) {
                consumer.poll();
            }
            patience.idle(0);
        }
    }

    @Override
    public String transport() {
        return "tcp";
    }

    @Override
    public void roundTrip() {
        trySend();
        while (poll() == 0) {
            patience.idle(back);
        }
    }

    @Override
    public boolean trySend() {
        if (chunk.hasRemaining()) {
            return false;
        }
        number(1);
        flush();
        return true;
    }

    /** Fills the chunk with so many messages. */
    private void number(final int count) {
        chunk.clear();
        for (int i = 0; i < count; i++) {
            frame.number(chunk, i * frame.length(), ++sent);
        }
        chunk.limit(count * frame.length());
    }

    private void flush() {
        if (chunk.hasRemaining()) {
            producer.write(chunk);
        }
    }

    @Override
    public int poll() {
        flush();
        long everywhere = Long.MAX_VALUE;
        for (final QueueConsumerEnd consumer : consumers) {
            consumer.poll();
            everywhere = Math.min(everywhere, consumer.last());
        }
        final long before = back;
        back = everywhere;
        return (int) (back - before);
    }

    @Override
    public void stream(final int count) {
        int left = count;
        while (left > 0) {
            final int burst = Math.min(left, chunk.capacity() / frame.length());
            while (chunk.hasRemaining()) {
                poll();
                patience.idle(back);
            }
            number(burst);
            left -= burst;
        }
        poll();
    }

    @Override
    public void drain() {
        while (back < sent) {
            poll();
            patience.idle(back);
        }
    }

    private void writeFully(final NioSocket socket, final ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
            patience.idle(0);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
        for (final QueueConsumerEnd consumer : consumers) {
            if (consumer != null) {
                consumer.close();
            }
        }
    }
}
