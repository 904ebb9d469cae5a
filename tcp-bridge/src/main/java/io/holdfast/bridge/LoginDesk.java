package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.store.FirstFault;
import io.holdfast.store.ProcessLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a server's new sockets wait until they have logged in. Holds a bounded number of them: when one more comes,
 * the oldest that has not said who it is gives way; but a quarter of the places is kept for those who have not yet.
 * One thread.
 */
final class LoginDesk implements Parkable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);
    private static final int MAX_ACCEPTS = 16;
    private static final int ACCEPT_EVERY_CYCLES = 64;
    private static final long ACCEPT_EVERY_NS = 100_000;
    private static final long ACCEPT_AGAIN_NS = 10_000_000;
    private static final long WARN_EVERY_NS = 10_000_000_000L;

    private final Server server;
    private final ServerContext context;
    private final Listener listener;
    private final List<ServerLogin> logins = new ArrayList<>();
    private final ArrayDeque<ServerLogin> spares = new ArrayDeque<>();
    private int cycles;
    private long acceptedNs;
    private long warnedNs;
    private long acceptFaults;
    private boolean isAcceptFailing;

    LoginDesk(final Server server, final Listener listener) {
        this.server = server;
        this.listener = listener;
        context = server.context();
    }

    /** {@return how many sockets are in login} */
    int size() {
        return logins.size();
    }

    /** {@return how much was done} */
    int doWork() {
        int workCount = 0;
        final long nowNs = context.clock().monotonicNs();
        if (++cycles >= ACCEPT_EVERY_CYCLES || nowNs - acceptedNs >= ACCEPT_EVERY_NS) {
            cycles = 0;
            acceptedNs = nowNs;
            workCount = accept();
        }
        // in the order they came, so that a client's later login replaces its earlier one and not the other way round
        try {
            for (int i = 0; i < logins.size(); i++) {
                workCount += logins.get(i).poll();
            }
        } finally {
            retireDone(); // at once, also when a listener threw: their channels are not theirs any more
        }
        return workCount;
    }

    /** Sockets that cannot be accepted are not waited for, as that wait would end at once; they are tried again. */
    @Override
    public long beginParking(final Waiter waiter) {
        listener.watch(waiter, !isAcceptFailing);
        for (int i = 0; i < logins.size(); i++) {
            if (logins.get(i).hasWork(waiter)) {
                return 0;
            }
        }
        return Math.min(isAcceptFailing ? ACCEPT_AGAIN_NS : Long.MAX_VALUE, server.untilRollNs());
    }

    private void retireDone() {
        for (int i = logins.size() - 1; i >= 0; i--) {
            if (logins.get(i).isDone()) {
                retire(i);
            }
        }
    }

    /** {@return another login under way for the same connection, or null} */
    ServerLogin otherLoginFor(final ServerLogin login) {
        for (final ServerLogin other : logins) {
            if (other != login && !other.isDone() && other.identity() != null
                && other.remoteName().equals(login.remoteName())) {
                return other;
            }
        }
        return null;
    }

    private int accept() {
        int count = 0;
        isAcceptFailing = false;
        try {
            while (count < MAX_ACCEPTS) {
                final Channel channel = listener.accept(context.socketBufferLength());
                if (channel == null) {
                    break;
                }
                count++;
                makeRoom();
                final ServerLogin login = spares.isEmpty() ? new ServerLogin(server) : spares.pop();
                login.begin(channel);
                logins.add(login);
            }
        } catch (final IOException e) {
            isAcceptFailing = true;
            warnOfAcceptFault(e);
        }
        return count;
    }

    /** At most once in a while: without descriptors, every try fails. */
    private void warnOfAcceptFault(final IOException e) {
        acceptFaults++;
        if (acceptFaults == 1 || acceptedNs - warnedNs >= WARN_EVERY_NS) {
            LOG.warn("cannot accept a socket{}: listen={} failures={}",
                ProcessLimits.ofThisProcess().advice(e, server.connectionCount()), listener.localAddress(),
                acceptFaults, e);
            warnedNs = acceptedNs;
        }
    }

    private void makeRoom() {
        if (logins.size() < context.maxPendingLogins()) {
            return;
        }
        final int oldest = oldestToGiveWay();
        logins.get(oldest).close(CloseReason.LOGIN_TIMEOUT, "too many logins at a time, maxPendingLogins="
            + context.maxPendingLogins());
        retire(oldest);
    }

    /** The oldest that has not said who it is, or the oldest of all when those who have take most places. */
    private int oldestToGiveWay() {
        int oldest = -1;
        int unnamed = 0;
        for (int i = logins.size() - 1; i >= 0; i--) {
            if (logins.get(i).identity() == null) {
                oldest = i;
                unnamed++;
            }
        }
        return unnamed <= logins.size() / 4 ? 0 : oldest;
    }

    private void retire(final int position) {
        spares.push(logins.remove(position));
    }

    @Override
    public void close() {
        listener.close();
        final FirstFault fault = new FirstFault();
        for (final ServerLogin login : logins) {
            fault.of(() -> login.refuse(new Refusal(Refusal.Code.SHUTTING_DOWN,
                server.localName() + " is shutting down")));
            login.close();
        }
        spares.forEach(ServerLogin::close);
        logins.clear();
        spares.clear();
        fault.rethrow();
    }
}
