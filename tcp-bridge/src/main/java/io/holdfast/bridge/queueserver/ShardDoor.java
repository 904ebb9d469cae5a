package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.limit.AddressLimiter;
import io.holdfast.bridge.limit.Strangers;
import io.holdfast.bridge.limit.WorkShare;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.store.FirstFault;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where the clients of a shard wait until they have said who they are: strangers, of whom there are not too many, and
 * for whom a duty cycle does a bounded amount of work, however many there are; those that are silent cost nothing. The
 * thread of the shard, but for what says otherwise.
 */
final class ShardDoor {
    private static final int MOST_OVERDUE = 16;

    private final QueueShard shard;
    private final QueueServerContext context;
    private final int places;
    private final Strangers<ServedClient> strangers;
    private final WorkShare share;
    private final Queue<Channel> handedOver = new ConcurrentLinkedQueue<>();
    private List<ServedClient> readyNow = new ArrayList<>();
    private List<ServedClient> readyNext = new ArrayList<>();
    private int readyDone;
    private boolean isGreetFirst;
    private volatile long shedCount;

    ShardDoor(final QueueShard shard) {
        this.shard = shard;
        context = shard.context();
        places = Math.max(1, context.maxPendingLogins() / context.shards());
        strangers = new Strangers<>(places);
        share = new WorkShare(context.clock());
    }

    /** {@return the share of the thread that strangers have} */
    WorkShare share() {
        return share;
    }

    /** {@return how many had to go because there were too many; any thread} */
    long shedCount() {
        return shedCount;
    }

    /** {@return how many strangers are here} */
    int size() {
        return strangers.size();
    }

    /** Takes a client over. Any thread. */
    void handOver(final Channel channel) {
        handedOver.add(channel);
    }

    /** A stranger's socket has something to read. */
    void ready(final ServedClient client) {
        readyNext.add(client);
    }

    /** {@return whether there is work of which no socket tells} */
    boolean hasWork() {
        return !handedOver.isEmpty() || hasReady();
    }

    private boolean hasReady() {
        return readyDone < readyNow.size() || !readyNext.isEmpty();
    }

    /** {@return how much was done} */
    int doWork() {
        int workCount = strangers.size() == 0 ? 0 : showOutOverdue();
        if (hasWork() && share.begin()) {
            try {
                workCount += isGreetFirst ? greet() + adopt() : adopt() + greet();
                isGreetFirst = hasReady(); // so that a crowd of the one kind does not keep the other waiting for ever
            } finally {
                share.end();
            }
        }
        return workCount;
    }

    private int showOutOverdue() {
        int count = 0;
        for (ServedClient oldest = strangers.oldest(); oldest != null && count < MOST_OVERDUE
            && shard.nowNs() - oldest.socket().cameNs() >= context.handshakeTimeoutNs(); oldest = strangers.oldest()) {
            oldest.endAsSilent();
            settle(oldest);
            count++;
        }
        return count;
    }

    private int adopt() {
        int count = 0;
        while (share.hasMore()) {
            final Channel channel = handedOver.poll();
            if (channel == null) {
                break;
            }
            final long address = AddressLimiter.addressOf(channel.remoteAddress());
            if (strangers.size() >= places) {
                final ServedClient leaving = strangers.inTheWayOf(address);
                leaving.socket().refuse("too many clients at a time that have not said who they are: maxPendingLogins="
                    + context.maxPendingLogins());
                settle(leaving);
                shedCount++;
            }
            strangers.add(new ServedClient(channel, shard), address);
            count++;
            share.done(true);
        }
        return count;
    }

    private int greet() {
        if (readyDone == readyNow.size()) {
            final List<ServedClient> done = readyNow;
            done.clear();
            readyNow = readyNext;
            readyNext = done;
            readyDone = 0;
        }
        int workCount = 0;
        while (readyDone < readyNow.size() && share.hasMore()) {
            final ServedClient client = readyNow.get(readyDone++);
            workCount += client.onReady() + client.onCycle();
            settle(client);
            share.done(client.isStranger());
        }
        return workCount;
    }

    /** Takes note of who is gone, or known now; or no stranger any more, but to be told why it is ended. */
    private void settle(final ServedClient client) {
        if (client.isGone()) {
            if (strangers.remove(client)) {
                shard.forget(client);
            }
        } else if (!client.isStranger() && strangers.remove(client)) {
            shard.begin(client);
        }
    }

    /** The rules are others now. */
    void onRules() {
        strangers.all().forEach(ServedClient::onRules);
    }

    /** Ends all who are here. */
    void close(final FirstFault fault) {
        handedOver.forEach(channel -> fault.of(channel::close));
        strangers.all().forEach(client -> fault.of(() ->
            client.socket().part(SessionCode.SHUTTING_DOWN, "the server goes")));
        strangers.all().forEach(client -> fault.of(client::release));
    }
}
