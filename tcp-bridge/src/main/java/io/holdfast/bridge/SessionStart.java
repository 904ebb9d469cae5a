package io.holdfast.bridge;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.store.PeerFolder;

/**
 * What a finished login hands to the thread that polls the connection.
 *
 * @param channel       open and past the login
 * @param outgoing      where our messages go on
 * @param outgoingAck   what the peer has consumed of our messages, by the login's agreement
 * @param incoming      where the peer's messages go on
 * @param identity      who logged in
 * @param userData      what the peer's application sent along
 * @param leftover      bytes that came behind the login
 * @param peerFolder    where the peer's files of this connection are, if messages go by shared memory, else null
 */
record SessionStart(Channel channel, ResumeOffer outgoing, long outgoingAck, ResumeOffer incoming, Identity identity,
                    byte[] userData, byte[] leftover, PeerFolder peerFolder) {
    boolean isSharedMemory() {
        return peerFolder != null;
    }

    /**
     * Who logged in, as far as it decides whether a later login may take over.
     *
     * @param principal      as the login handler said; on a client, the server's name
     * @param incarnation    of the peer's log
     * @param sessionCounter the peer's count of its logins
     */
    record Identity(String principal, long incarnation, long sessionCounter) {
        /** {@return whether a new login is this same client, come again} */
        boolean isReplacedBy(final Identity other) {
            return principal.equals(other.principal) && incarnation == other.incarnation
                && other.sessionCounter > sessionCounter;
        }
    }
}
