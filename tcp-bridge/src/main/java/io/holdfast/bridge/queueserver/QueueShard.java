package io.holdfast.bridge.queueserver;

import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.access.AccessRules;
import io.holdfast.bridge.queueserver.log.MessageDraft;
import io.holdfast.bridge.queueserver.log.ProducerOwners;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.subscriber.Subscribers;
import io.holdfast.store.FirstFault;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A share of a server's clients, driven by one thread. With one shard that is the thread of {@link
 * QueueServer#doWork()}; with more, each needs a thread that calls {@link #doWork()} again and again. Once its clients
 * are there it allocates nothing.
 */
public final class QueueShard {
    private static final long TICK_NS = 100_000_000L;
    private static final int PUMPS_PER_CYCLE = 8;
    private static final int MAX_PARTINGS = 64;

    private final QueueServer server;
    private final QueueServerContext context;
    private final QueueLog log;
    private final DeliveryLine line;
    private final Waiter waiter;
    private final ClosingLog closingLog;
    private final FullStore fullStore;
    private final DiskTurns diskTurns;
    private final MessageDraft draft = new MessageDraft();
    private final ByteBuffer okAnswers = OkReplies.newAnswers();
    private final ShardDoor door;
    private final List<ServedClient> clients = new ArrayList<>();
    private List<ServedClient> readyNow = new ArrayList<>();
    private List<ServedClient> readyNext = new ArrayList<>();
    private long nowNs;
    private long tickNs;
    private int firstClient;
    private int closedCount;
    private int blockedProducers;
    private int partings;
    private boolean isClosing;
    private long inputBytes;
    private AccessRules rules;
    private volatile boolean hasBlockedProducers;
    private volatile long neededAfter = Conversation.NOTHING;
    private volatile boolean isParked;

    QueueShard(final QueueServer server, final QueueLog log, final Waiter waiter) {
        this.server = server;
        this.log = log;
        this.waiter = waiter;
        context = server.context();
        rules = server.rules();
        closingLog = new ClosingLog(context.name(), context.clock());
        fullStore = new FullStore(server);
        diskTurns = new DiskTurns(context.clock());
        line = new DeliveryLine(log, context);
        door = new ShardDoor(this);
        nowNs = context.clock().monotonicNs();
        tickNs = nowNs;
    }

    QueueServerContext context() {
        return context;
    }

    QueueLog log() {
        return log;
    }

    SessionNames names() {
        return server.names();
    }

    ProducerOwners producerOwners() {
        return server.producerOwners();
    }

    Subscribers durableSubscribers() {
        return server.durableSubscribers();
    }

    DeliveryLine line() {
        return line;
    }

    /** {@return the rules of this duty cycle} */
    AccessRules rules() {
        return rules;
    }

    DiskTurns diskTurns() {
        return diskTurns;
    }

    Waiter waiter() {
        return waiter;
    }

    ClosingLog closingLog() {
        return closingLog;
    }

    /** {@return the memory for the message that is being appended} */
    MessageDraft draft() {
        return draft;
    }

    ByteBuffer okAnswers() {
        return okAnswers;
    }

    /** {@return the time of this duty cycle} */
    long nowNs() {
        return nowNs;
    }

    void ready(final ServedClient client) {
        readyNext.add(client);
    }

    /** {@return where its clients come in} */
    ShardDoor door() {
        return door;
    }

    /** A client has said who it is. */
    void begin(final ServedClient client) {
        clients.add(client);
    }

    /** A client has gone that never said who it is. */
    void forget(final ServedClient client) {
        closedCount--;
        client.release();
        server.hasLeft();
    }

    void hasClosed() {
        closedCount++;
    }

    /** {@return whether one more client may be told at leisure why it is ended; half of that is kept for the known} */
    boolean mayPart(final boolean isKnown) {
        return isClosing || partings < (isKnown ? MAX_PARTINGS : MAX_PARTINGS / 2);
    }

    /** One more client is told why it is ended, or one fewer. */
    void countParting(final int change) {
        partings += change;
    }

    /** Buffers of what clients send became larger or smaller. */
    void countInput(final int change) {
        inputBytes += change;
    }

    /** {@return how many bytes these buffers have} */
    long inputBytes() {
        return inputBytes;
    }

    /** {@return whether such a buffer may become larger by so much} */
    boolean hasInputRoom(final int more) {
        return inputBytes + more <= context.maxInputBytes() / context.shards();
    }

    /** One more producer waits for room in the store, or one fewer. */
    void countBlocked(final int change) {
        blockedProducers += change;
        hasBlockedProducers = blockedProducers > 0;
    }

    boolean hasBlockedProducers() {
        return hasBlockedProducers;
    }

    /** {@return the index after which a client of this shard may need messages; any thread} */
    long neededAfter() {
        return neededAfter;
    }

    /** {@return the last index, after which a client begins to need messages: none are let go of in between} */
    long beginNeeding() {
        neededAfter = 0; // until the next tick
        VarHandle.fullFence();
        return log.lastIndex();
    }

