package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.examples.command.Age;
import io.holdfast.examples.command.ByteCount;
import io.holdfast.examples.command.DurabilityOption;
import io.holdfast.examples.command.PeerNameConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where a queue server keeps its messages, and for how long. */
final class QueueStoreOptions {
    @Option(names = "--store", required = true, paramLabel = "DIR",
        description = "Folder of the store; made if it is not there. One process at a time may use a name in it.")
    private Path store;

    @Option(names = "--name", defaultValue = "queue-server", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "The server's name, below which its log is in the store. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--store-group", paramLabel = "GROUP",
        description = "Group whose members may read the files; this user must be one of them. Default: nobody else "
            + "may.")
    private String storeGroup;

    @Mixin
    private DurabilityOption durabilityOption;

    @Option(names = "--retain", paramLabel = "AGE", converter = Age.class,
        description = "Keep messages that nobody needs any more for so long: 90s, 15m, 12h, 7d. Default: they go when "
            + "a file of the log is full, unless --retain-bytes keeps them.")
    private long retainNs;

    @Option(names = "--retain-bytes", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Keep so many bytes of messages that nobody needs any more: 512m, 10g.")
    private long retainBytes;

    @Option(names = "--disk-quota", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Most bytes that the messages may take on disk; beyond it producers wait. Default: no quota.")
    private long diskQuotaBytes;

    @Option(names = "--min-free", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Bytes to leave free on the file system; below that producers wait. Default: none.")
    private long minFreeBytes;

    /**
     * Sets what these options say.
     *
     * @param context of a server
     * @return the same context
     */
    QueueServerContext applyTo(final QueueServerContext context) {
        return context.store(store).name(name).storeGroup(storeGroup).durability(durabilityOption.durability())
            .retainNs(retainNs).retainBytes(retainBytes).diskQuotaBytes(diskQuotaBytes).minFreeBytes(minFreeBytes);
    }
}
