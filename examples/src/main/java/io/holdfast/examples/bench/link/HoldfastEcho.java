package io.holdfast.examples.bench.link;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.bridge.ConnectionGroup;
import io.holdfast.bridge.Server;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.echo.EchoHandler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A Holdfast server: answers with {@code reply}, which acks in the same write, or acks. */
final class HoldfastEcho implements Echo {
    private static final int MOST_PER_POLL = 256;

    private final HoldfastEnd end;
    private final Server server;

    private HoldfastEcho(final LinkSettings settings, final boolean isEncrypted) {
        end = new HoldfastEnd(settings, isEncrypted);
        try {
            server = Server.open(end.server(settings)
                .maxPendingLogins(HalfOpenSockets.MOST).loginTimeoutNs(HalfOpenSockets.TIMEOUT_NS)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on the loopback address", error);
        }
        end.rareDuty(server::doWork);
    }

    /** {@return one with a plain socket} */
    static HoldfastEcho plain(final LinkSettings settings) {
        return new HoldfastEcho(settings, false);
    }

    /** {@return one whose socket speaks TLS} */
    static HoldfastEcho encrypted(final LinkSettings settings) {
        return new HoldfastEcho(settings, true);
    }

    @Override
    public int port() {
        return server.localAddress().getPort();
    }

    @Override
    public void serve(final Turn turn) {
        final ConnectionGroup group = server.group(0);
        while (turn.isOn()) {
            end.polled();
            turn.polled(group.poll(HoldfastEcho::onMessage, MOST_PER_POLL));
        }
    }

    private static Action onMessage(final Connection connection, final Message message) {
        return message.type() == MessageKind.STREAM ? Action.CONSUMED
            : EchoHandler.INSTANCE.onMessage(connection, message);
    }

    @Override
    public void close() {
        server.close();
    }
}
