package io.holdfast.bridge;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.store.FirstFault;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a server from one session day to the next. The thread of {@link Server#doWork()}.
 *
 * <pre>
 *   due ── next day's store opened ──> it is today: logins and Server.connection(..) see only that
 *    │ fails: told, the day goes on,        │
 *    └ tried again                          └─> yesterday's connections are asked to end, some per duty cycle;
 *                                               each ends on the thread that polls it ──> all have ended
 *                                                 ──> {@link LeftDays} reports what others were left, and closes
 * </pre>
 */
final class ServerRolls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRolls.class);
    private static final int ASKED_PER_CYCLE = 8;

    private final Server server;
    private final ServerContext context;
    private final SessionDays days;
    private final DayName name;
    private final LeftDays left;
    private final List<ServerDay> ending = new ArrayList<>();
    private final ArrayDeque<PeerConnection> toAsk = new ArrayDeque<>();
    private final RollRetry retry;

    private ServerRolls(final Server server, final SessionDays days, final DayName name) {
        this.server = server;
        this.days = days;
        this.name = name;
        context = server.context();
        retry = new RollRetry(context);
        left = new LeftDays(context, days);
        left.findBefore(name.day());
    }

    /** What a server with daily names begins with: the store of its first day. */
    record Start(SessionDays days, DayName name, StoreRoot root) {
        /** Opens the day that the clock says, or the later one that the store has. */
        static Start open(final OwnerContext<?> context) {
            final SessionDays days = new SessionDays(context.store(), context.name(), context.storeContext());
            final DayName name = new DayName(context.name(), context.daily(), context.clock().epochNs(), days.days());
            return new Start(days, name, days.open(name.day()));
        }

        ServerRolls rolls(final Server server) {
            return new ServerRolls(server, days, name);
        }
    }

    /** {@return how long a thread may wait before the next roll, in nanoseconds} */
    long untilRollNs() {
        final long untilNs = name.untilRollNs(context.clock().epochNs());
        return untilNs > 0 ? untilNs : retry.untilTryNs();
    }

    /** {@return how much was done} */
    int doWork() {
        int workCount = 0;
        final long epochNs = context.clock().epochNs();
        if (name.isDue(epochNs) && retry.untilTryNs() == 0) {
            roll(name.next(epochNs));
            workCount++;
        }
        return workCount + askSome() + left.doWork(name.name());
    }

    private void roll(final LocalDate day) {
        final ServerDay next;
        try {
            next = open(day);
        } catch (final StoreException | IllegalArgumentException e) {
            retry.failed(name.name(), DailyRoll.nameOf(name.base(), day), e);
            return;
        }
        retry.succeeded();
        name.advance(day);
        final ServerDay last = server.begin(next);
        LOG.info("session day begins: name={} after={} connections={}", next.localName(), last.localName(),
            last.connections().size());
        ending.add(last);
        toAsk.addAll(last.connections());
        closeIfAllEnded(last);
    }

    private ServerDay open(final LocalDate day) {
        final StoreRoot root = days.open(day);
        try {
            return new ServerDay(context, root);
        } catch (final StoreException e) {
            root.close();
            throw e;
        }
    }

    private int askSome() {
        int asked = 0;
        while (asked < ASKED_PER_CYCLE && !toAsk.isEmpty()) {
            toAsk.poll().slot().requestRoll(name.name());
            asked++;
        }
        return asked;
    }

    /** {@return the day that a connection belongs to, if that is over; else null} */
    ServerDay endingDayOf(final PeerConnection connection) {
        for (final ServerDay day : ending) {
            if (day.localName().equals(connection.localName())) {
                return day;
            }
        }
        return null;
    }

    /** Lets go of a day that is over once none of its connections is left. */
    void closeIfAllEnded(final ServerDay day) {
        if (day.connections().isEmpty()) {
            ending.remove(day);
            left.add(day.root(), day.ended());
        }
    }

    /**
     * Guards what must not be done from inside the handler of a connection whose day is over.
     *
     * @throws IllegalStateException if the calling thread is inside one
     */
    void requireOutsideHandler(final String call) {
        ending.forEach(day -> day.connections().forEach(connection -> connection.requireOutsideHandler(call)));
    }

    /** Closes what is still open of the days that are over. */
    @Override
    public void close() {
        final FirstFault fault = new FirstFault();
        for (final ServerDay day : ending) {
            day.connections().forEach(connection -> fault.of(connection::close));
            fault.of(day.root()::close);
        }
        ending.clear();
        fault.of(left::close);
        fault.rethrow();
    }
}
