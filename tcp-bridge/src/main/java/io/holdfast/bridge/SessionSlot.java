package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.StoreException;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.store.FirstFault;
import io.holdfast.store.IoFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.IOException;

/**
 * The place of a connection where its session comes and goes.
 * <p>
 * A finished login is handed over through {@link #begin(SessionStart)} and begins its session with the next poll, on
 * the polling thread; {@link #requestDetach} ends one there. So a session is only ever touched by the thread that
 * polls.
 */
final class SessionSlot implements Parkable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSlot.class);
    private static final MessageHandler NOTHING = (connection, message) -> Action.RETRY;

    private final PeerConnection connection;
    private final EndpointContext<?> context;
    private final HandOver handOver = new HandOver();
    private final SessionStatus status = new SessionStatus();
    private final SlotRequests requests = new SlotRequests();
    private CloseReason endRequested;
    private boolean isReceiving;
    private final SessionBuffers buffers;
    private Session session;
    private final Runnable onReady = this::wakeSession;

    SessionSlot(final PeerConnection connection) {
        this.connection = connection;
        context = connection.context();
        buffers = new SessionBuffers(context.socketBufferLength());
    }

    /** {@return who is logged in, or about to be; null if nobody is} */
    SessionStart.Identity identity() {
        return handOver.identity();
    }

    /** {@return how the connection stands} */
    SessionStatus status() {
        return status;
    }

    /** Hands over a finished login; it begins with the next poll. */
    void begin(final SessionStart start) {
        handOver.put(start);
        status.state(ConnectionState.CONNECTED);
        if (status.isOver()) {
            handOver.drop();
        }
        connection.doorbell().ringPoller();
    }

    /** Asks the polling thread to end the session of this login, if it has not ended by then. */
    void requestDetach(final SessionStart.Identity unwanted) {
        requests.detach(unwanted);
        connection.doorbell().ringPoller();
    }

    /** Asks the polling thread to end the connection, as this side goes on under another name. */
    void requestRoll(final String newLocalName) {
        requests.roll(newLocalName);
        connection.doorbell().ringPoller();
    }

    @Override
    public long beginParking(final Waiter waiter) {
        if (requests.isAny() || status.isHousekeepingFaulty() || handOver.isPending() || hasUnsynced()) {
            return 0;
        }
        return session == null ? Long.MAX_VALUE : session.beginParking(waiter, onReady);
    }

    private void wakeSession() {
        if (session != null) {
            session.wake();
        }
        connection.doorbell().lookNextTime();
    }

    @Override
    public void endParking() {
        if (session != null) {
            session.endParking();
        }
    }

    /** {@return how many messages were delivered} */
    int poll(final MessageHandler handler, final int limit) {
        connection.requireOutsideHandler("poll");
        if (requests.isAny()) {
            doAsAsked();
        }
        if (status.isHousekeepingFaulty()) {
            handOver.drop();
            fail(status.takeHousekeepingFault());
        }
        if (handOver.isPending()) {
            beginPending();
        }
        if (session == null) {
            syncAlone();
            return 0;
        }
        try {
            return pollSession(handler, limit);
        } finally {
            if (endRequested != null) {
                endAsRequested();
            }
        }
    }

    /** What was offered or acked without a session is synced too; a failed disk is told once. */
    private void syncAlone() {
        if (hasUnsynced()) {
            try {
                connection.store().sync();
            } catch (final StoreException e) {
                noteFault(e);
                context.listener().onStoreFault(connection, e);
            }
        }
    }

    private boolean hasUnsynced() {
        return status.fault() == null && connection.store() != null && !status.isOver()
            && connection.store().isUnsynced();
    }

    private void doAsAsked() {
        requests.begin();
        final String newLocalName = requests.takeRoll();
        if (newLocalName != null) {
            connection.dayEnd().end(newLocalName, connection.remoteName());
            return;
        }
        final SessionStart.Identity unwanted = requests.takeDetach();
        if (unwanted != null) {
            detach(unwanted);
        }
    }

    private int pollSession(final MessageHandler handler, final int limit) {
        final Session polled = session;
        try {
            receive(polled, handler, limit);
        } catch (final SessionEndedException | ProtocolException | IOException e) {
            endAfter(e);
        } catch (final RuntimeException | Error e) {
            if (e instanceof StoreException storeFault && !connection.delivery().isFromHandler(e)) {
                fail(storeFault);
            } else {
                sendAlthough(e);
                throw e;
            }
        }
        if (session == polled) {
            send(polled.delivered() > 0);
        }
        return polled.delivered();
    }

    private void receive(final Session polled, final MessageHandler handler, final int limit)
        throws SessionEndedException, ProtocolException, IOException {
        isReceiving = true;
        try {
            polled.receive(handler, limit);
        } finally {
            isReceiving = false;
        }
    }

    private void send(final boolean isBusy) {
        try {
            session.send(isBusy);
        } catch (final SessionEndedException | ProtocolException | IOException e) {
            endAfter(e);
        } catch (final StoreException e) {
            fail(e);
        }
    }

    /** The session goes on, or ends, whatever the handler threw; the caller of the poll gets that. */
    private void sendAlthough(final Throwable thrown) {
        try {
            send(true);
        } catch (final RuntimeException e) {
            if (e != thrown) {
                thrown.addSuppressed(e);
            }
        }
    }

    private void endAfter(final Exception cause) {
        final SessionEndedException ended = SessionEndedException.of(cause);
        if (ended.isOurDoing()) {
            sayGoodbye(ended.closeReason(), ended.getMessage());
        }
        end(ended.reason(), ended.getMessage());
    }

    private void beginPending() {
        final SessionStart start = handOver.take();
        if (start == null || status.isOver()) {
            HandOver.drop(start); // ended while its login was handed over
            return;
        }
        final boolean isPeerNew = Resumption.isPeerNew(connection, start);
        try {
            connection.store().sync(); // what the peer is told from here on is never below what it knows
            Resumption.apply(connection, start);
            session = Session.open(connection, start, buffers.in(), buffers.out());
            session.greet();
        } catch (final StoreException e) {
            start.channel().close();
            fail(e);
            return;
        } catch (final RuntimeException | Error e) {
            start.channel().close();
            end(DisconnectReason.CONNECTION_LOST, "the session could not begin: " + e);
            throw e;
        }
        status.begun(start.isSharedMemory() ? Transport.SHM : Transport.TCP);
        connection.counters().sessions.increment();
        LOG.debug("connected: connection={} outgoing={} incoming={}", connection, start.outgoing(), start.incoming());
        Resumption.report(connection, start, isPeerNew);
    }

    private void detach(final SessionStart.Identity unwanted) {
        if (handOver.identity() != unwanted) {
            return;
        }
        if (session != null && hasEndedByItself()) {
            return;
        }
        if (session != null) {
            sayGoodbye(CloseReason.REPLACED, "the same peer has logged in again");
            end(DisconnectReason.REPLACED, "the peer has logged in again");
        } else {
            endPending();
        }
    }

    /** {@return whether the session ended with what its peer had said before it logged in again} */
    private boolean hasEndedByItself() {
        try {
            session.wake();
            session.receive(NOTHING, 0);
        } catch (final SessionEndedException | ProtocolException | IOException e) {
            endAfter(e);
        } catch (final StoreException e) {
            fail(e);
        }
        return session == null;
    }

    /** Ends a login that waits to begin its session. */
    private void endPending() {
        if (handOver.drop()) {
            status.state(ConnectionState.DISCONNECTED);
            handOver.clear();
            connection.doorbell().ringKeeper();
        }
    }

    private void noteFault(final StoreException e) {
        LOG.error("the store cannot be used: connection={}: {}", connection, e.getMessage());
        LOG.debug("the store cannot be used: connection={}", connection, e);
        if (!IoFault.isFull(e)) {
            status.fault(e);
        }
    }

    private void fail(final StoreException e) {
        noteFault(e);
        if (session != null) {
            sayGoodbye(CloseReason.STORE_FAULT, "");
        }
        new FirstFault().of(() -> end(DisconnectReason.STORE_FAULT, e.getMessage()))
            .of(() -> context.listener().onStoreFault(connection, e)).rethrow();
    }

    private void sayGoodbye(final CloseReason reason, final String text) {
        try {
            session.sayGoodbye(reason, text);
        } catch (final IOException e) {
            LOG.debug("could not say goodbye: connection={}", connection, e);
        }
    }

    private void end(final DisconnectReason reason, final String detail) {
        if (session != null) {
            session.close();
            session = null;
        }
        status.ended(reason);
        handOver.clear();
        connection.doorbell().ringKeeper();
        LOG.atLevel(reason == DisconnectReason.PEER_STORE_FAULT ? Level.WARN : Level.INFO)
            .log("session ended: connection={} reason={} detail={}", connection, reason, detail);
        try {
            context.listener().onDisconnected(connection, reason, detail);
        } finally {
            if (reason == DisconnectReason.SESSION_ROLLED) {
                connection.dayEnd().sessionRolled();
            }
        }
    }

    /** {@return whether a handler or listener is being called from within the session, which must outlast the call} */
    boolean isReceiving() {
        return isReceiving;
    }

    /** Ends the session, if there is one, and tells the peer; inside the handler, once that has returned. */
    void disconnect() {
        if (!isReceiving) {
            endWithGoodbye(CloseReason.DISCONNECT, DisconnectReason.LOCAL_DISCONNECT);
        } else if (endRequested == null) {
            endRequested = CloseReason.DISCONNECT;
        }
    }

    /** Lets the connection be closed once the handler has returned. */
    void requestClose() {
        endRequested = CloseReason.SHUTTING_DOWN;
    }

    /** {@return whether nothing more is to be delivered by this poll, since the session is to end with it} */
    boolean isEndRequested() {
        return endRequested != null;
    }

    private void endAsRequested() {
        final CloseReason requested = endRequested;
        endRequested = null;
        if (requested == CloseReason.DISCONNECT) {
            disconnect();
        } else {
            connection.close();
        }
    }

    private void endWithGoodbye(final CloseReason reason, final DisconnectReason told) {
        endPending();
        if (session == null) {
            return;
        }
        try {
            session.flush();
        } catch (final IOException | StoreException e) {
            LOG.debug("could not send what was ready: connection={}", connection, e);
        }
        sayGoodbye(reason, "");
        end(told, "");
    }

    /** Ends the session for good, and nothing comes after it. */
    void close() {
        endForGood(ConnectionState.CLOSED,
            () -> endWithGoodbye(CloseReason.SHUTTING_DOWN, DisconnectReason.LOCAL_DISCONNECT));
    }

    /** Ends the session for good, as the session day is over; takes the acks that have come by now. */
    void endDay() {
        endForGood(ConnectionState.ENDED, () -> {
            if (session == null || !hasEndedByItself()) {
                endWithGoodbye(CloseReason.SESSION_ROLLED, DisconnectReason.SESSION_ROLLED);
            }
        });
    }

    private void endForGood(final ConnectionState last, final Runnable goodbye) {
        try {
            goodbye.run();
        } finally {
            status.state(last);
            handOver.clear();
            connection.doorbell().ringKeeper();
            handOver.drop();
            buffers.close();
        }
    }
}
