package io.holdfast.examples.replay;

import io.holdfast.Connection;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;
import io.holdfast.examples.journal.Position;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A replay that may be killed and run again: a folder of its own with
 * <pre>
 *   store/    the store of the replay's own connection: what was sent, and up to where it is acked
 *   sent      {@link SentPlaces}: which message of the log each of them was
 *   replay    {@link KeptPlan}: which log, which part of it, to whom. Written last, before anything is sent
 * </pre>
 * One thread.
 */
final class KeptReplay implements AutoCloseable {
    private static final String PEER = "peer";
    private static final String END = "end";
    private static final String UNTIL = "until";
    private static final int HEX = 16;
    /** What may be there although there is no plan yet, of a run that was killed early. */
    private static final Set<String> EARLY = Set.of("store", "sent", "replay.part");

    private final Path folder;
    private final Map<String, String> wanted;
    private KeptPlan plan;
    private SentPlaces places;

    private KeptReplay(final Path folder, final Map<String, String> wanted) {
        this.folder = folder;
        this.wanted = wanted;
    }

    /**
     * Opens a folder.
     *
     * @param folder made if it is not there
     * @param wanted what has to be the same to go on
     * @return the replay that is there, or a new one
     * @throws CommandFailure if another replay is there or something else, or the folder cannot be used
     */
    static KeptReplay open(final Path folder, final Map<String, String> wanted) {
        final KeptReplay kept = new KeptReplay(folder, wanted);
        if (Files.exists(kept.planFile())) {
            kept.plan = KeptPlan.read(kept.planFile());
            kept.plan.require(folder, wanted);
            kept.places = SentPlaces.open(kept.placesFile());
        } else {
            requireEmpty(folder);
        }
        return kept;
    }

    private static void requireEmpty(final Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> list = Files.list(folder)) {
                final List<String> others = list.map(path -> path.getFileName().toString())
                    .filter(name -> !EARLY.contains(name)).sorted().toList();
                if (!others.isEmpty()) {
                    throw new CommandFailure("--keep " + folder + " holds other things, as " + others.get(0)
                        + "; name a new or an empty folder");
                }
            }
        } catch (final IOException error) {
            throw new CommandFailure("cannot use the folder " + folder + ": " + Reason.of(error)
                + "; name another one with --keep", error);
        }
    }

    private Path planFile() {
        return folder.resolve("replay");
    }

    private Path placesFile() {
        return folder.resolve("sent");
    }

    /** {@return the store of the own connection} */
    Path store() {
        return folder.resolve("store");
    }

    /** {@return whether there was a run before that came so far that it could send} */
    boolean isBegun() {
        return plan != null;
    }

    /** {@return whether everything was sent and acked} */
    boolean isFinished() {
        return isBegun() && places.isFinished();
    }

    /** {@return the peer it is for} */
    String peer() {
        return found(PEER);
    }

    /** {@return the index of the last message of the log that is sent, if it is there} */
    long endIndex() {
        return Long.parseLong(found(END), HEX);
    }

    /** {@return the end as it was chosen, an age as the time that it meant; null if it was not} */
    Position until() {
        final String until = found(UNTIL);
        return until.isEmpty() ? null : Position.parse(until, SystemClock.INSTANCE);
    }

    private String found(final String name) {
        final String value = plan.found().get(name);
        if (value == null) {
            throw new CommandFailure(planFile() + " does not tell '" + name + "'; name another --keep DIR");
        }
        return value;
    }

    /** {@return which message was which} */
    SentPlaces places() {
        return places;
    }

    /**
     * Begins.
     *
     * @param connection    to the peer
     * @param passedOrdinal before the first message of the log that may be sent
     * @param endIndex      of the last message of the log that may be sent
     * @param until         the end as it was chosen, null if it was not
     * @throws CommandFailure if the own connection has messages already, or the files cannot be written
     */
    void begin(final Connection connection, final long passedOrdinal, final long endIndex, final Position until) {
        if (connection.lastOrdinal() > 0) {
            throw new CommandFailure(store() + " holds messages, but " + planFile() + ", which would tell of which log"
                + " they are, is missing; name another --keep DIR");
        }
        final KeptPlan made = new KeptPlan(wanted, Map.of(PEER, connection.remoteName(), END,
            Long.toHexString(endIndex), UNTIL, until == null ? "" : until.toString()));
        places = SentPlaces.create(placesFile(), passedOrdinal);
        made.write(planFile());
        plan = made;
    }

    /**
     * Goes to where the runs before were.
     *
     * @param connection to the peer
     * @param journal    the log
     * @param reader     of it, is moved
     * @param filter     of what is sent
     * @throws CommandFailure if it cannot go on there
     */
    void resume(final Connection connection, final Journal journal, final JournalReader reader,
                final JournalFilter filter) {
        final long sent = connection.lastOrdinal();
        if (sent == 0) {
            new Resumption(folder, journal, places).toPlace(reader, filter, null, 0);
            return;
        }
        try (Journal own = Journal.open(store(), connection.localName(), connection.remoteName());
             JournalReader ownReader = own.reader()) {
            new Resumption(folder, journal, places).toPlace(reader, filter, ownReader, sent);
        }
    }

    @Override
    public void close() {
        if (places != null) {
            places.close();
        }
    }
}
