package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.Transport;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Transports;
import io.holdfast.store.BootId;
import io.holdfast.store.PeerFolder;
import io.holdfast.store.shm.HostProof;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.UUID;

/**
 * One side's part, during a login, in finding out whether both are on one host, so that messages can go by shared
 * memory. One thread.
 */
final class SameHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SameHost.class);

    private final EndpointContext<?> context;
    private final String name;
    private final UUID bootId;
    private HostProof proof;
    private String impossible;
    private String fault;

    private SameHost(final EndpointContext<?> context, final String name) {
        this.context = context;
        this.name = name;
        bootId = BootId.ofMachine();
    }

    /**
     * Begins a login's part, writing what proves it.
     *
     * @param name       this side's
     * @param remoteName the peer's
     * @param slot       of the connection, null if that is still to be made
     */
    static SameHost begin(final EndpointContext<?> context, final String name, final String remoteName,
                          final SessionSlot slot) {
        final SameHost sameHost = new SameHost(context, name);
        if (context.transport() == Transport.TCP) {
            sameHost.impossible = name + " is set to TCP";
        } else if (context.transport() == Transport.AUTO && slot != null && slot.status().isSharedMemoryBarred()) {
            sameHost.impossible = name + " met with damaged files of its peer in the last session";
        } else {
            sameHost.write(remoteName);
        }
        return sameHost;
    }

    private void write(final String remoteName) {
        try {
            proof = HostProof.write(context.store().resolve(name), remoteName, context.sharedMemoryRoots());
            if (!SharedMemory.canTell(proof.connection().toString())) {
                impossible = name + " has its store at a path that is too long to be told, or has characters"
                    + " that cannot be";
            }
        } catch (final IOException e) {
            impossible = name + " cannot write to its own folder";
            fault = e.toString();
        }
    }

    /** {@return what to tell the peer of how messages can travel} */
    Transports transports() {
        if (context.transport() == Transport.TCP) {
            return Transports.TCP_ONLY;
        }
        final int tcp = context.transport() == Transport.AUTO ? Protocol.TRANSPORT_TCP : 0;
        return impossible == null
            ? new Transports(tcp | Protocol.TRANSPORT_SHM, bootId.getMostSignificantBits(),
                bootId.getLeastSignificantBits())
            : new Transports(tcp, 0, 0);
    }

    /** {@return what to tell the peer of shared memory} */
    SharedMemory sharedMemory() {
        return impossible == null ? new SharedMemory(proof.connection().toString(), proof.secret(), "")
            : SharedMemory.refused(impossible);
    }

    /**
     * Looks at what the peer tells.
     *
     * @return null if shared memory is possible, else why not
     */
    String check(final String peerName, final Transports transports, final SharedMemory offer) {
        if (impossible == null) {
            impossible = fault(peerName, transports, offer);
        }
        return impossible;
    }

    private String fault(final String peerName, final Transports transports, final SharedMemory offer) {
        if ((transports.bits() & Protocol.TRANSPORT_SHM) == 0 || !offer.isOffered()) {
            return offer.reason().isEmpty() ? peerName + " offers TCP only" : offer.reason();
        }
        if (transports.bootIdHigh() != bootId.getMostSignificantBits()
            || transports.bootIdLow() != bootId.getLeastSignificantBits()) {
            return peerName + " is on another machine";
        }
        return proof.check(offer.folder(), peerName, name, offer.secret());
    }

    /**
     * Tells whether the login cannot go on, since one side demands what the other cannot do. After the check.
     *
     * @return why not, or null
     */
    Refusal refusal(final String peerName, final Transports transports) {
        if (impossible == null) {
            return null;
        }
        final boolean isDemandedHere = context.transport() == Transport.SHM;
        if (isDemandedHere || (transports.bits() & Protocol.TRANSPORT_TCP) == 0) {
            return new Refusal(Refusal.Code.SHM_IMPOSSIBLE, (isDemandedHere ? name : peerName)
                + " demands shared memory, which is not possible: " + impossible);
        }
        return null;
    }

    /** {@return why messages go over TCP though they might have gone by shared memory, for the log; null if not so} */
    String reasonForTcp() {
        return context.transport() != Transport.AUTO || impossible == null ? null
            : impossible + (fault == null ? "" : ": " + fault);
    }

    /** Says so in the log, for a client. */
    void tellReasonForTcp(final String peerName) {
        if (reasonForTcp() != null) {
            LOG.info("messages go over TCP: name={} peer={}: {}", name, peerName, reasonForTcp());
        }
    }

    /** {@return the peer's folder if messages go by shared memory, else null; after the check} */
    PeerFolder peerFolder() {
        return impossible == null ? proof.peerFolder() : null;
    }

    /** {@return whether messages can go by shared memory, as far as is known} */
    boolean isPossible() {
        return impossible == null;
    }

    /** Takes note that the other side decided for TCP. */
    void declined(final String peerName, final SharedMemory answer) {
        if (impossible == null) {
            impossible = answer.reason().isEmpty() ? peerName + " decided so" : answer.reason();
        }
    }

    @Override
    public void close() {
        if (proof != null) {
            try {
                proof.close();
            } catch (final IOException e) {
                LOG.warn("the file of a login could not be removed: {}", e.toString());
            }
        }
    }
}
