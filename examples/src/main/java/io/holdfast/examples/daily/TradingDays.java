package io.holdfast.examples.daily;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DailyRoll;
import io.holdfast.IdleStrategy;
import io.holdfast.Message;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.TransportOption;
import net.openhft.chronicle.bytes.Bytes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server and its clients over some session days, all in one thread. */
final class TradingDays implements AutoCloseable {
    static final String SERVER = "Server";
    private static final int MOST_PER_POLL = 256;
    private static final int MOST_UNACKED = 1_000;
    private static final int SENT_WHILE_AWAY = 10;
    private static final double AWAY_FROM = 0.7;
    private static final double LAST_DAY = 0.5;
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long TRAFFIC_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final DayLedger ledger;
    private final DailyRoll roll;
    private final AcceleratedClock clock;
    private final Server server;
    private final List<Trader> traders = new ArrayList<>();
    private final IdleStrategy idle = IdleStrategy.backoff(PARK_NS);
    private final Bytes<?> answer = Bytes.wrapForRead(new byte[16]);
    private final byte[] order = new byte[32];

    /** A client, which may be away towards the end of each day. */
    private static final class Trader {
        private final Client client;
        private final boolean isOftenAway;
        private Connection lastSeen;
        private int sentAway;

        Trader(final Client client, final boolean isOftenAway) {
            this.client = client;
            this.isOftenAway = isOftenAway;
        }
    }

    TradingDays(final Path folder, final DailyRoll roll, final AcceleratedClock clock, final TransportOption transport,
                final DayLedger ledger) {
        this.roll = roll;
        this.clock = clock;
        this.ledger = ledger;
        try {
            server = Server.open(transport.applyTo(new ServerContext()).name(SERVER).store(folder.resolve("server"))
                .daily(roll).clock(clock).listener(ledger)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen: " + error.getMessage(), error);
        }
        addTrader(folder, transport, "learns", context -> { }, false);
        addTrader(folder, transport, "computes", context -> context.remoteDaily(SERVER, roll), true);
        addTrader(folder, transport, "rolls", context -> context.remoteDaily(SERVER, roll).daily(roll), false);
    }

    private void addTrader(final Path folder, final TransportOption transport, final String name,
                           final Consumer<ClientContext> options, final boolean isOftenAway) {
        final ClientContext context = transport.applyTo(new ClientContext()).name(name)
            .store(folder.resolve(name)).clock(clock).listener(ledger).endpoint(server.localAddress());
        options.accept(context);
        traders.add(new Trader(Client.open(context), isOftenAway));
    }

    /**
     * Runs until some session days have been seen.
     *
     * @param days     how many
     * @param onDay    told the name of each day that begins
     * @param shutdown ends it early
     */
    void run(final int days, final Consumer<String> onDay, final Shutdown shutdown) {
        String name = null;
        int seen = 0;
        final Stall stall = new Stall(clock, TRAFFIC_NS);
        while (seen < days || isWithoutTraffic(name) || partOfDay() < LAST_DAY) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped on session day " + seen + " of " + days);
            }
            if (!server.localName().equals(name)) {
                name = server.localName();
                seen++;
                onDay.accept(name);
                begin(name);
            } else if (!isWithoutTraffic(name)) {
                clock.waitAt(middleOf(DailyRoll.dayIn(SERVER, name).plusDays(seen < days ? 1 : 0)));
            }
            if (stall.isStalled(isWithoutTraffic(name) ? seen : ledger.received())) {
                throw new CommandFailure("this machine cannot follow the clock: on session day " + name
                    + " not every client had messages within " + TimeUnit.NANOSECONDS.toSeconds(TRAFFIC_NS)
                    + " s; lower --speed");
            }
            idle.idle(work(true));
        }
        drain(shutdown);
    }

    /** The clock goes no further than the middle of a day before everybody has had messages on it. */
    private void begin(final String name) {
        final LocalDate day = DailyRoll.dayIn(SERVER, name);
        final LocalDate today = roll.dayOf(clock.epochNs());
        if (!day.equals(today)) {
            ledger.fault("the server is called " + name + " on session day " + today);
        }
        clock.waitAt(middleOf(day));
    }

    private long middleOf(final LocalDate day) {
        final long beginNs = roll.beginNs(day);
        return beginNs + (roll.nextRollNs(beginNs) - beginNs) / 2;
    }

    private boolean isWithoutTraffic(final String name) {
        return ledger.receiversOf(name) < traders.size();
    }

    private double partOfDay() {
        final long nowNs = clock.epochNs();
        final long beginNs = roll.beginNs(roll.dayOf(nowNs));
        return (double) (nowNs - beginNs) / (roll.nextRollNs(nowNs) - beginNs);
    }

    private int work(final boolean isSending) {
        int workCount = server.doWork() + server.group(0).poll(this::onOrder, MOST_PER_POLL);
        final boolean isLate = isSending && partOfDay() > AWAY_FROM;
        for (final Trader trader : traders) {
            final boolean isAway = isLate && trader.isOftenAway;
            if (isSending) {
                send(trader, isAway);
            }
            if (!isAway) {
                workCount += trader.client.doWork()
                    + trader.client.connection().poll(ledger::received, MOST_PER_POLL);
            }
        }
        return workCount;
    }

    private void send(final Trader trader, final boolean isAway) {
        final Connection connection = trader.client.connection();
        if (connection != trader.lastSeen) {
            trader.lastSeen = connection;
            trader.sentAway = 0;
        }
        if (connection.unackedMessages() >= MOST_UNACKED || isAway && trader.sentAway++ >= SENT_WHILE_AWAY) {
            return;
        }
        final long result = connection.offer(1, order, 0, order.length);
        if (result > 0) {
            ledger.accepted(connection, result);
        } else if (result != Connection.NO_SESSION && result != Connection.BACK_PRESSURED) {
            ledger.fault(connection + " answered " + Connection.resultName(result));
        }
    }

    private Action onOrder(final Connection connection, final Message message) {
        ledger.received(connection, message);
        final long result = connection.reply(message.index(), 2, answer, 0, answer.length());
        if (result > 0) {
            ledger.accepted(connection, result);
        } else {
            ledger.fault(connection + " answered " + Connection.resultName(result) + " to a reply");
        }
        return Action.CONSUMED;
    }

    /** The clock stays in the middle of the last day. */
    private void drain(final Shutdown shutdown) {
        final Stall stall = new Stall(clock, DRAIN_NS);
        while (!isDrained()) {
            if (stall.isStalled(0) || shutdown.isRequested()) {
                ledger.fault("the last day's messages were not all acked in time");
                return;
            }
            idle.idle(work(false));
        }
    }

    private boolean isDrained() {
        for (final Trader trader : traders) {
            final Connection connection = trader.client.connection();
            if (connection.state() != ConnectionState.CONNECTED || connection.unackedMessages() > 0
                || server.connection(connection.localName()).unackedMessages() > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        traders.forEach(trader -> trader.client.close());
        server.close();
    }
}
