package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.PoisonPolicy;
import io.holdfast.Refusal;
import io.holdfast.ResumeReport;
import io.holdfast.SessionRoll;
import io.holdfast.StoreException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One side of a {@link TestPair}: what it received and what it was told. Consumes everything unless told otherwise. */
final class Side implements MessageHandler, ConnectionListener {
    final List<String> received = new ArrayList<>();
    final List<Long> indices = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<ResumeReport> reports = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<String> refusedNames = new ArrayList<>();
    final List<DisconnectReason> disconnects = new ArrayList<>();
    final List<SessionRoll> rolls = new ArrayList<>();
    final List<Connection> ended = new ArrayList<>();
    MessageHandler handler = (connection, message) -> Action.CONSUMED;
    int limit = 1000;

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        final byte[] payload = new byte[message.length()];
        message.copyTo(payload, 0);
        final Action action = handler.onMessage(connection, message);
        if (action != Action.RETRY) {
            received.add(new String(payload, StandardCharsets.UTF_8));
            indices.add(message.index());
        }
        return action;
    }

    /** How often an index was not the one before plus 1. */
    long stepsBetweenCycles() {
        return IntStream.range(1, indices.size()).filter(i -> indices.get(i) != indices.get(i - 1) + 1).count();
    }

    /** The first event whose text begins so, null if there is none. */
    String event(final String start) {
        return events.stream().filter(event -> event.startsWith(start)).findFirst().orElse(null);
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        reports.add(report);
        events.add("connected " + report.outgoing() + " " + report.incoming());
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        disconnects.add(reason);
        events.add("disconnected " + reason + " " + detail);
    }

    @Override
    public void onLoginRefused(final String remoteName, final Refusal refusal) {
        refusals.add(refusal);
        refusedNames.add(remoteName);
        events.add("refused " + refusal.code() + " " + refusal.text());
    }

    @Override
    public void onPeerNew(final Connection connection, final long incarnation) {
        events.add("new");
    }

    @Override
    public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
        events.add("diverged " + (isOutgoing ? "outgoing " : "incoming ") + fromIndex + " " + toIndex);
    }

    @Override
    public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                       final long toIndex) {
        events.add("lost " + (isOutgoing ? "outgoing " : "incoming ") + fromIndex + " " + toIndex);
    }

    @Override
    public void onPoison(final Connection connection, final long index, final int attempts,
                         final PoisonPolicy policy) {
        events.add("poison " + policy + " " + attempts);
    }

    @Override
    public void onStoreFault(final Connection connection, final StoreException fault) {
        events.add("fault " + fault.getMessage());
    }

    @Override
    public void onSessionRolled(final Connection old, final SessionRoll roll) {
        rolls.add(roll);
        ended.add(old);
        events.add("rolled " + old + " to " + roll.newLocalName() + "->" + roll.newRemoteName() + " left "
            + roll.unackedMessages());
    }

    @Override
    public void onRollFailed(final String newLocalName, final StoreException fault) {
        events.add("roll failed " + newLocalName + " " + fault.getMessage());
    }
}
