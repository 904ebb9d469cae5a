package io.holdfast.examples.bench.link;

import io.holdfast.Transport;
import io.holdfast.examples.command.CommandFailure;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The systems that can be measured. */
public enum Contestant {
    /** Holdfast: a client and a server, both durable, messages kept until acked and deleted then. */
    HOLDFAST("holdfast", EnumSet.of(Transport.SHM, Transport.TCP), HoldfastLink::plain, HoldfastEcho::plain),

    /** The same over TLS, with the version and cipher that both ends take by themselves. */
    HOLDFAST_TLS("holdfast-tls", EnumSet.of(Transport.TCP), HoldfastLink::encrypted, HoldfastEcho::encrypted),

    /** Two stock Chronicle Queues, written with {@code writingDocument} and read with {@code readingDocument}. */
    STOCK_CHRONICLE("stock-chronicle", EnumSet.of(Transport.SHM), StockLink::new, StockEcho::new),

    /** Aeron IPC without threads of its own: the measuring thread invokes the driver, each end its own client. */
    AERON_IPC("aeron-ipc", EnumSet.of(Transport.SHM), AeronLink::invoked, AeronEcho::invoked),

    /** Aeron IPC with a driver thread of its own and a client thread at each end. */
    AERON_IPC_THREADS("aeron-ipc-threads", EnumSet.of(Transport.SHM), AeronLink::threaded, AeronEcho::threaded),

    /** Non-blocking sockets and nothing else: the least that two processes need. */
    NIO_FLOOR("nio-floor", EnumSet.of(Transport.TCP), NioLink::new, NioEcho::new),

    /** The queue server with one producer and one consumer. */
    QUEUE_SERVER("queue-server", EnumSet.of(Transport.TCP), (settings, patience) ->
        new QueueLink(settings, patience, 1), settings -> new QueueEcho(settings, 1)),

    /** The queue server with one producer and ten consumers. */
    QUEUE_SERVER_10("queue-server-10", EnumSet.of(Transport.TCP), (settings, patience) ->
        new QueueLink(settings, patience, QueueLink.SEVERAL), settings ->
        new QueueEcho(settings, QueueLink.SEVERAL));

    private static final Set<Contestant> QUEUE_SERVERS = EnumSet.of(QUEUE_SERVER, QUEUE_SERVER_10);

    private final String title;
    private final Set<Transport> transports;
    private final BiFunction<LinkSettings, Patience, Link> link;
    private final Function<LinkSettings, Echo> echo;

    Contestant(final String title, final Set<Transport> transports,
               final BiFunction<LinkSettings, Patience, Link> link, final Function<LinkSettings, Echo> echo) {
        this.title = title;
        this.transports = transports;
        this.link = link;
        this.echo = echo;
    }

    /** {@return its name on the command line and in results} */
    public String title() {
        return title;
    }

    /** {@return whether it travels that way} */
    public boolean travelsBy(final Transport transport) {
        return transports.contains(transport);
    }

    /** {@return whether its clients log in to a server} */
    public boolean hasLogins() {
        return this == HOLDFAST || QUEUE_SERVERS.contains(this);
    }

    /** {@return the way it travels if that is asked for or if it knows only one} */
    public Transport transport(final Transport asked) {
        if (asked == null) {
            return transports.contains(Transport.SHM) ? Transport.SHM : Transport.TCP;
        }
        if (!travelsBy(asked)) {
            throw new CommandFailure(title + " does not travel by " + asked + "; leave --transport out");
        }
        return asked;
    }

    /** {@return Holdfast and whatever else travels that way from one process to another, without a server between} */
    public static List<Contestant> all(final Transport transport) {
        return Arrays.stream(values()).filter(contestant -> contestant.travelsBy(transport)
            && !QUEUE_SERVERS.contains(contestant)).toList();
    }

    /**
     * Finds a system by its name.
     *
     * @param title its name
     * @return the system
     * @throws IllegalArgumentException if none has that name, telling those there are
     */
    public static Contestant of(final String title) {
        return Arrays.stream(values()).filter(contestant -> contestant.title.equals(title)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("'" + title + "' is none of "
                + Arrays.stream(values()).map(Contestant::title).collect(Collectors.joining(", "))));
    }

    /** {@return a new measuring end, not connected yet} */
    public Link newLink(final LinkSettings settings, final Patience patience) {
        return link.apply(settings, patience);
    }

    /** {@return a new other end, up and waiting for the link} */
    public Echo newEcho(final LinkSettings settings) {
        return echo.apply(settings);
    }
}
