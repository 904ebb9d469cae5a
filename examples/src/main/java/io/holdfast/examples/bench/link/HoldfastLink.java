package io.holdfast.examples.bench.link;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.Refusal;
import io.holdfast.bridge.Client;
import io.holdfast.examples.command.CommandFailure;
import net.openhft.chronicle.bytes.Bytes;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** A Holdfast client that polls in the thread that sends. A message has been taken when it is acked. */
final class HoldfastLink implements Link {
    private static final int MOST_PER_POLL = 64;
    private static final MessageHandler ANSWER = (connection, message) -> Action.CONSUMED;

    private final LinkSettings settings;
    private final Patience patience;
    private final HoldfastEnd end;
    private final Trouble trouble = new Trouble();
    private final Bytes<?> payload;
    private Client client;
    private Connection connection;
    private long sent;

    private HoldfastLink(final LinkSettings settings, final Patience patience, final boolean isEncrypted) {
        this.settings = settings;
        this.patience = patience;
        end = new HoldfastEnd(settings, isEncrypted);
        payload = Bytes.allocateDirect(new byte[settings.length()]);
    }

    /** {@return one with a plain socket} */
    static HoldfastLink plain(final LinkSettings settings, final Patience patience) {
        return new HoldfastLink(settings, patience, false);
    }

    /** {@return one whose socket speaks TLS} */
    static HoldfastLink encrypted(final LinkSettings settings, final Patience patience) {
        return new HoldfastLink(settings, patience, true);
    }

    @Override
    public void connect(final int port) {
        client = Client.open(end.client(settings).listener(trouble)
            .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        end.rareDuty(client::doWork);
        connection = client.connection();
        while (connection.state() != ConnectionState.CONNECTED) {
            poll();
            trouble.throwIfAny();
            patience.idle(sent);
        }
        requireTransport();
    }

    private void requireTransport() {
        if (connection.transport() != settings.transport()) {
            throw new CommandFailure("messages travel by " + connection.transport() + ", not by "
                + settings.transport() + " as asked for; --verbose tells why");
        }
    }

    @Override
    public String transport() {
        requireTransport();
        return connection.transport().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void roundTrip() {
        offer(MessageKind.PING);
        while (poll() == 0) {
            waitForPeer();
        }
    }

    @Override
    public boolean trySend() {
        return tryOffer(MessageKind.PING);
    }

    @Override
    public int poll() {
        end.polled();
        return connection.poll(ANSWER, MOST_PER_POLL);
    }

    @Override
    public void stream(final int count) {
        for (int left = count; left > 0; left -= HoldfastEnd.BURST) {
            for (int burst = Math.min(left, HoldfastEnd.BURST); burst > 0; burst--) {
                offer(MessageKind.STREAM);
            }
            end.doRareDuty();
            poll();
        }
    }

    @Override
    public void drain() {
        while (connection.unackedMessages() > 0) {
            poll();
            waitForPeer();
        }
    }

    private void offer(final int type) {
        while (!tryOffer(type)) {
            poll();
            waitForPeer();
        }
    }

    private boolean tryOffer(final int type) {
        final long result = connection.offer(type, payload, 0, settings.length());
        if (result > 0) {
            sent++;
            return true;
        }
        if (result != Connection.BACK_PRESSURED) {
            throw new CommandFailure("a message was not accepted: " + Connection.resultName(result));
        }
        return false;
    }

    private void waitForPeer() {
        patience.idle(sent - connection.unackedMessages());
        trouble.throwIfAny();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        payload.releaseLast();
    }

    /** A benchmark is one session from its begin to its end; anything else is a failure. */
    private static final class Trouble implements ConnectionListener {
        private CommandFailure failure;

        @Override
        public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
            failure = new CommandFailure("the session ended, " + reason + ": " + detail);
        }

        @Override
        public void onLoginRefused(final String remoteName, final Refusal refusal) {
            failure = new CommandFailure("the login was refused, " + refusal.code() + ": " + refusal.text());
        }

        void throwIfAny() {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
