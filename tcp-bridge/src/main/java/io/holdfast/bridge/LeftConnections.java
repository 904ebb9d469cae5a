package io.holdfast.bridge;

import io.holdfast.StoreException;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.List;

/** Connections of a store that are over and that this process has not opened, one after the other. One thread. */
final class LeftConnections {
    private static final Logger LOG = LoggerFactory.getLogger(LeftConnections.class);

    private final EndpointContext<?> context;
    private final StoreRoot root;
    private final ArrayDeque<String> names;
    private boolean isComplete = true;

    /**
     * Those of some peers.
     *
     * @param context whom to tell
     * @param root    the store
     * @param names   the peers
     */
    LeftConnections(final EndpointContext<?> context, final StoreRoot root, final List<String> names) {
        this.context = context;
        this.root = root;
        this.names = new ArrayDeque<>(names);
    }

    /**
     * Opens one, ends it and, if it left messages behind, tells of it.
     *
     * @param newLocalName  this side's name from now on
     * @param newRemoteName the peer's name from now on, null if it is the same
     * @return whether that was the last one
     */
    boolean doWork(final String newLocalName, final String newRemoteName) {
        final String name = names.poll();
        final PeerConnection old = name == null ? null : open(name);
        if (old != null) {
            old.dayEnd().endUnopened(newLocalName, newRemoteName == null ? name : newRemoteName);
        }
        return names.isEmpty();
    }

    private PeerConnection open(final String name) {
        try {
            if (root.endedNs(name) != 0) {
                return null;
            }
            final PeerConnection old = new PeerConnection(context, root.localName());
            old.bind(root.connection(name));
            return old;
        } catch (final StoreException | IllegalArgumentException | IllegalStateException e) {
            isComplete = false;
            LOG.error("what {} left behind for {} cannot be told: {}", root.localName(), name, e.getMessage());
            return null;
        }
    }

    /** {@return whether all could be opened} */
    boolean isComplete() {
        return isComplete;
    }
}
