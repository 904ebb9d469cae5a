package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.Refusal;
import io.holdfast.bridge.limit.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a server's logins write into the program's log: a line each, but of a crowd some in a second, and then how many
 * were left out, so that nobody can fill the disk with them. One thread.
 */
final class LoginLog {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** Which are in the order of things, and pass by themselves. */
    private static final Set<Refusal.Code> PASSING = EnumSet.of(Refusal.Code.SESSION_ROLLED,
        Refusal.Code.SHUTTING_DOWN, Refusal.Code.ALREADY_LOGGED_ON, Refusal.Code.SHM_IMPOSSIBLE);

    private final String server;
    private final LineBudget lines;

    LoginLog(final String server, final Clock clock) {
        this.server = server;
        lines = new LineBudget(clock);
    }

    /** The server does not let a client in. */
    void refused(final String name, final SocketAddress from, final Refusal refusal) {
        if (isRoomForLine()) {
            LOG.atLevel(PASSING.contains(refusal.code()) ? Level.INFO : Level.WARN)
                .log("login refused: name={} from={} refusal={}", name, from, refusal);
        }
    }

    /** What came is no login. */
    void malformed(final SocketAddress from, final String reason) {
        if (isRoomForLine()) {
            LOG.warn("no login: from={} reason={}", from, reason);
        }
    }

    /** The client goes, for a reason of its own. */
    void clientRefused(final SocketAddress from, final Refusal refusal) {
        if (isRoomForLine()) {
            LOG.info("the client refused: from={} refusal={}", from, refusal);
        }
    }

    /** A socket has to go because of a limit. */
    void shed(final SocketAddress from, final String reason) {
        if (isRoomForLine()) {
            LOG.warn("{}: closed a socket that had not logged in: from={} reason={}", server, from, reason);
        }
    }

    /** The application could not say whether to let somebody in. */
    void handlerFailed(final String name, final RuntimeException e) {
        if (isRoomForLine()) {
            LOG.error("the login handler failed: name={}", name, e);
        }
    }

    /** Files cannot be used, or written to. */
    void storeFailed(final Object connection, final String what, final RuntimeException e) {
        if (isRoomForLine()) {
            LOG.error("{} of {} cannot be used: {}", what, connection, e.getMessage());
        }
    }

    /** The other end speaks no TLS, or not as is wanted. */
    void handshakeFailed(final String reason) {
        if (isRoomForLine()) {
            LOG.warn("no login: {}", reason);
        }
    }

    /** A client is not who used its name first. */
    void ofAnother(final String name, final String principal, final String owner) {
        if (isRoomForLine()) {
            LOG.info("{} is proven to be {}, and its connection belongs to {}, who used it first", name, principal,
                owner);
        }
    }

    /** Messages will not go the shorter way. */
    void overTcp(final String name, final String reason) {
        if (isRoomForLine()) {
            LOG.info("messages go over TCP: name={} peer={}: {}", server, name, reason);
        }
    }

    private boolean isRoomForLine() {
        tick();
        return lines.take();
    }

    /** Says how many lines were left out, once their second is over. */
    void tick() {
        final long left = lines.leftOut();
        if (left > 0) {
            LOG.warn("{}: {} more lines about logins within a second were left out", server, left);
        }
    }
}
