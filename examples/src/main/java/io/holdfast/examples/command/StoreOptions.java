package io.holdfast.examples.command;

import io.holdfast.bridge.EndpointContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;

/** Who this process is and where it keeps its messages: options of every program that has a peer. */
public final class StoreOptions {
    /** The longest message of these programs, 16 MiB, and what the files around it take. */
    private static final long LEAST_QUOTA = 17L << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--name", required = true, paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "This side's peer name: 1 to 64 of A-Z a-z 0-9 . _ - without a leading dot.")
    private String name;

    @Option(names = "--store", required = true, paramLabel = "DIR",
        description = "Folder of the store; made if it is not there. One process at a time may use a name in it.")
    private Path store;

    @Option(names = "--store-group", paramLabel = "GROUP",
        description = "Group whose members may read the files; this user must be one of them. Default: nobody else "
            + "may.")
    private String storeGroup;

    @Mixin
    private DurabilityOption durabilityOption;

    @Option(names = "--retain", paramLabel = "AGE", converter = Age.class,
        description = "Keep what is acked for so long, for replay: 90s, 15m, 12h, 7d. Default: it is deleted at once.")
    private long retainNs;

    @Option(names = "--retain-sessions", paramLabel = "AGE", converter = Age.class,
        description = "Keep what session days that are over have left behind for so long, then delete it. "
            + "Default: for ever.")
    private Long retainSessionsNs;

    @Option(names = "--disk-quota", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Most bytes that this side's messages may take on disk: 512m, 10g; at least 17m. Beyond it "
            + "nothing more is accepted until the peer acks. Default: no quota.")
    private Long diskQuotaBytes;

    /** {@return this side's peer name} */
    public String name() {
        return name;
    }

    /** {@return the root folder of the store} */
    public Path store() {
        return store;
    }

    /**
     * Sets what these options say.
     *
     * @param context of a client or server
     * @param <T>     its type
     * @return the same context
     */
    public <T extends EndpointContext<T>> T applyTo(final T context) {
        if (diskQuotaBytes != null && diskQuotaBytes < LEAST_QUOTA) {
            throw new ParameterException(spec.commandLine(), "--disk-quota must be at least " + (LEAST_QUOTA >> 20)
                + "m, room for the longest message, was " + diskQuotaBytes);
        }
        if (retainSessionsNs != null) {
            context.retainSessionsNs(retainSessionsNs);
        }
        return context.name(name).store(store).storeGroup(storeGroup).durability(durabilityOption.durability())
            .retainNs(retainNs).diskQuotaBytes(diskQuotaBytes == null ? 0 : diskQuotaBytes);
    }
}
