package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A network in memory that does whatever a test asks for. Deterministic: what happens depends on the calls and the
 * seed alone. One thread. Faults hold for the connections there are and those to come until they are taken back.
 */
public final class FaultyNetwork implements Network {
    static final int NEVER = -1;

    private static final int FIRST_FREE_PORT = 20_000;
    private static final int FIRST_CLIENT_PORT = 40_000;
    private static final int MOST_CLIENT_PORTS = 25_000;
    private static final int DEFAULT_CAPACITY = 64 * 1024;

    private final Map<Integer, FaultyListener> listeners = new HashMap<>();
    private final List<FaultyLink> links = new ArrayList<>();
    private final List<FaultyWaiter> waiters = new ArrayList<>();
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private final long[] written = new long[Direction.values().length];
    private final long[] read = new long[Direction.values().length];
    private final long[] cutAfter = {NEVER, NEVER};
    private final long[] cutAfterTotal = {NEVER, NEVER};
    private Cut plannedCut = Cut.RESET;
    private Random splits;
    private int capacity = DEFAULT_CAPACITY;
    private int nextPort = FIRST_FREE_PORT;
    private boolean isRefusing;
    private boolean isBlackHole;
    private String clientAddress = "127.0.0.1";
    private Runnable onServerRead = () -> { };
    private long serverReads;

    @Override
    public Listener listen(final InetSocketAddress address) throws IOException {
        final int port = address.getPort() == 0 ? nextPort++ : address.getPort();
        if (listeners.containsKey(port)) {
            throw new BindException("Address already in use: port=" + port);
        }
        final FaultyListener listener = new FaultyListener(this, new InetSocketAddress("127.0.0.1", port));
        listeners.put(port, listener);
        return listener;
    }

    @Override
    public Channel connect(final InetSocketAddress address, final int socketBufferLength) {
        final FaultyLink link = new FaultyLink(this, new InetSocketAddress("127.0.0.1", address.getPort()),
            new InetSocketAddress(clientAddress, FIRST_CLIENT_PORT + links.size() % MOST_CLIENT_PORTS));
        links.add(link);
        return link.clientEnd();
    }

    @Override
    public FaultyWaiter waiter() {
        final FaultyWaiter waiter = new FaultyWaiter();
        waiters.add(waiter);
        return waiter;
    }

    /** {@return the waiters ever made, in their order} */
    public List<FaultyWaiter> waiters() {
        return waiters;
    }

    /**
     * Sets the bytes each direction of a connection holds; default 64 KiB. For connections to come.
     *
     * @param value at least 1
     */
    public void capacity(final int value) {
        capacity = value;
    }

    /**
     * Sets where connections to come are from; default 127.0.0.1.
     *
     * @param value an address, no name
     */
    public void clientAddress(final String value) {
        clientAddress = value;
    }

    /**
     * Sets what happens whenever a server reads, which may take its time.
     *
     * @param action what to do
     */
    public void onServerRead(final Runnable action) {
        onServerRead = action;
    }

    /** {@return how often servers have read, whatever came of it} */
    public long serverReads() {
        return serverReads;
    }

    void countRead(final Direction incoming) {
        if (incoming == Direction.TO_SERVER) {
            serverReads++;
            onServerRead.run();
        }
    }

    /**
     * Makes every read and write move a random part, sometimes nothing, of what could be moved.
     *
     * @param seed of the randomness
     */
    public void splitRandomly(final long seed) {
        splits = new Random(seed);
    }

    /** Lets reads and writes move all they can again. */
    public void splitNever() {
        splits = null;
    }

    /**
     * Holds back what is written in one direction; writes go on until the capacity is reached. Nothing is lost.
     *
     * @param direction which
     * @param isStalled whether
     */
    public void stall(final Direction direction, final boolean isStalled) {
        if (isStalled) {
            stalled.add(direction);
        } else {
            stalled.remove(direction);
        }
    }

    /**
     * Lets all bytes vanish. Connections of that time stay open and silent for ever, also when it is over; those begun
     * meanwhile never finish.
     *
     * @param isOn whether
     */
    public void blackHole(final boolean isOn) {
        isBlackHole = isOn;
        if (isOn) {
            links.forEach(FaultyLink::lose);
        }
    }

    /**
     * Refuses every connection to come.
     *
     * @param isOn whether
     */
    public void refuse(final boolean isOn) {
        isRefusing = isOn;
    }

