package io.holdfast.store;

import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Gives up, by a person's decision, one direction of a connection: our messages, or what we hold of the peer's. What is
 * given up is moved aside. A reset that is killed leaves a connection that refuses to open until it is run again, or
 * one that is as before or as after. The caller holds the owner lock. One use, one thread.
 */
final class ConnectionReset {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionReset.class);
    private static final String FRESH = ".reset-";

    private final LogContext options;
    private final StoreContext context;
    private final Path directory;
    private final Disk disk;
    private final Quarantine quarantine;

    ConnectionReset(final LogContext options, final StoreContext context) {
        this.options = options;
        this.context = context;
        directory = options.directory();
        disk = context.disk();
        quarantine = new Quarantine(directory, disk);
    }

    /** {@return what each direction is, as far as the files can be read} */
    ConnectionFacts facts() throws IOException {
        final LogSurvey log = new LogSurvey(options, SurveyTally.offline()).run();
        final StateFacts state = log.state();
        long last = state.lastIndex();
        long unacked = 0;
        long firstUnacked = 0;
        for (final CycleFile cycle : log.cycles()) {
            if (cycle.survey() != null && cycle.messages() > 0) {
                last = Math.max(last, ChronicleFormat.index(cycle.number(), cycle.messages() - 1));
                final long first = Math.max(ChronicleFormat.index(cycle.number(), 0), state.ackedIndex() + 1);
                final long of = ChronicleFormat.index(cycle.number(), cycle.messages()) - first;
                unacked += Math.max(0, of);
                firstUnacked = firstUnacked == 0 && of > 0 ? first : firstUnacked;
            }
        }
        if (unacked == 0 && state.isKnown() && last > state.ackedIndex()) {
            // their files are gone; as many as the last cycle says
            final long first = ChronicleFormat.index(ChronicleFormat.cycleOf(last), 0);
            firstUnacked = Math.max(state.ackedIndex() + 1, first);
            unacked = last - firstUnacked + 1;
        }
        final ConnectionFacts.Held held = held();
        return new ConnectionFacts(log.incarnation(), state.generation(), last, state.ackedIndex(), unacked,
            firstUnacked, held);
    }

    /** {@return what is held of the peer's log} */
    ConnectionFacts.Held held() throws IOException {
        if (AckSurvey.of(directory).isDamaged() || !Files.exists(directory.resolve(AckFile.FILE_NAME))) {
            return new ConnectionFacts.Held(0, 0, 0);
        }
        final AckFile ack = AckFile.open(directory, disk);
        try {
            final int slot = ack.currentSlot();
            return new ConnectionFacts.Held(ack.incarnation(slot), ack.generation(slot), ack.consumed(slot));
        } finally {
            ack.close();
        }
    }

    /** Begins a new incarnation of our log; the old one is moved aside. */
    Path outgoing() throws IOException {
        keepEffectiveAck();
        final Path fresh = directory.resolveSibling(FRESH + directory.getFileName());
        delete(fresh);
        Log.open(context.logContext(fresh, options.localName(), options.remoteName())).close();
        if (Files.exists(directory.resolve(Log.FOLDER))) {
            quarantine.move(directory.resolve(Log.FOLDER));
        }
        if (Files.exists(directory.resolve(LogState.FILE))) {
            quarantine.move(directory.resolve(LogState.FILE));
        }
        disk.rename(fresh.resolve(LogState.FILE), directory.resolve(LogState.FILE));
        disk.rename(fresh.resolve(Log.FOLDER), directory.resolve(Log.FOLDER));
        disk.forceFolder(directory);
        delete(fresh);
        LOG.warn("the outgoing log was reset: connection={} old={}", directory, quarantine.folder());
        return quarantine.folder();
    }

    /** An answer acks in the same write; that ack is in our log alone if its writer was killed right after it. */
    private void keepEffectiveAck() {
        try {
            ConnectionStore.open(context.logContext(directory, options.localName(), options.remoteName()), context,
                closed -> { }).close();
        } catch (final StoreException e) {
            LOG.warn("the old log cannot be opened: a message that its last answer acked may come again: {}",
                e.getMessage());
        }
    }

    /** Forgets what we hold of the peer's log: the peer's record of our ack will count. */
    Path forgetIncoming() throws IOException {
        final Path ack = directory.resolve(AckFile.FILE_NAME);
        if (Files.exists(ack)) {
            quarantine.move(ack);
        }
        LOG.warn("the incoming direction was forgotten: connection={} old={}", directory,
            quarantine.folder() == null ? "none" : quarantine.folder());
        return quarantine.folder();
    }

    /** Sets how far we count the peer's log as consumed. */
    Path setIncoming(final long index) throws IOException {
        final ConnectionStore store = ConnectionStore.open(
            context.logContext(directory, options.localName(), options.remoteName()), context, closed -> { });
        try {
            final ReceiveState held = store.receiveState();
            if (held.incarnation() == 0) {
                throw new StoreException(directory.resolve(AckFile.FILE_NAME), "nothing of the peer's log is held, so"
                    + " there is no ack to set");
            }
            quarantine.copy(directory.resolve(AckFile.FILE_NAME));
            held.adopt(held.incarnation(), held.generation(), index);
        } finally {
            store.close();
        }
        LOG.warn("the ack was set: connection={} index={} old={}", directory, Long.toHexString(index),
            quarantine.folder());
        return quarantine.folder();
    }

    /** Deletes what an earlier reset, of which nothing is in use yet, left of the log it was making. */
    private void delete(final Path fresh) throws IOException {
        if (!Files.exists(fresh)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(fresh)) {
            for (final Path one : walk.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(one);
            }
        }
    }
}
