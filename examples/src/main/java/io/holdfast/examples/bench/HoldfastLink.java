package io.holdfast.examples.bench;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.examples.command.CommandFailure;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Holdfast client that busily polls in the thread that sends. */
final class HoldfastLink implements AutoCloseable {
    /** Answered with its own payload. */
    static final int PING = 1;
    /** Taken and acked. */
    static final int STREAM = 2;
    /** Answered; afterwards it is the bare sockets' turn. */
    static final int SWITCH = 3;

    static final String CLIENT_NAME = "bench-client";
    static final String SERVER_NAME = "bench-server";

    /** Sessions must outlast the blocks of the other kind, in which nobody polls. */
    static final long LIVENESS_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);

    private static final int MOST_PER_POLL = 64;
    private static final int MOST_PER_BURST = 64;

    private final Client client;
    private final Connection connection;
    private final byte[] payload;
    private final MessageHandler handler = this::onAnswer;
    private long answers;

    private HoldfastLink(final Client client, final int length) {
        this.client = client;
        connection = client.connection();
        payload = new byte[length];
    }

    static HoldfastLink connect(final Path store, final InetSocketAddress address, final int length) {
        return new HoldfastLink(Client.open(new ClientContext().name(CLIENT_NAME).store(store).endpoint(address)
            .remoteName(SERVER_NAME).singleSender(true).livenessTimeoutNs(LIVENESS_TIMEOUT_NS)), length);
    }

    private Action onAnswer(final Connection from, final Message message) {
        answers++;
        return Action.CONSUMED;
    }

    /**
     * Sends one message and waits for its answer.
     *
     * @param type of the message
     */
    void roundTrip(final int type) {
        final long expected = answers + 1;
        offer(type);
        while (answers < expected) {
            poll();
        }
    }

    /**
     * Sends messages without answers and waits until all are acked.
     *
     * @param count how many
     */
    void stream(final long count) {
        long left = count;
        while (left > 0) {
            for (long burst = Math.min(left, MOST_PER_BURST); burst > 0; burst--) {
                offer(STREAM);
                left--;
            }
            poll();
        }
        while (connection.unackedMessages() > 0) {
            poll();
        }
    }

    private void offer(final int type) {
        long result = connection.offer(type, payload, 0, payload.length);
        while (result == Connection.BACK_PRESSURED) {
            poll();
            result = connection.offer(type, payload, 0, payload.length);
        }
        if (result < 0) {
            throw new CommandFailure("a message was not accepted: " + Connection.resultName(result));
        }
    }

    private void poll() {
        client.doWork();
        connection.poll(handler, MOST_PER_POLL);
    }

    @Override
    public void close() {
        client.close();
    }
}
