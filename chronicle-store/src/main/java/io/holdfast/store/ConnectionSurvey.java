package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.Finding.Remedy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the files of a connection, found out without a lock and without a change. One use, one thread. */
final class ConnectionSurvey {
    private final LogContext options;
    private final Disk disk;
    private final Path directory;
    private final SurveyTally tally;
    private final LogSurvey log;
    private final List<Finding> findings = new ArrayList<>();
    private AckSurvey ack;
    private boolean isSessionLost;

    ConnectionSurvey(final LogContext options, final Disk disk, final SurveyTally tally) {
        this.options = options;
        this.disk = disk;
        this.tally = tally;
        directory = options.directory();
        log = new LogSurvey(options, tally);
    }

    /** Looks at everything. */
    List<Finding> run() throws IOException {
        if (tally.isLive() && isInTheMaking()) {
            findings.add(new Finding(directory, Remedy.OPENING, 0, 0, "there is no session file, and nothing is in"
                + " use: the owner is just making the connection"));
            return findings;
        }
        findings.addAll(log.run().findings());
        surveySession();
        surveyAck();
        return findings;
    }

    /** A connection that is created gets its session file last. */
    private boolean isInTheMaking() throws IOException {
        return !SessionRecord.exists(directory) && !AckSurvey.of(directory).isInUse()
            && !StateFacts.of(directory, disk).isInUse();
    }

    private void surveySession() {
        final Path path = directory.resolve(SessionRecord.FILE_NAME);
        if (!SessionRecord.exists(directory)) {
            isSessionLost = true;
            findings.add(new Finding(path, Remedy.REPAIR, 0, 0, "the file is gone; made anew, without the principal and"
                + " the peer's former logs that it named"));
            return;
        }
        if (!Files.isRegularFile(path)) {
            findings.add(new Finding(path, Remedy.DECISION, 0, 0, "this is no file; move it away"));
            return;
        }
        try {
            final SessionRecord session = SessionRecord.open(directory, disk);
            if (!session.localName().equals(options.localName())
                || !session.remoteName().equals(options.remoteName())) {
                findings.add(new Finding(path, Remedy.DECISION, 0, 0, "the folder is of the connection "
                    + session.localName() + " to " + session.remoteName() + "; rename it back"));
            }
        } catch (final CorruptStoreException e) {
            isSessionLost = true;
            findings.add(new Finding(path, Remedy.REPAIR, 0, 0, "the file is damaged; made anew, without the principal"
                + " and the peer's former logs that it named"));
        } catch (final StoreException e) {
            findings.add(new Finding(path, Remedy.DECISION, 0, 0, e.getMessage()));
        }
    }

    private void surveyAck() throws IOException {
        ack = AckSurvey.of(directory);
        if (!ack.isThere()) {
            findings.add(new Finding(ack.path(), Remedy.OPENING, 0, 0, "the file is gone; the peer's record of our ack"
                + " counts, and messages may come again"));
        } else if (ack.isHeaderDamaged()) {
            findings.add(new Finding(ack.path(), Remedy.REPAIR, 0, 0, "the first 16 bytes are damaged; the ack is"
                + " not"));
        } else if (ack.isDamaged()) {
            findings.add(new Finding(ack.path(), Remedy.REPAIR, 0, 0, "the file is damaged and moved aside; the peer's"
                + " record of our ack counts, and messages may come again"));
        } else if (ack.isAckDoubtful() && !tally.isLive()) { // its owner is just between the two
            findings.add(new Finding(ack.path(), Remedy.OPENING, 0, 0, "the ack and its complement differ; the lower"
                + " one counts, and messages may come again"));
        }
    }

    /** {@return the log as it was found} */
    LogSurvey log() {
        return log;
    }

    /** {@return the ack file as it was found} */
    AckSurvey ack() {
        return ack;
    }

    /** {@return whether the session file must be made anew} */
    boolean isSessionLost() {
        return isSessionLost;
    }
}
