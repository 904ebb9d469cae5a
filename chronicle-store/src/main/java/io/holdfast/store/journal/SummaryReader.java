package io.holdfast.store.journal;

import io.holdfast.StoreException;
import io.holdfast.store.AckFacts;
import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.Owner;
import io.holdfast.store.SessionFacts;
import io.holdfast.store.StateFacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link ConnectionSummary} from the files of a connection; damage becomes words. One thread, for one use. */
final class SummaryReader {
    private static final int TRIES = 10;
    private static final Held NOTHING_HELD = new Held(0, 0, 0);

    private final ConnectionRef connection;
    private final Path folder;
    private final Owner owner;
    private final List<String> problems = new ArrayList<>();

    SummaryReader(final ConnectionRef connection, final Owner owner) {
        this.connection = connection;
        this.folder = connection.folder();
        this.owner = owner;
    }

    /** Reads all; anew while its owner deletes cycles in between. */
    ConnectionSummary read() {
        final SessionFacts session = session();
        final Held held = held();
        final int found = problems.size();
        for (int tries = 1; ; tries++) {
            final StateFacts state = state();
            try (LogFiles files = LogFiles.of(folder)) {
                final ConnectionSummary summary = summary(session, held, state, files);
                if (problems.size() == found || tries == TRIES || !hasMovedOn(state)) {
                    return summary;
                }
            } catch (final NoSuchFileException e) {
                if (tries == TRIES || !Files.isDirectory(folder)) {
                    problems.add(Files.isDirectory(folder) ? "a file is gone: " + e.getMessage()
                        : "the connection is gone; it was purged, moved or deleted meanwhile");
                    return unread(session, held);
                }
            } catch (final IOException e) {
                problems.add(wordsOf(new StoreException(folder, "the files cannot be read", e)));
                return unread(session, held);
            }
            problems.subList(found, problems.size()).clear();
        }
    }

    /** {@return whether the owner has written since: what was looked for may be gone because it was acked meanwhile} */
    private boolean hasMovedOn(final StateFacts before) {
        if (before == null) {
            return false;
        }
        try {
            final StateFacts now = StateFacts.of(folder);
            return now.lastIndex() != before.lastIndex() || now.ackedIndex() != before.ackedIndex();
        } catch (final IOException toldNextTime) {
            return true;
        }
    }

    private ConnectionSummary summary(final SessionFacts session, final Held held, final StateFacts state,
                                      final LogFiles files) throws NoSuchFileException {
        final LogStanding log = new LogStanding(files, problems);
        try {
            if (state != null) {
                log.measure(state.incarnation(), state.lastIndex(), state.ackedIndex());
            } else {
                log.measureFiles();
            }
        } catch (final NoSuchFileException e) {
            throw e;
        } catch (final IOException e) {
            problems.add(wordsOf(new StoreException(folder, "the cycle files cannot be read", e)));
        } catch (final StoreException e) {
            problems.add(wordsOf(e));
        }
        return new ConnectionSummary(connection, log.incarnation(), state == null ? 0 : state.generation(),
            log.firstIndexKept(), log.lastIndex(), log.lastOrdinal(), log.logBytes(),
            state == null ? 0 : state.ackedIndex(), state == null ? 0 : state.synced(),
            state != null && state.isSync(), log.unackedMessages(), log.unackedBytes(), log.oldestUnackedNs(),
            log.lastAppendNs(), files.count(), files.bytes(), held, session == null ? 0 : session.createdNs(),
            session == null ? 0 : session.endedNs(), session == null ? null : session.principal(),
            session == null ? null : session.transport(), owner, String.join("; ", problems));
    }

    private ConnectionSummary unread(final SessionFacts session, final Held held) {
        return new ConnectionSummary(connection, 0, 0, 0, 0, -1, -1, 0, 0, false, -1, -1, 0, 0, 0, 0, held,
            session == null ? 0 : session.createdNs(), session == null ? 0 : session.endedNs(),
            session == null ? null : session.principal(), session == null ? null : session.transport(), owner,
            String.join("; ", problems));
    }

    /** {@return what the owner says of the log, null if it cannot be known} */
    private StateFacts state() {
        try {
            StateFacts state = StateFacts.of(folder);
            for (int tries = 1; state.ackedIndex() > state.lastIndex() && tries < TRIES; tries++) {
                state = StateFacts.of(folder); // an ack came in while it was read
            }
            if (state.isKnown()) {
                return state;
            }
            problems.add(state.isThere() ? "the file state is damaged; the files of the log tell what they hold, and"
                + " nothing of the ack" : "the file state is gone");
        } catch (final IOException e) {
            problems.add(wordsOf(new StoreException(folder.resolve("state"), "the file cannot be read", e)));
        }
        return null;
    }

    private Held held() {
        try {
            final AckFacts ack = AckFacts.of(folder);
            if (ack.isIntact()) {
                return new Held(ack.incarnation(), ack.generation(), ack.consumed());
            }
            problems.add(ack.isThere() ? "the file ack is damaged" : "the file ack is gone");
        } catch (final IOException e) {
            problems.add(wordsOf(new StoreException(folder.resolve("ack"), "the file cannot be read", e)));
        }
        return NOTHING_HELD;
    }

    private SessionFacts session() {
        try {
            final SessionFacts session = SessionFacts.of(folder);
            if (session == null) {
                problems.add("the file session is gone");
            }
            return session;
        } catch (final StoreException e) {
            problems.add(wordsOf(e));
            return null;
        }
    }

    private static String wordsOf(final StoreException error) {
        return error.getMessage();
    }
}
