package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.Role;

/** Which conversation a role begins: the one place that knows all roles. */
final class Conversations {
    private Conversations() {
    }

    /** {@return the conversation of a role} */
    static Conversation begin(final Role role, final ClientSocket socket, final QueueShard shard) {
        return switch (role) {
            case PRODUCE -> new BaseProducer(socket, shard);
            case CONSUME -> new BaseConsumer(socket, shard);
            case SESSION -> new Session(socket, shard);
        };
    }
}
