package io.holdfast.examples.replay;

import io.holdfast.Durability;
import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.store.BatchBuffer;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StateView;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;

import java.io.IOException;
import java.util.function.Consumer;

/** Appends lines to a connection that nobody owns meanwhile. Nothing that is acked is deleted. One thread. */
final class Appending {
    private final ChosenLog log;
    private final LineOptions options;

    Appending(final ChosenLog log, final LineOptions options) {
        this.log = log;
        this.options = options;
    }

    /** {@return what would be appended; all lines are read} */
    LineTotals check() throws IOException {
        return take(LineTarget.dry());
    }

    /**
     * Appends all of it.
     *
     * @param consent is told before what will be appended, and throws to change nothing
     * @return what was appended
     */
    LineTotals run(final Consumer<LineTotals> consent) throws IOException {
        final StoreContext context = options.context().durability(durability());
        try (StoreRoot root = open(context)) {
            if (root.endedNs(log.remoteName()) != 0) {
                throw new CommandFailure(log + " has ended, so nothing that is appended would ever be sent; choose the"
                    + " connection that goes on");
            }
            if (!options.isStandardInput()) {
                consent.accept(check());
            }
            try (ConnectionStore store = root.connection(log.remoteName())) {
                return take(LineTarget.of(store.sendQueue()));
            }
        }
    }

    private StoreRoot open(final StoreContext context) {
        try {
            return StoreRoot.open(log.root(), log.localName(), context);
        } catch (final IllegalArgumentException error) {
            throw new CommandFailure("--max-message and --cycle-size do not fit: " + error.getMessage(), error);
        }
    }

    private LineTotals take(final LineTarget target) throws IOException {
        try (MessageLines lines = options.open(); BatchBuffer batch = new BatchBuffer(options.maxMessageLength())) {
            final LineImport taken = new LineImport(target, batch, options.maxMessageLength(), options.skipped());
            taken.run(lines);
            return taken.totals();
        }
    }

    /** A log that is synced stays so. */
    private Durability durability() {
        try (StateView state = StateView.open(log.folder())) {
            return state.isSync() ? Durability.SYNC : Durability.PAGE_CACHE;
        } catch (final IOException error) {
            throw new StoreException(log.folder(), "its state file cannot be read; open it once, or run 'holdfast"
                + " verify'", error);
        }
    }
}
