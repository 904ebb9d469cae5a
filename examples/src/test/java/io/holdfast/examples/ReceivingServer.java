package io.holdfast.examples;

import io.holdfast.Action;
import io.holdfast.IdleStrategy;
import io.holdfast.Message;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.HostPort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A server called S in a thread of its own, which notes what it receives until it is closed. */
public final class ReceivingServer implements AutoCloseable {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Server server;
    private final Thread thread;
    private final long most;
    private volatile boolean isClosed;

    private ReceivingServer(final Path store, final int maxMessageLength, final long most,
                            final LoginHandler logins) {
        this.most = most;
        try {
            server = Server.open(new ServerContext().name("S").store(store).loginHandler(logins)
                .maxMessageLength(maxMessageLength).listen(new InetSocketAddress("127.0.0.1", 0)));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, "receiving-server");
        thread.start();
    }

    /** {@return a server that takes all that comes} */
    public static ReceivingServer start(final Path store) {
        return new ReceivingServer(store, 16 << 20, Long.MAX_VALUE,
            request -> LoginHandler.Decision.accept(request.remoteName()));
    }

    /** {@return a server that lets nobody in} */
    public static ReceivingServer startRefusing(final Path store, final String text) {
        return new ReceivingServer(store, 16 << 20, Long.MAX_VALUE, request -> LoginHandler.Decision.refuse(text));
    }

    /** {@return a server that takes so many messages only, and so long ones} */
    public static ReceivingServer startTaking(final Path store, final long most, final int maxMessageLength) {
        return new ReceivingServer(store, maxMessageLength, most,
            request -> LoginHandler.Decision.accept(request.remoteName()));
    }

    private void run() {
        final IdleStrategy idle = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        try (server) {
            while (!isClosed) {
                idle.idle(server.doWork() + server.group(0).poll((connection, message) -> note(message), 100));
            }
        } catch (final RuntimeException e) {
            failure.set(e);
        }
    }

    private Action note(final Message message) {
        if (received.size() >= most) {
            return Action.RETRY;
        }
        final byte[] payload = new byte[message.length()];
        message.payload().read(message.payload().readPosition(), payload, 0, payload.length);
        received.add((message.isReplay() ? "replay " : "") + message.type() + " "
            + new String(payload, StandardCharsets.ISO_8859_1));
        return Action.CONSUMED;
    }

    /** {@return where it listens} */
    public String address() {
        return HostPort.text(server.localAddress());
    }

    /** {@return what came: type and payload, and whether it is a replay} */
    public List<String> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
