package io.holdfast;

/** How the messages of a connection travel. Whichever it is, the files on both sides are the same. */
public enum Transport {
    /** Shared memory when both ends prove to be on one host, else TCP; either way with a word in the log why. */
    AUTO,

    /** Through the socket. */
    TCP,

    /** The receiver reads the sender's log where it is; the socket stays as liveness and control. One host only. */
    SHM
}