    /**
     * Cuts the first connection that gets n bytes in a direction, counted from its own beginning: exactly n of them
     * arrive. Done once.
     *
     * @param direction which
     * @param n         bytes, 0 or more
     */
    public void cutAfter(final Direction direction, final long n) {
        cutAfter[direction.ordinal()] = n;
    }

    /**
     * Cuts the connection that takes the n-th byte in a direction from now on, over all connections. Done once.
     *
     * @param direction which
     * @param n         bytes, 1 or more
     */
    public void cutAfterTotal(final Direction direction, final long n) {
        cutAfterTotal[direction.ordinal()] = bytesWritten(direction) + n;
    }

    /** {@return whether a planned cut has not come about yet} */
    public boolean isCutPending() {
        return cutAfter[0] != NEVER || cutAfter[1] != NEVER || cutAfterTotal[0] != NEVER || cutAfterTotal[1] != NEVER;
    }

    /**
     * Sets how planned cuts end a connection; default {@link Cut#RESET}. The bytes before the cut arrive in any case.
     *
     * @param cut how
     */
    public void plannedCut(final Cut cut) {
        plannedCut = cut;
    }

    /** Resets all connections now. */
    public void cutAll() {
        cutAll(Cut.RESET);
    }

    /**
     * Ends all connections now.
     *
     * @param cut how
     */
    public void cutAll(final Cut cut) {
        links.forEach(link -> link.cut(cut));
    }

    /**
     * Counts bytes taken from writers, vanished ones included.
     *
     * @param direction which
     * @return bytes since the beginning, over all connections
     */
    public long bytesWritten(final Direction direction) {
        return written[direction.ordinal()];
    }

    /**
     * Counts bytes given to readers.
     *
     * @param direction which
     * @return bytes since the beginning, over all connections
     */
    public long bytesRead(final Direction direction) {
        return read[direction.ordinal()];
    }

    /** {@return how many connections were ever begun} */
    public int connectCount() {
        return links.size();
    }

    /** Forgets the connections both ends of which are closed, for tests that make very many. */
    public void forgetClosed() {
        links.removeIf(link -> !link.isOpen());
    }

    /** {@return how many connections have an end that is not closed} */
    public int openCount() {
        return (int) links.stream().filter(FaultyLink::isOpen).count();
    }

    /** {@return the bytes each direction of a connection to come will hold} */
    public int capacity() {
        return capacity;
    }

    boolean isStalled(final Direction direction) {
        return stalled.contains(direction);
    }

    /** True when the connection is now open, false if that takes longer. */
    boolean tryOpen(final FaultyLink link) throws IOException {
        final FaultyListener listener = listeners.get(link.serverAddress().getPort());
        if (isBlackHole) {
            link.lose();
            return false;
        }
        if (isRefusing || listener == null) {
            throw new ConnectException("Connection refused: " + link.serverAddress());
        }
        listener.offer(link.serverEnd());
        cutIfDue(link, Direction.TO_SERVER);
        cutIfDue(link, Direction.TO_CLIENT);
        return true;
    }

    void unlisten(final int port) {
        listeners.remove(port);
    }

    /** How many of the bytes that could be moved now are. */
    int split(final int possible) {
        return splits == null || possible == 0 ? possible : splits.nextInt(possible + 1);
    }

    /** How many bytes a connection may still take before a planned cut. */
    int untilCut(final Direction direction, final long writtenInLink, final int wanted) {
        final int i = direction.ordinal();
        long allowed = wanted;
        if (cutAfter[i] != NEVER) {
            allowed = Math.min(allowed, Math.max(0, cutAfter[i] - writtenInLink));
        }
        if (cutAfterTotal[i] != NEVER) {
            allowed = Math.min(allowed, cutAfterTotal[i] - written[i]);
        }
        return (int) allowed;
    }

    void countWritten(final FaultyLink link, final Direction direction, final int bytes) {
        written[direction.ordinal()] += bytes;
        cutIfDue(link, direction);
    }

    void countRead(final Direction direction, final int bytes) {
        read[direction.ordinal()] += bytes;
    }

    private void cutIfDue(final FaultyLink link, final Direction direction) {
        final int i = direction.ordinal();
        if (cutAfter[i] != NEVER && link.written(direction) >= cutAfter[i]) {
            cutAfter[i] = NEVER;
            link.cutKeeping(plannedCut, direction);
        } else if (cutAfterTotal[i] != NEVER && written[i] >= cutAfterTotal[i]) {
            cutAfterTotal[i] = NEVER;
            link.cutKeeping(plannedCut, direction);
        }
    }
}
