package io.holdfast.examples.command;

import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeReport;
import io.holdfast.SessionRoll;
import io.holdfast.StoreException;

import java.util.function.Consumer;

/** Remembers what a client's user should be told when it does not get anywhere. */
final class RefusalListener implements ConnectionListener {
    private final TransportsUsed transports = new TransportsUsed();
    private final boolean followsDays;
    private String trouble = "the server was never there";
    private CommandFailure failure;
    private String left = "nothing was left behind";
    private long leftMessages;
    private long losses;
    private Consumer<String> lossTeller = text -> { };

    RefusalListener(final boolean followsDays) {
        this.followsDays = followsDays;
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        trouble = "connected";
        transports.onConnected(connection, report);
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        trouble = "disconnected, " + reason + (detail == null || detail.isBlank() ? "" : ": " + detail);
    }

    @Override
    public void onLoginRefused(final String remoteName, final Refusal refusal) {
        trouble = "login refused, " + refusal.code() + ": " + refusal.text();
        if (!mayPass(refusal.code())) {
            failure = new CommandFailure(trouble);
        }
    }

    @Override
    public void onStoreFault(final Connection connection, final StoreException fault) {
        failure = new CommandFailure(fault.getMessage(), fault);
    }

    @Override
    public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                       final long toIndex) {
        if (isOutgoing) {
            addLoss("lost before the receiver had them: " + IndexRange.text(fromIndex, toIndex));
        }
    }

    @Override
    public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
        if (isOutgoing) {
            addLoss("this side's store has lost its end; what the receiver has of it may be others than are sent now: "
                + IndexRange.text(fromIndex, toIndex));
        }
    }

    private void addLoss(final String text) {
        losses++;
        lossTeller.accept(text);
    }

    void lossTeller(final Consumer<String> teller) {
        lossTeller = teller;
    }

    /** {@return how many ranges of this side's messages were lost} */
    long losses() {
        return losses;
    }

    @Override
    public void onSessionRolled(final Connection old, final SessionRoll roll) {
        leftMessages = roll.unackedMessages();
        left = roll.unackedMessages() == 0 ? "nothing was left behind" : roll.unackedMessages()
            + " unacked messages were left behind in the store, from index "
            + Text.hex(roll.fromIndex()) + " to " + Text.hex(roll.toIndex());
    }

    /** {@return what the connection whose session day was over has left behind, in words} */
    String left() {
        return left;
    }

    /** {@return how many messages it has left behind} */
    long leftMessages() {
        return leftMessages;
    }

    /** A dead predecessor's session, or a server on its way out, is gone after a while; the rest needs a person. */
    private boolean mayPass(final Refusal.Code code) {
        return code == Refusal.Code.SESSION_ROLLED && followsDays
            || code == Refusal.Code.ALREADY_LOGGED_ON || code == Refusal.Code.SHUTTING_DOWN;
    }

    void throwIfFinal() {
        if (failure != null) {
            throw failure;
        }
    }

    TransportsUsed transports() {
        return transports;
    }

    String trouble() {
        return trouble;
    }
}
