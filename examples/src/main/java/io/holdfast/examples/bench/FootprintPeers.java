package io.holdfast.examples.bench;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.DutyCycle;
import io.holdfast.IdleStrategy;
import io.holdfast.Message;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.examples.command.CommandFailure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The peers of the measured server: one client each, which answers every message. The first is polled busily by the
 * calling thread; the others come when the first is told so, and a thread of their own serves them all.
 */
final class FootprintPeers {
    /** Types of messages: answer this, and open the other clients. */
    static final int PING = 1;
    static final int OPEN_OTHERS = 2;

    private static final int MOST_PER_POLL = 64;
    private static final int OPENED_BETWEEN_POLLS = 50;
    private static final long PARK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final FootprintSettings settings;
    private final int port;
    private final BooleanSupplier isEnough;
    private volatile RuntimeException failure;
    private Thread others;

    FootprintPeers(final FootprintSettings settings, final int port, final BooleanSupplier isEnough) {
        this.settings = settings;
        this.port = port;
        this.isEnough = isEnough;
    }

    /** Serves until told to end. */
    void run() {
        try (Client first = open(0)) {
            while (!isEnough.getAsBoolean() && failure == null) {
                first.doWork();
                first.connection().poll(this::onMessage, MOST_PER_POLL);
            }
        } finally {
            joinOthers();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Client open(final int number) {
        return Client.open(settings.applyTo(new ClientContext()).name(FootprintSettings.peerName(number))
            .remoteName(FootprintSettings.SERVER_NAME)
            .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private Action onMessage(final Connection connection, final Message message) {
        if (message.type() == OPEN_OTHERS && others == null) {
            others = new Thread(this::serveOthers, "footprint-peers");
            others.start();
        }
        return connection.reply(message.index(), message.type(), message.payload(), 0, message.length()) > 0
            ? Action.CONSUMED : Action.RETRY;
    }

    private void serveOthers() {
        final List<Client> clients = new ArrayList<>();
        try {
            final DutyCycle serveAll = () -> serve(clients);
            for (int number = 1; number < settings.connections() && !isEnough.getAsBoolean(); number++) {
                clients.add(open(number));
                if (number % OPENED_BETWEEN_POLLS == 0) {
                    serveAll.doWork();
                }
            }
            final IdleStrategy idle = IdleStrategy.backoff(PARK_NS);
            while (!isEnough.getAsBoolean()) {
                idle.idle(serveAll.doWork());
            }
        } catch (final RuntimeException error) {
            failure = error;
        } finally {
            clients.forEach(Client::close);
        }
    }

    private int serve(final List<Client> clients) {
        int workCount = 0;
        for (final Client client : clients) {
            workCount += client.doWork() + client.connection().poll(this::onMessage, MOST_PER_POLL);
        }
        return workCount;
    }

    private void joinOthers() {
        if (others != null) {
            try {
                others.join();
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted while the peers end", interrupted);
            }
        }
    }
}
