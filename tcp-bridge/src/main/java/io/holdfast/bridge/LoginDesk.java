package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.limit.AddressLimiter;
import io.holdfast.bridge.limit.WorkShare;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.store.FirstFault;
import io.holdfast.store.ProcessLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a server's new sockets wait until they have logged in. Holds a bounded number of them, and a duty cycle does a
 * bounded amount of work for them, however many there are: a waiter tells which are ready, those that are not cost
 * nothing. One thread.
 */
final class LoginDesk implements Parkable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);
    private static final int ACCEPT_EVERY_CYCLES = 64;
    private static final long ACCEPT_EVERY_NS = 100_000;
    private static final long ACCEPT_AGAIN_NS = 10_000_000;
    private static final long WARN_EVERY_NS = 10_000_000_000L;
    private static final int MOST_CHECKS = 16;
    private static final int MOST_SPARES = 16;

    private final Server server;
    private final ServerContext context;
    private final Listener listener;
    private final AddressLimiter limiter;
    private final WorkShare share;
    private final LoginLog log;
    private final PendingLogins logins;
    private final ArrayDeque<ServerLogin> spares = new ArrayDeque<>();
    private List<ServerLogin> readyNow = new ArrayList<>();
    private List<ServerLogin> readyNext = new ArrayList<>();
    private int readyDone;
    /** What watches the sockets: of the thread's parking if it has one, else its own. */
    private Waiter waiter;
    private Waiter ownWaiter;
    private long arrivals;
    private volatile long shedCount;
    private int cycles;
    private long acceptedNs;
    private long warnedNs;
    private long acceptFaults;
    private int acceptFaultsInARow;
    private boolean isPollFirst;

    LoginDesk(final Server server, final Listener listener) {
        this.server = server;
        this.listener = listener;
        context = server.context();
        limiter = new AddressLimiter(context.maxLoginsPerAddress());
        share = new WorkShare(context.clock());
        log = new LoginLog(context.name(), context.clock());
        logins = new PendingLogins(context.maxPendingLogins());
    }

    /** {@return how many sockets are in login} */
    int size() {
        return logins.size();
    }

    /** {@return how many sockets gave way to a limit; any thread} */
    long shedCount() {
        return shedCount;
    }

    LoginLog log() {
        return log;
    }

    /** {@return how much was done} */
    int doWork() {
        final long nowNs = context.clock().monotonicNs();
        final boolean isAcceptDue = ++cycles >= ACCEPT_EVERY_CYCLES || nowNs - acceptedNs >= ACCEPT_EVERY_NS;
        if (isAcceptDue) {
            cycles = 0;
            log.tick();
        }
        int workCount = logins.size() == 0 ? 0 : check(nowNs);
        final boolean isToAccept = isAcceptDue && !isAcceptPaused(nowNs);
        if ((isToAccept || logins.size() > 0) && share.begin()) {
            try {
                workCount += work(isToAccept, nowNs);
            } finally {
                share.end();
            }
        }
        tidy();
        return workCount;
    }

    /** What did not get its turn has it first the next time: a crowd of one kind must not keep the other waiting. */
    private int work(final boolean isToAccept, final long nowNs) {
        int workCount = isToAccept && !isPollFirst ? accept(nowNs) : 0;
        if (logins.size() > 0 && readyDone == readyNow.size() && share.hasMore()) {
            waiter.look();
            share.done(true);
            takeReady();
        }
        workCount += pollReady();
        if (readyDone == readyNow.size() && !readyNext.isEmpty()) {
            takeReady(); // those that had more than they were polled for
            workCount += pollReady();
        }
        if (isToAccept && isPollFirst) {
            workCount += accept(nowNs);
        }
        isPollFirst = readyDone < readyNow.size();
        return workCount;
    }

    /** Lets go of the sockets that are closed, also those that a session had meanwhile. */
    private void tidy() {
        if (waiter != null) {
            waiter.tidy();
        }
        if (ownWaiter != null && ownWaiter != waiter) {
            ownWaiter.tidy();
        }
    }

    /** In the order they came, so that a client's later login replaces its earlier one and not the other way round. */
    private void takeReady() {
        final List<ServerLogin> done = readyNow;
        done.clear();
        readyNow = readyNext;
        readyNext = done;
        readyDone = 0;
        if (readyNow.size() > 1) {
            readyNow.sort(Comparator.comparingLong(login -> login.ticket().arrival()));
        }
    }

    private int pollReady() {
        int workCount = 0;
        while (readyDone < readyNow.size() && share.hasMore()) {
            final ServerLogin login = readyNow.get(readyDone++);
            login.ticket().isReady(false);
            try {
                workCount += login.poll(true);
            } finally {
                share.done(login.identity() == null);
                settle(login);
            }
        }
        return workCount;
    }

    /** Looks at a few of those that time or others may have ended or let go on. */
    private int check(final long nowNs) {
        int workCount = 0;
        for (int i = 0; i < MOST_CHECKS; i++) {
            final ServerLogin login = logins.overdue(nowNs);
            if (login == null) {
                break;
            }
            workCount += check(login);
        }
        for (int i = Math.min(MOST_CHECKS, logins.knownCount()); i > 0 && logins.knownCount() > 0; i--) {
            workCount += check(logins.nextKnown());
        }
        return workCount;
    }

    private int check(final ServerLogin login) {
        try {
            return login.poll(false);
        } finally {
            settle(login);
        }
    }

    /** Whatever came of a poll; also if a listener threw: a login that is done has no channel any more. */
    private void settle(final ServerLogin login) {
        if (login.isDone()) {
            retire(login);
            return;
        }
        logins.settle(login);
        login.watch(waiter);
        if (login.mayHaveMore()) {
            ready(login);
        }
    }

    private void ready(final ServerLogin login) {
        if (!login.ticket().isReady()) {
            login.ticket().isReady(true);
            readyNext.add(login);
        }
    }

    /** Sockets that cannot be accepted are not waited for, as that wait would end at once; they are tried again. */
    @Override
    public long beginParking(final Waiter parkingWaiter) {
        listener.watch(parkingWaiter, acceptFaultsInARow == 0);
        if (waiter != parkingWaiter) {
            waiter = parkingWaiter;
            logins.forEach(login -> login.watch(waiter));
        }
        if (readyDone < readyNow.size() || !readyNext.isEmpty() || logins.hasWork()) {
            return 0;
        }
        return Math.min(acceptFaultsInARow > 0 ? ACCEPT_AGAIN_NS : Long.MAX_VALUE, server.untilRollNs());
    }

    /** {@return another login under way for the same connection, or null} */
    ServerLogin otherLoginFor(final ServerLogin login) {
        return logins.otherThan(login);
    }

    /** Without descriptors every try fails, and costs. */
    private boolean isAcceptPaused(final long nowNs) {
        return acceptFaultsInARow > 1 && nowNs - acceptedNs < ACCEPT_AGAIN_NS;
    }

    private int accept(final long nowNs) {
        acceptedNs = nowNs;
        int count = 0;
        try {
            openWaiter();
            while (share.hasMore()) {
                final Channel channel = listener.accept(context.socketBufferLength());
                if (channel == null) {
                    acceptFaultsInARow = 0;
                    break;
                }
                count++;
                admit(channel, nowNs);
                share.done(true);
            }
        } catch (final IOException e) {
            acceptFaultsInARow++;
            warnOfAcceptFault(e);
        }
        return count;
    }

    private void openWaiter() throws IOException {
        if (waiter == null) {
            ownWaiter = context.network().waiter();
            waiter = ownWaiter;
        }
    }

    private void admit(final Channel channel, final long nowNs) {
        final long address = AddressLimiter.addressOf(channel.remoteAddress());
        if (!limiter.take(address, nowNs)) {
            shedCount++;
            log.shed(channel.remoteAddress(), "more sockets of this address than maxLoginsPerAddress="
                + context.maxLoginsPerAddress() + " a second");
            channel.close();
            return;
        }
        if (logins.size() >= context.maxPendingLogins()) {
            makeRoomFor(address);
        }
        final ServerLogin login = spares.isEmpty() ? new ServerLogin(server, this::ready) : spares.pop();
        login.begin(channel);
        login.ticket().begin(++arrivals);
        logins.add(login, address);
        login.watch(waiter);
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

    private void makeRoomFor(final long address) {
        final ServerLogin leaving = logins.inTheWayOf(address);
        shedCount++;
        final String reason = "too many logins at a time, maxPendingLogins=" + context.maxPendingLogins();
        log.shed(leaving.remoteAddress(), reason);
        leaving.close(CloseReason.LOGIN_TIMEOUT, reason);
        retire(leaving);
    }

    private void retire(final ServerLogin login) {
        logins.remove(login);
        if (spares.size() < MOST_SPARES && !login.ticket().isReady()) {
            login.rest();
            spares.push(login);
        } else {
            login.close();
        }
    }

    @Override
    public void close() {
        listener.close();
        final FirstFault fault = new FirstFault();
        logins.forEach(login -> {
            fault.of(() -> login.refuse(new Refusal(Refusal.Code.SHUTTING_DOWN,
                server.localName() + " is shutting down")));
            login.close();
        });
        spares.forEach(ServerLogin::close);
        spares.clear();
        if (ownWaiter != null) {
            fault.of(ownWaiter::close);
        }
        fault.rethrow();
    }
}
