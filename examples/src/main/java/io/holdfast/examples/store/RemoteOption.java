package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.store.tool.StoreRepair;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToIntFunction;

/** One peer or all. */
final class RemoteOption {
    private static final int FAILED = 2;

    @Option(names = "--remote", paramLabel = "PEER", converter = PeerNameConverter.class,
        description = "The peer's name. Default: all peers, one after the other.")
    private String remote;

    /**
     * Does something for each peer meant, whatever comes of the others; an error is printed.
     *
     * @param repair of the store
     * @param out    where to
     * @param action does it, and returns an exit code
     * @return the worst exit code
     */
    int forEach(final StoreRepair repair, final PrintWriter out, final ToIntFunction<String> action) {
        int worst = 0;
        try {
            final List<String> names = remote == null ? repair.remoteNames() : List.of(remote);
            if (names.isEmpty()) {
                repair.requireUnused();
                out.println("the store has no connection");
            }
            for (final String name : names) {
                worst = Math.max(worst, run(name, out, action));
            }
        } catch (final StoreException error) {
            out.println(error.getMessage());
            worst = FAILED;
        }
        out.flush();
        return worst;
    }

    private static int run(final String name, final PrintWriter out, final ToIntFunction<String> action) {
        try {
            return action.applyAsInt(name);
        } catch (final StoreLockedException error) {
            throw error; // it is so for all
        } catch (final StoreException error) {
            out.println(error.getMessage());
            return FAILED;
        }
    }
}
