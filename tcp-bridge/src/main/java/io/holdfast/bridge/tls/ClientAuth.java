package io.holdfast.bridge.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
    /** It does not. */
    NONE,
    /** It does; who has none comes in without, who has a bad one does not. */
    WANTED,
    /** It does, and nobody comes in without a good one. */
    NEEDED
}
