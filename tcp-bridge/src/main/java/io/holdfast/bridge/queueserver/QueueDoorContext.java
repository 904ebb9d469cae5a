package io.holdfast.bridge.queueserver;

import java.nio.file.Path;

/** Who may come in and do what: the part of a {@link QueueServerContext} about its clients' rights. */
public abstract class QueueDoorContext extends QueueStoreContext {
    private Path access;

    QueueDoorContext() {
    }

    /**
     * Sets a file of rules on who may produce to and consume from which queues, as {@link
     * io.holdfast.bridge.queueserver.access.AccessRules#parse} reads them; what no rule allows is not allowed. Read
     * again when it changes, within two seconds: clients that lost a right which they use are ended then, and a file
     * that is bad or gone leaves the rules as they are. Default null: everybody may do everything.
     *
     * @param value the file, which only its owner may write to; null for none
     * @return this context
     */
    public final QueueServerContext access(final Path value) {
        access = value;
        return self();
    }

    final Path access() {
        return access;
    }
}
