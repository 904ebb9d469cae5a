package io.holdfast.examples.queue;

import io.holdfast.DisconnectReason;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.client.QueueClientListener;
import io.holdfast.bridge.queueserver.client.QueueRefusal;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.Text;

import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells a person what happens to a client of the session protocol, and ends one that does not get on. The thread of the
 * client.
 */
final class SessionWatch implements QueueClientListener {
    /** After which the same may go well the next time. */
    private static final Set<QueueRefusal> PASSING = EnumSet.of(QueueRefusal.UNKNOWN, QueueRefusal.BYE,
        QueueRefusal.SHUTTING_DOWN, QueueRefusal.EXPIRED, QueueRefusal.SILENT, QueueRefusal.TOO_SLOW,
        QueueRefusal.TOO_MANY);

    private final String address;
    private final String greeting;
    private final Consumer<String> teller;
    private final Stall stall;
    private boolean isConnected;
    private boolean hasLost;
    private boolean isRefused;
    private boolean isToldOfTrouble;
    private long idleRounds;
    private String trouble = "nothing was heard of it";
    private CommandFailure failure;

    /**
     * A watch.
     *
     * @param options  say where the server is, and how long is too long
     * @param greeting what to say when a session begins; the address follows
     * @param teller   takes lines for people
     */
    SessionWatch(final QueueConnectOptions options, final String greeting, final Consumer<String> teller) {
        address = HostPort.text(options.address());
        this.greeting = greeting;
        this.teller = teller;
        stall = new Stall(SystemClock.INSTANCE, options.timeoutNs());
    }

    @Override
    public void onConnected(final InetSocketAddress server, final String serverName) {
        isConnected = true;
        teller.accept(greeting + address);
    }

    @Override
    public void onDisconnected(final DisconnectReason reason, final String detail) {
        trouble = reason + ": " + detail;
        if (reason == DisconnectReason.LOGIN_REFUSED && !isRefused) {
            failure = new CommandFailure("this client does not go on with " + address + ": " + detail);
        }
        isRefused = false;
        if (isConnected) {
            isConnected = false;
            isToldOfTrouble = false;
            teller.accept("the session ended, " + trouble);
        } else if (!isToldOfTrouble && failure == null) {
            isToldOfTrouble = true; // what follows is the same, or told in the end
            teller.accept("no session with " + address + ", " + trouble + "; trying again");
        }
    }

    @Override
    public void onRefused(final QueueRefusal code, final String detail) {
        isRefused = true;
        if (!PASSING.contains(code)) {
            failure = new CommandFailure(address + " refuses this client, "
                + (detail.startsWith(code.name()) ? detail : code + ": " + detail));
        }
    }

    @Override
    public void onExpired(final long afterSequence, final long upToSequence, final long count) {
        hasLost = true;
        teller.accept("expired before they were acked, and lost: the messages of all queues after "
            + Text.hex(afterSequence) + " up to " + Text.hex(upToSequence)
            + (count < 0 ? "" : ", " + count + " in number"));
    }

    @Override
    public void onPurged(final String queue, final long afterSequence) {
        teller.accept((queue.isEmpty() ? "all queues begin" : "queue " + queue + " begins") + " after "
            + Text.hex(afterSequence) + "; what came before is not kept any more");
    }

    @Override
    public void onConfirmedLost(final long fromSequence, final long toSequence) {
        hasLost = true;
        teller.accept("the server has lost messages that it had confirmed: numbers " + fromSequence + " to "
            + toSequence);
    }

    /** {@return what stands in the way of a session, for an error line} */
    String trouble() {
        return trouble;
    }

    /** {@return whether messages are lost, of which it was told} */
    boolean hasLost() {
        return hasLost;
    }

    /**
     * Looks whether it makes sense to go on.
     *
     * @param isExpected whether something should move now: there is no session, or an answer is awaited
     * @param progress   what should move
     * @throws CommandFailure if it does not
     */
    void requireProgress(final boolean isExpected, final long progress) {
        if (failure != null) {
            throw failure;
        }
        if (stall.isStalled(isExpected || !isConnected ? progress : --idleRounds)) {
            throw new CommandFailure(isConnected ? address + " confirms no more messages, as when its disk is full"
                : "no session with " + address + ", " + trouble + "; is a queue-server there?");
        }
    }
}
