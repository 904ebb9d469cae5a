package io.holdfast.bridge.queueserver;

import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.queueserver.protocol.Fault;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.tls.TlsRecord;

import java.io.IOException;

/**
 * One client from its first byte to its end: the handshake, then the conversation of its role. A fault of its socket or
 * of what it sends ends it and nobody else. The thread of its shard.
 */
final class ServedClient {
    private final QueueShard shard;
    private final ClientSocket socket;
    private Conversation conversation;
    private long knownAfter = Conversation.NOTHING;
    private long gotOnNs;
    private boolean isQueued;

    ServedClient(final Channel channel, final QueueShard shard) {
        this.shard = shard;
        socket = new ClientSocket(channel, shard, this::becomeReady);
        gotOnNs = shard.nowNs();
    }

    private void becomeReady() {
        if (!isQueued) {
            isQueued = true;
            if (isStranger()) {
                shard.door().ready(this);
            } else {
                shard.ready(this);
            }
        }
    }

    ClientSocket socket() {
        return socket;
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    boolean isGone() {
        return socket.isGone();
    }

    /** {@return whether it has not said yet who it is} */
    boolean isStranger() {
        return !socket.isClosed() && (conversation == null || conversation.isStranger());
    }

    /** Closes it because it has not said in time who it is. */
    void endAsSilent() {
        socket.refuse(SessionCode.SILENT, (conversation == null ? "no role" : "no HELLO, no proof or no place")
            + " within handshakeTimeoutNs=" + shard.context().handshakeTimeoutNs());
    }

    /** {@return how much was done now that the socket is ready} */
    int onReady() {
        isQueued = false;
        if (socket.isClosed()) {
            return socket.onPartingReady();
        }
        try {
            return conversation == null ? greet() : conversation.onReady();
        } catch (final IOException e) {
            return failed(e);
        }
    }

    /** {@return how much was done in this duty cycle} */
    int onCycle() {
        if (socket.isClosed()) {
            socket.onPartingCycle();
            return 0;
        }
        if (conversation == null) {
            return 0;
        }
        try {
            return conversation.onCycle();
        } catch (final IOException e) {
            return failed(e);
        } catch (final StoreException e) {
            socket.refuse(SessionCode.STORE_FAILED, "it cannot be served from the log: " + e.getMessage());
            return 1;
        }
    }

    /** The rules are others now. */
    void onRules() {
        socket.rights().rules(shard.rules());
        if (conversation != null && !socket.isClosed()) {
            conversation.onRules();
        }
    }

    private int failed(final IOException e) {
        socket.refuse("the socket failed: " + e.getMessage());
        return 1;
    }

    private int greet() throws IOException {
        final int count = socket.read();
        final int start = socket.in().start();
        final int length = socket.in().length();
        final Role role = Role.of(socket.in().bytes(), start, length);
        if (role != null) {
            socket.roleName(role.name());
            socket.in().consume(Role.LENGTH);
            socket.rights().principal(ClientPrincipal.of(socket.channel().peerCertificate()), shard.rules());
            if (role != Role.SESSION && socket.rights().isWithout(role == Role.PRODUCE)) {
                socket.refuse(socket.rights().noRight(role == Role.PRODUCE));
                return count;
            }
            conversation = Conversations.begin(role, socket, shard);
            if (!conversation.isStranger()) {
                socket.known();
            }
            socket.okReplies().owe(role == Role.SESSION ? 0 : 1);
            return count + conversation.onReady();
        } else if (!Role.isPossible(socket.in().bytes(), start, length)) {
            socket.refuse(TlsRecord.isFirst(socket.in()) ? "it speaks TLS, this server is set to plain"
                : Fault.UNKNOWN_ROLE.text() + ": bytes=" + length);
        } else if (socket.isEnded()) {
            if (length == 0) {
                socket.close();
            } else {
                socket.refuse("ended within its role: bytes=" + length);
            }
        }
        return count;
    }

    /** Closes it if it is too slow in one way or another. */
    void onTick() {
        final QueueServerContext context = shard.context();
        final long nowNs = shard.nowNs();
        socket.rest();
        noteProgress(nowNs);
        final boolean isIdle = context.idleTimeoutNs() > 0 && nowNs - socket.activeNs() >= context.idleTimeoutNs();
        if (isIdle && !conversation.hasHeartbeats()) {
            socket.refuse("no byte from or to it within idleTimeoutNs=" + context.idleTimeoutNs());
        } else if (context.maxLagNs() > 0 && isTooOld(conversation.waitingEpochNs(), context)) {
            socket.refuse(SessionCode.TOO_SLOW, "it takes no messages for longer than maxLagNs=" + context.maxLagNs());
        } else if (context.maxLagBytes() > 0 && conversation.lagBytes() > context.maxLagBytes()) {
            socket.refuse(SessionCode.TOO_SLOW, "it is too far behind: bytes=" + conversation.lagBytes()
                + " maxLagBytes=" + context.maxLagBytes());
        }
    }

    private void noteProgress(final long nowNs) {
        final long needed = conversation.neededAfter();
        if (needed > knownAfter || needed == Conversation.NOTHING || knownAfter == Conversation.NOTHING) {
            gotOnNs = nowNs;
        }
        knownAfter = needed;
    }

    /** {@return when it last took something, needed nothing, or came} */
    long gotOnNs() {
        return gotOnNs;
    }

    private static boolean isTooOld(final long waitingEpochNs, final QueueServerContext context) {
        return waitingEpochNs != 0 && context.clock().epochNs() - waitingEpochNs > context.maxLagNs();
    }

    boolean isWaiting() {
        return conversation != null && !socket.isClosed() && conversation.isWaiting();
    }

    long neededAfter() {
        return conversation == null ? Conversation.NOTHING : conversation.neededAfter();
    }

    /** Lets go of everything. */
    void release() {
        socket.close();
        if (conversation != null) {
            conversation.close();
            conversation = null;
        }
    }
}
