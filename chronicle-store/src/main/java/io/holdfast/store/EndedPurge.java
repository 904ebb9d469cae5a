package io.holdfast.store;

import io.holdfast.PeerName;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/**
 * Deletes connections within an open store whose session day ended long ago, as the {@code session} file of each says:
 * those with peers that go on under another name. Small steps; one thread.
 *
 * <pre>
 *   Server/Client20180713/   ended=… is old, not open, unacked messages counted
 *      └─ renamed ──&gt; Server/.purged-Client20180713/   what a kill leaves of it is found and finished later
 *                        └─ file after file, then the folders
 * </pre>
 */
public final class EndedPurge {
    private static final Logger LOG = LoggerFactory.getLogger(EndedPurge.class);
    private static final long RETRY_NS = TimeUnit.MINUTES.toNanos(1);

    private final StoreRoot root;
    private final long retainNs;
    private final DoomedFolders doomed;
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::dueNs));

    /**
     * A purge that has found nothing yet.
     *
     * @param root     open as long as this is used
     * @param retainNs how long to keep a connection after its end, in nanoseconds
     */
    public EndedPurge(final StoreRoot root, final long retainNs) {
        this.root = root;
        this.retainNs = retainNs;
        doomed = new DoomedFolders(root.directory(), root.disk());
    }

    private record Due(long dueNs, String remoteName) {
    }

    /**
     * Looks for connections that have ended, and for what a kill left of an earlier purge.
     *
     * @throws StoreException if the folder of the store cannot be read
     */
    public void look() {
        due.clear();
        root.ended().forEach(this::ended);
        findDoomed();
    }

    /**
     * Looks for what a kill left of an earlier purge only.
     *
     * @throws StoreException if the folder of the store cannot be read
     */
    public void findDoomed() {
        try {
            doomed.find(PeerName::isValid);
        } catch (final IOException e) {
            throw new StoreException(root.directory(), "cannot list the connections to purge", e);
        }
    }

    /**
     * Takes note of a connection that has ended.
     *
     * @param remoteName the peer
     * @param endedNs    when, in epoch nanos
     */
    public void ended(final String remoteName, final long endedNs) {
        final long dueNs = endedNs + retainNs;
        due.add(new Due(dueNs < endedNs ? Long.MAX_VALUE : dueNs, remoteName));
    }

    /**
     * {@return whether {@link #doWork} has something to do}
     *
     * @param epochNs what the clock says
     */
    public boolean isDue(final long epochNs) {
        return !doomed.isEmpty() || !due.isEmpty() && due.peek().dueNs() <= epochNs;
    }

    /**
     * Does a step: takes a connection out of the store, or deletes some files.
     *
     * @param epochNs what the clock says
     * @return the peer whose connection is gone now, null if none is
     */
    public String doWork(final long epochNs) {
        if (!doomed.isEmpty()) {
            delete();
            return null;
        }
        if (!isDue(epochNs)) {
            return null;
        }
        final String remoteName = due.poll().remoteName();
        try {
            return takeOut(remoteName, epochNs) ? remoteName : null;
        } catch (final IOException | StoreException e) {
            LOG.error("the connection of {} with {}, which is over, cannot be purged, it is tried again later: {}",
                root.localName(), remoteName, e.toString());
            due.add(new Due(epochNs + RETRY_NS, remoteName));
            findDoomedAgain();
            return null;
        }
    }

    /** One that could not be deleted may be in the way. */
    private void findDoomedAgain() {
        try {
            findDoomed();
        } catch (final StoreException e) {
            LOG.error("{}", e.getMessage());
        }
    }

    private void delete() {
        try {
            doomed.doWork();
        } catch (final IOException e) {
            LOG.error("what is left of a purged connection of {} cannot be deleted, it is tried again when the store is"
                + " opened: {}", root.localName(), e.toString());
            doomed.skip();
        }
    }

    /** Holds the store, so that nobody opens the connection in between. */
    private boolean takeOut(final String remoteName, final long epochNs) throws IOException {
        synchronized (root) {
            if (root.isOpen(remoteName) || !isOld(root.endedNs(remoteName), epochNs)) {
                return false; // in use again; when that ends, it is told
            }
            final Path target = doomed.target(remoteName);
            final String unacked = unacked(remoteName);
            root.takeOut(remoteName, target);
            LOG.warn("the connection of {} with {} ended long ago and is purged by its age, with {} unacked messages",
                root.localName(), remoteName, unacked);
            forget(target);
            return true;
        }
    }

    private void forget(final Path folder) {
        try {
            doomed.add(folder);
        } catch (final IOException e) {
            LOG.warn("a purged connection of {} may come back after a power loss, and is purged again then: {}",
                root.localName(), e.toString());
        }
    }

    private boolean isOld(final long endedNs, final long epochNs) {
        return endedNs != 0 && endedNs <= epochNs && epochNs - endedNs >= retainNs;
    }

    private String unacked(final String remoteName) {
        try (ConnectionStore connection = root.connection(remoteName)) {
            return Long.toString(connection.sendQueue().unackedMessages());
        } catch (final StoreException e) {
            LOG.warn("how many unacked messages {} has for {} is not known: {}", root.localName(), remoteName,
                e.getMessage());
            return "an unknown number of";
        }
    }
}