    /** Takes a client over. Any thread. */
    void handOver(final Channel channel) {
        door.handOver(channel);
        if (isParked) {
            waiter.wake();
        }
    }

    /** Tells it that messages are in the log, if it waits. Any thread, after a full fence. */
    void ring() {
        if (isParked) {
            isParked = false;
            waiter.wake();
        }
    }

    /**
     * A duty cycle: takes what clients sent, appends and delivers. Never blocks, except for the disk if the durability
     * is {@code SYNC}. The thread of this shard; not for a server with one shard, whose own duty cycle does this.
     *
     * @return how much was done
     * @throws io.holdfast.StoreException        if the disk failed: the server is to be closed
     * @throws io.holdfast.CorruptStoreException if a message does not hold what was written
     */
    public int doWork() {
        if (server.isClosed()) {
            return 0;
        }
        nowNs = context.clock().monotonicNs();
        diskTurns.cycle();
        waiter.look();
        followRules();
        final long before = log.lastIndex();
        int workCount = readReady() + door.doWork();
        log.sync();
        if (log.lastIndex() != before) {
            server.ringOthers(this);
        }
        workCount += deliver();
        if (nowNs - tickNs >= TICK_NS) {
            tickNs = nowNs;
            tick();
        }
        if (closedCount > 0) {
            forgetClosed();
        }
        return workCount;
    }

    /** Before anything is read or delivered in this cycle: nothing is done by rules that have gone. */
    private void followRules() {
        final AccessRules now = server.rules();
        if (now != rules) {
            rules = now;
            door.onRules();
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).onRules();
            }
        }
    }

    private int readReady() {
        final List<ServedClient> ready = readyNext;
        readyNext = readyNow;
        readyNow = ready;
        int workCount = 0;
        for (int i = 0; i < ready.size(); i++) {
            workCount += ready.get(i).onReady();
        }
        ready.clear();
        return workCount;
    }

    private int deliver() {
        int workCount = 0;
        int pumped = -1;
        for (int i = 0; i < PUMPS_PER_CYCLE && pumped != 0; i++) {
            pumped = line.pump();
            workCount += pumped;
            if (pumped > 0 || i == 0) {
                workCount += serveClients();
            }
        }
        return workCount;
    }

    /** Begins with the next one each time: who came early must not have all turns at the disk. */
    private int serveClients() {
        final int count = clients.size();
        firstClient = firstClient + 1 < count ? firstClient + 1 : 0;
        int workCount = 0;
        for (int i = firstClient; i < count; i++) {
            workCount += clients.get(i).onCycle();
        }
        for (int i = 0; i < firstClient; i++) {
            workCount += clients.get(i).onCycle();
        }
        return workCount;
    }

    private void tick() {
        closingLog.tick();
        draft.rest();
        for (int i = 0; i < clients.size(); i++) {
            if (!clients.get(i).isClosed()) {
                clients.get(i).onTick();
            }
        }
        fullStore.tick(clients, nowNs);
        long needed = Conversation.NOTHING;
        for (int i = 0; i < clients.size(); i++) {
            if (!clients.get(i).isClosed()) {
                needed = Math.min(needed, clients.get(i).neededAfter());
            }
        }
        neededAfter = needed;
    }

    private void forgetClosed() {
        int kept = 0;
        for (int i = 0; i < clients.size(); i++) {
            final ServedClient client = clients.get(i);
            if (client.isGone()) {
                client.release();
                server.hasLeft();
            } else {
                clients.set(kept++, client);
            }
        }
        clients.subList(kept, clients.size()).clear();
        closedCount = 0;
    }

    /**
     * Makes an idle strategy for the thread of this shard: after some idle duty cycles it waits until a socket is ready
     * or another shard has appended.
     *
     * @param maxParkNs longest wait, in nanoseconds: deadlines and housekeeping may be late by as much
     * @return the strategy
     * @throws IllegalArgumentException if {@code maxParkNs} is not positive
     */
    public IdleStrategy parking(final long maxParkNs) {
        return new ShardParking(this, maxParkNs);
    }

    void isParked(final boolean value) {
        isParked = value;
    }

    /** {@return whether there is work of which no socket tells} */
    boolean hasWork() {
        return door.hasWork() || !readyNext.isEmpty() || log.isUnsynced()
            || line.ring().lastIndex() < log.readableIndex();
    }

    /** {@return whether a client waits for something of which no socket tells} */
    boolean isWaiting() {
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).isWaiting()) {
                return true;
            }
        }
        return false;
    }

    /** Ends all clients. Nobody calls {@link #doWork()} any more. */
    void close() {
        final FirstFault fault = new FirstFault();
        isClosing = true;
        door.close(fault);
        clients.forEach(client -> fault.of(() -> client.socket().part(SessionCode.SHUTTING_DOWN, "the server goes")));
        clients.forEach(client -> fault.of(() -> client.socket().onPartingReady())); // takes the acks that are there
        clients.forEach(client -> fault.of(client::release));
        clients.clear();
        fault.of(line::close);
        fault.of(draft::close);
        fault.of(waiter::close);
        fault.rethrow();
    }
}
