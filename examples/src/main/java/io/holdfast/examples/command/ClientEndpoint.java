package io.holdfast.examples.command;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.SystemClock;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client with its one connection, as the programs use it. Belongs to the thread that polls. */
public final class ClientEndpoint implements AutoCloseable {
    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final MessageHandler NOTHING = (connection, message) -> Action.RETRY;

    private final RefusalListener listener;
    private final Client client;
    private final Connection connection;
    private final IdleStrategy idle;

    private ClientEndpoint(final RefusalListener listener, final Client client) {
        this.listener = listener;
        this.client = client;
        connection = client.connection();
        idle = client.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
    }

    /**
     * Opens a client.
     *
     * @param store          who and where
     * @param connect        whom to
     * @param transport      how messages are to travel
     * @param isSingleSender whether the polling thread does all sending
     * @return the open client, which has not connected yet
     */
    public static ClientEndpoint open(final StoreOptions store, final ConnectOptions connect,
                                      final TransportOption transport, final boolean isSingleSender) {
        final ClientContext context = transport.applyTo(connect.applyTo(store.applyTo(new ClientContext())));
        return open(context.singleSender(isSingleSender), connect.followsDays());
    }

    /**
     * Opens a client.
     *
     * @param context     all options but the listener
     * @param followsDays whether a refusal because of another session day passes by itself
     * @return the open client, which has not connected yet
     */
    public static ClientEndpoint open(final ClientContext context, final boolean followsDays) {
        final RefusalListener listener = new RefusalListener(followsDays);
        return new ClientEndpoint(listener, Client.open(context.listener(listener)));
    }

    /** {@return the connection} */
    public Connection connection() {
        return connection;
    }

    /** {@return how messages travelled so far} */
    public TransportsUsed transports() {
        return listener.transports();
    }

    /**
     * Lets somebody know of each range of this side's messages that was lost.
     *
     * @param teller told in words, on the thread that polls
     */
    public void onLoss(final Consumer<String> teller) {
        listener.lossTeller(teller);
    }

    /** {@return how many ranges of this side's messages were lost} */
    public long losses() {
        return listener.losses();
    }

    /**
     * Runs one duty cycle.
     *
     * @param handler receives messages
     * @param limit   most messages to deliver
     * @return how much was done
     * @throws SessionDayOver if the session day is over
     * @throws CommandFailure if trying on would not help
     */
    public int doWork(final MessageHandler handler, final int limit) {
        final int workCount = client.doWork() + connection.poll(handler, limit);
        listener.throwIfFinal();
        if (client.connection() != connection) {
            throw new SessionDayOver("the session day of " + connection.remoteName() + " is over, "
                + listener.left() + "; start again for the next day", listener.leftMessages());
        }
        return workCount;
    }

    /**
     * Gives up the core if there was nothing to do, until there is or the bound of the parking is reached.
     *
     * @param workCount what the last duty cycle did
     */
    public void idle(final int workCount) {
        idle.idle(workCount);
    }

    /**
     * Waits until the peer's name is known, and with it which connection this is.
     *
     * @param shutdown  ends the wait
     * @param timeoutNs how long to wait, in nanoseconds
     * @throws CommandFailure if it was ended, time is up, or trying on would not help
     */
    public void awaitName(final Shutdown shutdown, final long timeoutNs) {
        final Stall stall = new Stall(SystemClock.INSTANCE, timeoutNs);
        while (connection.remoteName() == null) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped before the first login: " + trouble());
            }
            if (stall.isStalled(0)) {
                throw new CommandFailure("no login within the time-out: " + trouble());
            }
            idle(doWork(NOTHING, 0));
        }
    }

    /** {@return what stands in the way, for an error line} */
    public String trouble() {
        return listener.trouble();
    }

    /** Gives the last acks a moment to leave, then closes. */
    @Override
    public void close() {
        final Stall stall = new Stall(SystemClock.INSTANCE, FLUSH_NS);
        while (connection.state() == ConnectionState.CONNECTED && !stall.isStalled(0)) {
            idle.idle(connection.poll(NOTHING, 0));
        }
        client.close();
    }
}
