package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.queueserver.protocol.SessionCode;

/** Why the server does not take a client, or ends its session. */
public enum QueueRefusal {
    /** The server gave a reason that this version does not know. */
    UNKNOWN,
    /** The server has nothing to say but that it ends. */
    BYE,
    /** The server was told to forget this consumer: its subscriptions and its ack are gone. */
    FORGET,
    /** The server goes; it may come again. */
    SHUTTING_DOWN,
    /** Another session of the same name and role took the place of this one. */
    REPLACED,
    /** The consumer held messages back beyond the server's limits, and lost them; its next session is told which. */
    EXPIRED,
    /** Nothing came for three heartbeat intervals. */
    SILENT,
    /** The consumer takes too little for the server's rules. */
    TOO_SLOW,
    /** A frame that is not as it must be. */
    MALFORMED,
    /** A frame that does not belong here, or is of no type. */
    UNEXPECTED,
    /** A name, message or frame longer than allowed. */
    TOO_LONG,
    /** A producer left out a sequence of its own. */
    SEQUENCE_GAP,
    /** An ack of what was not delivered. */
    BAD_ACK,
    /** One more client, queue, producer, consumer or subscription than the server allows. */
    TOO_MANY,
    /** The server's rules do not let this client produce to, or consume, a queue. */
    NOT_ALLOWED,
    /** The server speaks none of the client's versions. */
    NO_COMMON_VERSION,
    /** The client's name is none, or its role. */
    BAD_NAME,
    /** The server's store is damaged or its disk failed. */
    STORE_FAILED,
    /** The client did not prove who it is. */
    NOT_AUTHENTICATED,
    /** The client's name belongs to another principal. */
    OTHER_PRINCIPAL;

    /** {@return the one that stands for a code of the protocol} */
    static QueueRefusal of(final SessionCode code) {
        return valueOf(code.name());
    }
}
