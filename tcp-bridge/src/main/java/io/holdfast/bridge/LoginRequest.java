package io.holdfast.bridge;

import io.holdfast.bridge.channel.PeerCertificate;

import java.net.SocketAddress;

/**
 * What a client says of itself at login, before anything of it is believed.
 *
 * @param remoteName    the client's peer name, well formed
 * @param credentials   what should prove the name; never logged
 * @param userData      what the client's application sent along
 * @param remoteAddress where it comes from
 * @param certificate   what TLS has checked, null without TLS or if the client gave none
 */
public record LoginRequest(String remoteName, byte[] credentials, byte[] userData, SocketAddress remoteAddress,
                           PeerCertificate certificate) {
    /** {@return the name and address only, so that credentials never reach a log} */
    @Override
    public String toString() {
        return "LoginRequest[remoteName=" + remoteName + ", remoteAddress=" + remoteAddress + "]";
    }
}
