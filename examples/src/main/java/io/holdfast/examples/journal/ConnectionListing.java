package io.holdfast.examples.journal;

import io.holdfast.StoreException;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.store.Owner;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The connections that fit a choice, looked at as often as one likes. One thread. */
final class ConnectionListing {
    private final LogChoice choice;
    private final StoreView view;

    /**
     * Finds out what kind of folder it is.
     *
     * @throws CommandFailure if it is none that has connections
     */
    ConnectionListing(final LogChoice choice) {
        this.choice = choice;
        view = StoreView.of(choice.store().root());
    }

    /**
     * {@return how the connections stand now, those that came since the last call too}
     *
     * @throws StoreException if a folder cannot be listed
     */
    List<ConnectionSummary> look(final Comparator<ConnectionSummary> order) {
        final Map<String, Owner> owners = new HashMap<>();
        final List<ConnectionSummary> summaries = new ArrayList<>();
        for (final ConnectionRef connection : choice.connections()) {
            if (choice.fits(connection)) {
                final Owner owner = owners.computeIfAbsent(connection.localName(), view::owner);
                summaries.add(view.summary(connection, owner));
            }
        }
        summaries.sort(order);
        return summaries;
    }

    /** {@return a line that says that there is nothing to list} */
    String nothing() {
        return "no connection in " + choice.store().folder() + choice.wish();
    }
}
