package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.StoreFolder;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** Does something for each connection that fits, whatever comes of the others. One thread. */
final class EachConnection {
    private static final int FAILED = 2;

    private final LogChoice choice;
    private final BiConsumer<ChosenLog, StoreException> failure;

    /**
     * For the connections that were asked for.
     *
     * @param choice  which
     * @param failure tells what could not be done
     */
    EachConnection(final LogChoice choice, final BiConsumer<ChosenLog, StoreException> failure) {
        this.choice = choice;
        this.failure = failure;
    }

    /** {@return the connections; none if the store has none at all} */
    List<ChosenLog> all() {
        final boolean isAnyAskedFor = choice.name() != null || choice.remote() != null;
        return !isAnyAskedFor && choice.store().kind() != StoreFolder.Kind.LOG && choice.connections().isEmpty()
            ? List.of() : choice.all();
    }

    /**
     * Does it.
     *
     * @param logs   for which
     * @param action returns an exit code
     * @return the worst exit code
     */
    int run(final List<ChosenLog> logs, final ToIntFunction<ChosenLog> action) {
        int worst = 0;
        for (final ChosenLog log : logs) {
            worst = Math.max(worst, run(log, action));
        }
        return worst;
    }

    private int run(final ChosenLog log, final ToIntFunction<ChosenLog> action) {
        try {
            log.requireOpen();
            return action.applyAsInt(log);
        } catch (final StoreException e) {
            failure.accept(log, e);
        }
        return FAILED;
    }
}
