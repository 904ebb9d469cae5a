package io.holdfast.store;

import io.holdfast.StoreException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at every record and file of a connection, read only and without the lock, also while its owner runs and under
 * another user id. Beside an owner the log counts as it stood at the beginning: what is appended later is not looked
 * at, what is purged meanwhile is not missed. What somebody's writing may have feigned is looked at again before it is
 * told: a finding counts if two looks in a row have it. A file that somebody cuts while it is read may end this
 * process. One use, one thread.
 */
public final class ConnectionVerify {
    private static final int MOST_LOOKS = 5;

    private final Path directory;
    private final LogContext options;
    private final Disk disk;
    private final VerifyListener listener;
    private final boolean isBare;

    private ConnectionVerify(final LogContext options, final Disk disk, final VerifyListener listener,
                             final boolean isBare) {
        this.isBare = isBare;
        directory = options.directory();
        this.options = options;
        this.disk = disk;
        this.listener = listener;
    }

    /**
     * Looks at a connection.
     *
     * @param root       folder of the store
     * @param localName  whose
     * @param remoteName with whom
     * @param options    of the store
     * @param listener   told of progress
     * @return what was found
     * @throws IllegalArgumentException if a name is not well formed or an option faulty
     * @throws StoreException           if there is no such connection, or its files cannot be read
     */
    public static VerifyReport run(final Path root, final String localName, final String remoteName,
                                   final StoreContext options, final VerifyListener listener) {
        final Path directory = OfflineConnection.require(root, localName, remoteName);
        final StoreContext concluded = options.conclude();
        final ConnectionVerify verify = new ConnectionVerify(concluded.logContext(directory, localName, remoteName),
            concluded.disk(), listener, false);
        try {
            return verify.run();
        } catch (final IOException | UncheckedIOException e) {
            throw new StoreException(directory, Files.isDirectory(directory) ? "the connection could not be looked at"
                : "the connection is gone: its owner has purged it meanwhile", e);
        }
    }

    /**
     * Looks at a bare log: cycle files that have no connection around them. What only a connection's other files tell
     * is not missed.
     *
     * @param folder   that holds the cycle files
     * @param options  of the store
     * @param listener told of progress
     * @return what was found
     * @throws StoreException if no cycle file tells whose log it is, or files cannot be read
     */
    public static VerifyReport runBare(final Path folder, final StoreContext options, final VerifyListener listener) {
        final StoreContext concluded = options.conclude();
        try {
            for (final Path path : CycleFiles.paths(folder)) {
                final CycleFile cycle = new CycleFile(path, CycleRoller.number(path));
                cycle.readHead();
                if (cycle.hasPreamble()) {
                    return new ConnectionVerify(concluded.logContext(folder, cycle.preamble().localName(),
                        cycle.preamble().remoteName()), concluded.disk(), listener, true).run();
                }
            }
        } catch (final IOException | UncheckedIOException e) {
            throw new StoreException(folder, "the log could not be looked at", e);
        }
        throw new StoreException(folder, "no cycle file here tells whose log it is");
    }

    private VerifyReport run() throws IOException {
        List<Finding> former = null;
        boolean wasChanging = false;
        for (int looks = 1; ; looks++) {
            final boolean isLive = wasChanging || isOwned();
            final List<String> before = fingerprint();
            final VerifyReport report = look(isLive);
            wasChanging = !fingerprint().equals(before);
            final boolean isSure = !isLive && !wasChanging && !isOwned();
            if (isSure || former != null && report.findings().equals(both(report.findings(), former))) {
                return report;
            }
            if (report.findings().isEmpty()) {
                return report;
            }
            if (looks == MOST_LOOKS) {
                return with(report, both(report.findings(), former));
            }
            former = report.findings();
        }
    }

    private boolean isOwned() {
        return !isBare && Owner.of(directory.getParent()).isAlive();
    }

    private VerifyReport look(final boolean isLive) throws IOException {
        final SurveyTally tally = new SurveyTally(isLive, listener);
        final List<Finding> findings;
        final LogSurvey log;
        if (isBare) {
            log = LogSurvey.ofBareLog(options, tally);
            findings = log.run().findings();
        } else {
            final ConnectionSurvey survey = new ConnectionSurvey(options, disk, tally);
            findings = survey.run();
            log = survey.log();
        }
        return new VerifyReport(directory, List.copyOf(findings), log.incarnation(), log.lastLookedAt(),
            tally.messages(), tally.intact(), tally.cycles(), tally.bytes(), isLive);
    }

    /** {@return those findings that an earlier look had too, in whatever words} */
    private static List<Finding> both(final List<Finding> findings, final List<Finding> former) {
        return findings.stream().filter(finding -> former.stream().anyMatch(one -> one.path().equals(finding.path())
            && one.remedy() == finding.remedy() && one.fromIndex() == finding.fromIndex())).toList();
    }

    private static VerifyReport with(final VerifyReport report, final List<Finding> findings) {
        return new VerifyReport(report.folder(), findings, report.incarnation(), report.lastIndex(), report.messages(),
            report.intact(), report.cycles(), report.bytes(), report.isOwned());
    }

    /** {@return what changes with each append, roll, purge, ack and recovery} */
    private List<String> fingerprint() throws IOException {
        final List<String> print = new ArrayList<>();
        for (final String name : List.of(LogState.FILE, AckFile.FILE_NAME, SessionRecord.FILE_NAME)) {
            final Path file = directory.resolve(name);
            print.add(Files.isRegularFile(file) ? Files.size(file) > RegularFile.MOST_TEXT ? "too long"
                : Arrays.toString(RegularFile.read(file)) : "none");
        }
        final Path folder = isBare ? directory : directory.resolve(Log.FOLDER);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.map(path -> path + " " + lengthOf(path)).sorted().forEach(print::add);
            }
        }
        return print;
    }

    private static long lengthOf(final Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? path.toFile().length() : -1;
    }
}
