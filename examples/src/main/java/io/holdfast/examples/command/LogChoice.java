package io.holdfast.examples.command;

import io.holdfast.StoreException;
import io.holdfast.store.journal.ConnectionRef;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which log: {@code --store}, and {@code --name} and {@code --remote} where that alone does not say. Without effect on
 * anything.
 */
public final class LogChoice {
    private static final int MOST_LISTED = 20;

    @Mixin
    private StoreFolder store;

    @Option(names = "--name", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "The local peer's name, of a session day with its date. Needed where the store has several.")
    private String name;

    @Option(names = "--remote", paramLabel = "PEER", converter = PeerNameConverter.class,
        description = "The remote peer's name. Needed where the local peer has several connections.")
    private String remote;

    /** {@return the folder that was named} */
    public StoreFolder store() {
        return store;
    }

    /** {@return the local name that was asked for, null for any} */
    public String name() {
        return name;
    }

    /** {@return the remote name that was asked for, null for any} */
    public String remote() {
        return remote;
    }

    /**
     * {@return the one log that fits}
     *
     * @throws CommandFailure if none does, or several do: the text lists them
     * @throws StoreException if the store cannot be looked at
     */
    public ChosenLog one() {
        final List<ChosenLog> fitting = all();
        if (fitting.size() > 1) {
            throw new CommandFailure("several connections fit, choose with --name and --remote: "
                + listed(fitting.stream().map(ChosenLog::connection).toList()));
        }
        fitting.get(0).requireOpen();
        return fitting.get(0);
    }

    /**
     * {@return all logs that fit, in their order; at least one}
     *
     * @throws CommandFailure if none does: the text lists what there is
     * @throws StoreException if the store cannot be looked at
     */
    public List<ChosenLog> all() {
        if (store.kind() == StoreFolder.Kind.LOG) {
            if (name != null || remote != null) {
                throw new CommandFailure(store.folder() + " is a bare log, of which --name and --remote choose nothing;"
                    + " name the store with --store DIR, or leave them away");
            }
            return List.of(new ChosenLog(store.folder(), null));
        }
        final List<ConnectionRef> there = connections();
        final List<ChosenLog> fitting = there.stream().filter(this::fits)
            .map(connection -> new ChosenLog(connection.folder(), connection)).toList();
        if (fitting.isEmpty()) {
            throw new CommandFailure(there.isEmpty() ? store.folder() + " has no connection yet"
                : "no connection in " + store.folder() + " fits" + wish() + "; there are: " + listed(there));
        }
        return fitting;
    }

    /**
     * {@return the connections of the store, in their order; without those of other peers than the one asked for if
     * this user may not look into their folders}
     *
     * @throws CommandFailure if there is no store
     * @throws StoreException if it, or the folder of a peer that may fit, cannot be listed
     */
    public List<ConnectionRef> connections() {
        return store.connections(localName -> name == null || name.equals(localName));
    }

    /**
     * {@return whether a connection is one of those asked for}
     *
     * @param connection of the store
     */
    public boolean fits(final ConnectionRef connection) {
        return (name == null || name.equals(connection.localName()))
            && (remote == null || remote.equals(connection.remoteName()));
    }

    /** {@return the names that were asked for, as they were, with a space before each; empty if none were} */
    public String wish() {
        return (name == null ? "" : " --name " + name) + (remote == null ? "" : " --remote " + remote);
    }

    private static String listed(final List<ConnectionRef> connections) {
        final int more = connections.size() - MOST_LISTED;
        return connections.stream().limit(MOST_LISTED).map(ConnectionRef::toString).collect(Collectors.joining(", "))
            + (more > 0 ? " and " + more + " more, which 'holdfast ls' lists" : "");
    }
}
