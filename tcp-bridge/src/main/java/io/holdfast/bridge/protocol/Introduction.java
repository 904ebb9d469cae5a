package io.holdfast.bridge.protocol;

/**
 * Who a client says it is and whom it wants. Arrays are not copied: whoever makes one must not change them.
 *
 * @param localName   the client's name as it came, not yet known to be a peer name
 * @param remoteName  the server's name as it came, empty if the client leaves it open
 * @param credentials what should prove the name; never printed
 * @param userData    for the server's application
 */
public record Introduction(String localName, String remoteName, byte[] credentials, byte[] userData) {
    void encode(final FrameWriter out) {
        out.name(localName).name(remoteName).bytes(credentials).bytes(userData);
    }

    static Introduction decode(final FrameReader in) throws ProtocolException {
        return new Introduction(in.name("localName"), in.name("remoteName"), in.bytes("credentials"),
            in.bytes("userData"));
    }

    /** {@return the lengths only, as names may hold anything and credentials are secret} */
    @Override
    public String toString() {
        return "Introduction[localName " + localName.length() + " bytes, remoteName " + remoteName.length()
            + " bytes, userData " + userData.length + " bytes]";
    }
}
