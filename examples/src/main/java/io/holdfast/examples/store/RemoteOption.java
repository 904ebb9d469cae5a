package io.holdfast.examples.store;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Option;

import java.util.List;

/** One peer or all. */
final class RemoteOption {
    @Option(names = "--remote", paramLabel = "PEER", converter = PeerNameConverter.class,
        description = "The peer's name. Default: all peers, one after the other.")
    private String remote;

    /** {@return the peers meant, at least one} */
    List<String> names(final StoreRepair repair) {
        final List<String> names = remote == null ? repair.remoteNames() : List.of(remote);
        if (names.isEmpty()) {
            throw new CommandFailure("the store has no connection");
        }
        return names;
    }
}
