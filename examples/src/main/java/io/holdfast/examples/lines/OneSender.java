package io.holdfast.examples.lines;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.ResumeReport;
import io.holdfast.bridge.LoginHandler;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the first sender that gets in, and no other: the ordinals of two senders would both count from 1. Who only says
 * a name at login has not got in yet, so nobody can keep the right one out by that. One thread.
 */
final class OneSender implements ConnectionListener, MessageHandler {
    private final ConnectionListener listener;
    private final MessageHandler handler;
    private final List<Connection> others = new ArrayList<>();
    private String name;

    /**
     * Takes nobody yet.
     *
     * @param listener hears of the sender's connection only
     * @param handler  is given the sender's messages only
     */
    OneSender(final ConnectionListener listener, final MessageHandler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    /** {@return a login handler that lets in whom another one does, until there is a sender} */
    LoginHandler among(final LoginHandler who) {
        return who.and(request -> name == null || name.equals(request.remoteName())
            ? LoginHandler.Decision.accept(request.remoteName())
            : LoginHandler.Decision.refuse("this receiver takes one sender, and has one already"));
    }

    /** {@return whether it is the sender's connection; the first one asked about is} */
    private boolean isSender(final Connection connection) {
        if (name == null) {
            name = connection.remoteName();
        }
        return name.equals(connection.remoteName());
    }

    /** Ends the sessions of those who got in at the same time as the sender, and were too late. */
    void dismissOthers() {
        if (!others.isEmpty()) {
            others.forEach(Connection::disconnect);
            others.clear();
        }
    }

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        return isSender(connection) ? handler.onMessage(connection, message) : Action.RETRY;
    }

    @Override
    public void onPeerNew(final Connection connection, final long incarnation) {
        if (isSender(connection)) {
            listener.onPeerNew(connection, incarnation);
        }
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        if (isSender(connection)) {
            listener.onConnected(connection, report);
        } else {
            others.add(connection);
        }
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        if (isSender(connection)) {
            listener.onDisconnected(connection, reason, detail);
        }
    }

    @Override
    public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                       final long toIndex) {
        if (isSender(connection)) {
            listener.onLost(connection, isOutgoing, fromIndex, toIndex);
        }
    }

    @Override
    public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
        if (isSender(connection)) {
            listener.onDiverged(connection, isOutgoing, fromIndex, toIndex);
        }
    }
}
