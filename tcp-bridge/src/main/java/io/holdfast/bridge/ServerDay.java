package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.Transport;
import io.holdfast.store.EndedPurge;
import io.holdfast.store.ProcessLimits;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connections of a server under one effective name, and the store they are in. Without daily names there is one for
 * the life of the server. Guarded by the server's lock, but for the name.
 */
final class ServerDay {
    private static final Logger LOG = LoggerFactory.getLogger(ServerDay.class);
    private static final int LEAST_TO_WARN_OF = 64;

    private final ServerContext context;
    private final StoreRoot root;
    private final Map<String, PeerConnection> connections = new HashMap<>();
    private final Set<String> knownNames;
    /** Among the known: those that are over, because one side goes on under another name. */
    private final Set<String> ended;
    private final EndedPurge purge;

    ServerDay(final ServerContext context, final StoreRoot root) {
        this.context = context;
        this.root = root;
        knownNames = new HashSet<>(root.remoteNames());
        ended = new HashSet<>(root.ended().keySet());
        purge = context.retainSessionsNs() == Long.MAX_VALUE ? null
            : new EndedPurge(root, context.retainSessionsNs());
        if (purge != null) {
            purge.look();
        }
        warnIfLimitsAreLow(livingCount());
    }

    private int livingCount() {
        return knownNames.size() - ended.size();
    }

    /** Before they are reached: then it is too late for some connections. */
    private void warnIfLimitsAreLow(final int count) {
        for (final String shortage : ProcessLimits.ofThisProcess().shortages(count,
            context.transport() != Transport.TCP)) {
            LOG.warn("the limits of this process are too low for {} connections: name={} open={}: {}", count,
                root.localName(), connections.size(), shortage);
        }
    }

    /** {@return the server's name on this day} */
    String localName() {
        return root.localName();
    }

    StoreRoot root() {
        return root;
    }

    /** {@return whether there is, or was, a connection with this peer} */
    boolean knows(final String remoteName) {
        return knownNames.contains(remoteName);
    }

    /** {@return whether there are so many peers that no new one can log in} */
    boolean isFull() {
        return livingCount() >= context.maxConnections();
    }

    /** {@return the connection with a peer if it is there, open or closed; else null} */
    PeerConnection find(final String remoteName) {
        return connections.get(remoteName);
    }

    /** {@return a connection with a peer whose files have just been opened or made, in no group yet} */
    PeerConnection open(final String remoteName, final long newIncarnation) {
        final PeerConnection opened = new PeerConnection(context, localName());
        opened.bind(root.connection(remoteName, newIncarnation));
        if (opened.store().session().endedNs() != 0) {
            opened.store().session().ended(0);
        }
        opened.dayEnd().endsWithPeer(!context.isSingleSender() || context.isRolling());
        knownNames.add(remoteName);
        ended.remove(remoteName);
        connections.put(remoteName, opened);
        final int count = connections.size();
        if (count >= LEAST_TO_WARN_OF && Integer.bitCount(count) == 1) {
            warnIfLimitsAreLow(2 * count);
        }
        return opened;
    }

    /** Forgets a connection that has let go of its files; the peer stays known. */
    void forget(final PeerConnection released) {
        connections.remove(released.remoteName(), released);
        if (released.state() == ConnectionState.ENDED && !connections.containsKey(released.remoteName())) {
            ended.add(released.remoteName());
            if (purge != null) {
                purge.ended(released.remoteName(), context.clock().epochNs());
            }
        }
    }

    /** {@return whether there is something to purge of connections that ended long ago} */
    boolean isPurgeDue() {
        return purge != null && purge.isDue(context.clock().epochNs());
    }

    /** Purges a little of connections that ended long ago; a peer whose connection is gone is not known any more. */
    void purge() {
        final String gone = purge.doWork(context.clock().epochNs());
        if (gone != null) {
            knownNames.remove(gone);
            ended.remove(gone);
        }
    }

    /** {@return the peers whose connection has ended, so that it was told what they are left} */
    Set<String> ended() {
        return ended;
    }

    Collection<PeerConnection> connections() {
        return connections.values();
    }
}
