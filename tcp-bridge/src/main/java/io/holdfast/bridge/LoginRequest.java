package io.holdfast.bridge;

import java.net.SocketAddress;

/**
 * What a client says of itself at login, before anything of it is believed.
 *
 * @param remoteName    the client's peer name, well formed
 * @param credentials   what should prove the name; never logged
 * @param userData      what the client's application sent along
 * @param remoteAddress where it comes from
 */
public record LoginRequest(String remoteName, byte[] credentials, byte[] userData, SocketAddress remoteAddress) {
    /** {@return the name and address only, so that credentials never reach a log} */
    @Override
    public String toString() {
        return "LoginRequest[remoteName=" + remoteName + ", remoteAddress=" + remoteAddress + "]";
    }
}
