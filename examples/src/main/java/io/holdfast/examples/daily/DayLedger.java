package io.holdfast.examples.daily;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.Message;
import io.holdfast.SessionRoll;
import io.holdfast.StoreException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Accounts for every message of every connection and direction: accepted, then received once and in order, or left
 * behind within the range that was told at the roll. One thread.
 */
final class DayLedger implements ConnectionListener {
    private final Map<String, Way> ways = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> receivers = new HashMap<>();
    private long rolls;
    private long received;

    /** The messages of one direction of a connection. */
    static final class Way {
        private final String sender;
        private final String receiver;
        private final Set<Long> underWay = new HashSet<>();
        private long accepted;
        private long received;
        private long lastReceived;
        private SessionRoll roll;

        private Way(final String sender, final String receiver) {
            this.sender = sender;
            this.receiver = receiver;
        }

        String sender() {
            return sender;
        }

        String receiver() {
            return receiver;
        }

        /** {@return what was told when its session day was over, null if that goes on} */
        SessionRoll roll() {
            return roll;
        }

        long accepted() {
            return accepted;
        }

        long received() {
            return received;
        }

        long leftBehind() {
            return roll == null ? 0 : roll.unackedMessages();
        }

        /** {@return how many of those left behind were received, their ack being too late} */
        long receivedAlthoughLeft() {
            return leftBehind() - underWay.size();
        }

        private boolean isAccountedFor() {
            return accepted == received + underWay.size() && receivedAlthoughLeft() >= 0
                && underWay.stream().allMatch(index -> roll.fromIndex() <= index && index <= roll.toIndex());
        }

        @Override
        public String toString() {
            return sender + "->" + receiver + " accepted=" + accepted + " received=" + received + " leftBehind="
                + leftBehind() + " notReceived=" + underWay.size();
        }
    }

    private Way way(final String sender, final String receiver) {
        return ways.computeIfAbsent(sender + "->" + receiver, key -> new Way(sender, receiver));
    }

    /** Takes note of a message that a connection accepted. */
    void accepted(final Connection connection, final long index) {
        final Way way = way(connection.localName(), connection.remoteName());
        way.accepted++;
        way.underWay.add(index);
    }

    /** Takes note of a message that a connection delivered. */
    Action received(final Connection connection, final Message message) {
        final Way way = way(connection.remoteName(), connection.localName());
        if (!way.underWay.remove(message.index())) {
            faults.add(way + ": index " + message.index() + " came twice or was never accepted");
        }
        if (message.index() <= way.lastReceived) {
            faults.add(way + ": index " + message.index() + " came after " + way.lastReceived);
        }
        if (way.received++ == 0) {
            receivers.merge(way.sender, 1, Integer::sum);
        }
        received++;
        way.lastReceived = message.index();
        return Action.CONSUMED;
    }

    @Override
    public void onSessionRolled(final Connection old, final SessionRoll roll) {
        rolls++;
        final long result = old.offer(0, new byte[1], 0, 1);
        if (result != Connection.SESSION_ENDED) {
            faults.add(old + " answered " + Connection.resultName(result) + " after its roll");
        }
        final Way way = way(old.localName(), old.remoteName());
        if (way.roll != null) {
            faults.add(old + " was told of twice");
        }
        way.roll = roll;
    }

    @Override
    public void onRollFailed(final String newLocalName, final StoreException fault) {
        faults.add(newLocalName + " could not begin: " + fault.getMessage());
    }

    @Override
    public void onStoreFault(final Connection connection, final StoreException fault) {
        faults.add(connection + ": " + fault.getMessage());
    }

    /**
     * {@return how many peers have received something from a sender}
     *
     * @param sender its name
     */
    long receiversOf(final String sender) {
        return receivers.getOrDefault(sender, 0);
    }

    /** {@return how many messages were received} */
    long received() {
        return received;
    }

    /** {@return all directions, in the order of their names} */
    List<Way> ways() {
        return List.copyOf(ways.values());
    }

    /** {@return how many connections have ended at a roll} */
    long rolls() {
        return rolls;
    }

    void fault(final String text) {
        faults.add(text);
    }

    /** {@return what does not add up, a line each; empty if everything does} */
    List<String> faults() {
        final List<String> all = new ArrayList<>(faults);
        ways.values().stream().filter(way -> !way.isAccountedFor()).map(way -> "does not add up: " + way)
            .forEach(all::add);
        return all;
    }
}
