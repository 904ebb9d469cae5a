package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.examples.command.Age;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.AtLeastZero;
import io.holdfast.examples.command.ByteCount;
import picocli.CommandLine.Option;

/** What a queue server allows its clients. Whoever goes beyond is closed, which is logged. */
final class QueueLimitOptions {
    @Option(names = "--max-connections", defaultValue = "4096", paramLabel = "N", converter = AtLeastOne.class,
        description = "Clients at a time. Default: ${DEFAULT-VALUE}.")
    private Long maxConnections;

    @Option(names = "--max-pending-logins", defaultValue = "256", paramLabel = "N", converter = AtLeastOne.class,
        description = "Clients at a time that have not said who they are; one more, and the oldest of them is closed. "
            + "Default: ${DEFAULT-VALUE}.")
    private Long maxPendingLogins;

    @Option(names = "--max-logins-per-address", defaultValue = "100", paramLabel = "N", converter = AtLeastZero.class,
        description = "Clients a second from one address of another machine, and twice as many at once; 0: any number. "
            + "Default: ${DEFAULT-VALUE}.")
    private Long maxLoginsPerAddress;

    @Option(names = "--max-subscriptions", defaultValue = "1024", paramLabel = "N", converter = AtLeastOne.class,
        description = "Queues that one consumer may subscribe to by name. Default: ${DEFAULT-VALUE}.")
    private Long maxSubscriptions;

    @Option(names = "--max-queues", defaultValue = "1000000", paramLabel = "N", converter = AtLeastOne.class,
        description = "Queues that the server counts. Default: ${DEFAULT-VALUE}.")
    private Long maxQueues;

    @Option(names = "--max-name", defaultValue = "1k", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Bytes of a queue's name. Default: ${DEFAULT-VALUE}.")
    private Long maxNameBytes;

    @Option(names = "--max-message", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Bytes of a message. Default: 16m less what is stored with it.")
    private Long maxMessageBytes;

    @Option(names = "--max-lag", paramLabel = "AGE", converter = Age.class,
        description = "Cut a consumer that will not take a message of this age: 90s, 15m. Default: any age.")
    private long maxLagNs;

    @Option(names = "--max-lag-bytes", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Cut a consumer that is so many bytes behind: 512m, 10g. Default: as far as messages are kept.")
    private long maxLagBytes;

    @Option(names = "--max-subscribers", defaultValue = "1024", paramLabel = "N", converter = AtLeastOne.class,
        description = "Consumers with a name. Default: ${DEFAULT-VALUE}.")
    private Long maxSubscribers;

    @Option(names = "--max-hold", paramLabel = "AGE", converter = Age.class,
        description = "Let a consumer with a name expire that has not acked a message of this age: 90s, 7d. Default: "
            + "any age.")
    private long maxHoldNs;

    @Option(names = "--max-hold-bytes", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Let a consumer with a name expire that holds back so many bytes: 512m, 10g. Default: any "
            + "number.")
    private long maxHoldBytes;

    @Option(names = "--handshake-timeout", defaultValue = "10s", paramLabel = "AGE", converter = Age.class,
        description = "Close a client that has not said its role by then. Default: ${DEFAULT-VALUE}.")
    private long handshakeTimeoutNs;

    @Option(names = "--idle-timeout", paramLabel = "AGE", converter = Age.class,
        description = "Close a client of the base protocol after so long without a byte from or to it. "
            + "Default: never.")
    private long idleTimeoutNs;

    /**
     * Sets what these options say.
     *
     * @param context of a server
     * @return the same context
     */
    QueueServerContext applyTo(final QueueServerContext context) {
        if (maxMessageBytes != null) {
            context.maxMessageLength(saturated(maxMessageBytes));
        }
        context.maxPendingLogins(saturated(maxPendingLogins)).maxLoginsPerAddress(saturated(maxLoginsPerAddress));
        context.maxSubscribers(saturated(maxSubscribers)).maxHoldNs(maxHoldNs).maxHoldBytes(maxHoldBytes);
        return context.maxConnections(saturated(maxConnections)).maxSubscriptions(saturated(maxSubscriptions))
            .queueLimits(new QueueLimits(saturated(maxQueues), QueueLimits.DEFAULT.maxProducers()))
            .maxNameLength(saturated(maxNameBytes)).maxLagNs(maxLagNs).maxLagBytes(maxLagBytes)
            .handshakeTimeoutNs(handshakeTimeoutNs).idleTimeoutNs(idleTimeoutNs);
    }

    private static int saturated(final long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }
}
