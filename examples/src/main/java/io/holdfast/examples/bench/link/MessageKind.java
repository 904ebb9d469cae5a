package io.holdfast.examples.bench.link;

/** What the other end is to do with a message. The systems that have no message type put it in the first byte. */
final class MessageKind {
    /** Send it back. */
    static final byte PING = 1;
    /** Take it. */
    static final byte STREAM = 2;

    private MessageKind() {
    }
}
